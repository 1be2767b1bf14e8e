import Foundation
import Inference
import Render

/// What is evaluated.
enum EvalQuantity: String, CaseIterable {
  case depth
  case normals
  /// The picture itself, given back by Lotus' reconstruction.
  case picture

  /// What has ground truth in files of its own.
  static let maps = [depth, normals]

  /// What a file holds: arrays tell by their shape, a PNG of 16 bits is depth, another is normals.
  ///
  /// - Throws: what is wrong with the file.
  init(file path: String) throws(InferenceError) {
    if path.hasSuffix(".npy") {
      self = try Npy.read(path: path).shape.count == 3 ? .normals : .depth
    } else {
      self = (try? ImageFile.loadGray16(path)) == nil ? .normals : .depth
    }
  }

  /// A map: depth `[H, W]`, of predictions at any scale, else in metres with 0 where unknown; vectors
  /// `[H, W, 3]`, zero where unknown; or a picture `[H, W, 3]` in 0…1.
  ///
  /// - Throws: what is wrong with the file.
  func map(
    _ path: String, _ dataset: DepthDataset = .none
  ) throws(InferenceError) -> Tensor {
    if path.hasSuffix(".npy") { return try array(path) }
    switch self {
    case .depth: return try GroundTruth.depth(path, unitsPerMetre: dataset.unitsPerMetre)
    case .normals: return try GroundTruth.normals(path)
    case .picture: return try Self.pixels(path)
    }
  }

  /// The pixels of a picture, `[H, W, 3]` in 0…1.
  private static func pixels(_ path: String) throws(InferenceError) -> Tensor {
    let raster = try PictureDecoder.decode(path)
    var result = Tensor(zeros: [raster.height, raster.width, 3])
    result.scalars = raster.pixels.flatMap { pixel in
      [pixel.red, pixel.green, pixel.blue].map { Float($0) / 255 }
    }
    return result
  }

  private func array(_ path: String) throws(InferenceError) -> Tensor {
    let tensor = try Npy.read(path: path)
    let fits = self == .depth ? tensor.shape.count == 2 : tensor.shape.count == 3
    guard fits, self == .depth || tensor.shape[2] == 3 else {
      throw .damaged(
        path: path, reason: "its shape is \(tensor.shape)",
        advice: self == .depth ? "depth is [H, W]" : "normals are [H, W, 3]")
    }
    return tensor
  }
}
