import Foundation
import Inference
import Render

/// Opens a picture with its ground truth.
enum PictureOpener {
  /// A picture by path or by a shipped scene's name, with ground truth from a file that was asked for, or from those that
  /// lie beside it.
  ///
  /// - Throws: what the decoders say, in one sentence; `rejected` for asked-for ground truth of another size.
  static func open(
    _ name: String, truth: String? = nil, id: PictureID
  ) throws(InferenceError) -> Picture {
    let path = Assets.picturePath(PersonPath.expanded(name))
    return try picture(of: PictureDecoder.decode(path), path, truth: truth, id: id)
  }

  /// A decoded picture with its ground truth.
  ///
  /// - Throws: as `open`.
  static func picture(
    of raster: Raster, _ path: String, truth: String?, id: PictureID
  ) throws(InferenceError) -> Picture {
    var picture = Picture(
      id: id, name: URL(fileURLWithPath: path).lastPathComponent, path: path, width: raster.width,
      height: raster.height, raster: raster)
    if let truth {
      try picture.takeTruth(PersonPath.expanded(truth))
    } else {
      try picture.takeTruthBeside()
    }
    return picture
  }
}

extension Picture {
  /// Takes depth or normals from a file.
  fileprivate mutating func takeTruth(_ path: String) throws(InferenceError) {
    // A PNG says by itself which of the two it is.
    let truth = try GroundTruth.load(path, [.depth, .normals])
    let size = truth.values.shape.prefix(2)
    guard size == [height, width] else {
      throw .rejected(
        sentence: "\(Printable.clean(path)) does not fit: it is \(size[1])x\(size[0]), the picture "
          + "\(Printable.clean(name)) \(width)x\(height); ground truth has the picture's own size.")
    }
    take(truth)
    truthPath = path
  }

  /// Takes what lies beside the picture, unless it is of another size and so another picture's.
  fileprivate mutating func takeTruthBeside() throws(InferenceError) {
    let files = Assets.groundTruth(of: path)
    for (path, quantity) in [(files.depth, Quantity.depth), (files.normals, .normals)] {
      guard let path else { continue }
      let truth = try GroundTruth.load(path, [quantity])
      if truth.values.shape.prefix(2) == [height, width] { take(truth) }
    }
  }

  private mutating func take(_ truth: GroundTruth) {
    switch truth {
    case .depth(let depth): groundTruthDepth = depth
    case .normals(let normals): groundTruthNormals = normals
    }
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
