import Foundation
import Inference
import Render

/// Opens a picture with the ground truth that lies beside it.
enum PictureOpener {
  /// A picture by path or by a shipped scene's name.
  ///
  /// - Throws: what the decoder says, in one sentence.
  static func open(_ name: String, id: PictureID) throws(InferenceError) -> Picture {
    let path = Assets.picturePath(PersonPath.expanded(name))
    let raster = try PictureDecoder.decode(path)
    let truth = Assets.groundTruth(of: path)
    return Picture(
      id: id, name: URL(fileURLWithPath: path).lastPathComponent, path: path, width: raster.width,
      height: raster.height, raster: raster,
      groundTruthDepth: matching(
        try truth.depth.map { path throws(InferenceError) in try GroundTruth.depth(path) }, raster),
      groundTruthNormals: matching(try truth.normals.map(GroundTruth.normals), raster))
  }

  /// Ground truth of another size belongs to another picture.
  private static func matching(_ truth: Tensor?, _ raster: Raster) -> Tensor? {
    truth.flatMap { $0.shape.prefix(2) == [raster.height, raster.width] ? $0 : nil }
  }
}

extension Picture {
  /// What a prediction of a quantity is compared with, where it is known.
  func groundTruth(for quantity: Quantity) -> GroundTruth? {
    switch quantity {
    case .depth: groundTruthDepth.map { .depth($0) }
    case .normals: groundTruthNormals.map { .normals($0) }
    case .disparity, .image, .intrinsic: nil
    }
  }
}
