import Foundation
import Inference
import Render

/// Depth or normals that a prediction is compared with.
enum GroundTruth: Sendable, Equatable {
  /// Metres, `[H, W]`; 0 where unknown.
  case depth(Tensor)
  /// Unit vectors, `[H, W, 3]`; zero length where unknown.
  case normals(Tensor)

  /// Reads `.npy` (metres `[H, W]`, or vectors `[H, W, 3]`), a 16-bit grey PNG in millimetres, or an
  /// 8-bit RGB PNG of normals as (n + 1) · 127.5.
  ///
  /// A PNG is taken for what fits the predicted quantities; where both would, 16-bit grey is depth.
  static func load(
    _ path: String, _ quantities: [Quantity]
  ) throws(InferenceError) -> GroundTruth {
    if path.hasSuffix(".npy") { return try of(Npy.read(path: path), path) }
    if quantities.contains(.depth), quantities.contains(.normals) {
      if let depth = try? depth(path) { return .depth(depth) }
      return .normals(try normals(path))
    }
    if quantities.contains(.normals) { return .normals(try normals(path)) }
    return .depth(try depth(path))
  }

  /// The same in the axes of a family's predictions: normals are stored with X to the right.
  func inAxes(of family: any ModelFamily) -> GroundTruth {
    guard case .normals(let normals) = self, family.isMirrored else { return self }
    return .normals(Self.mirrored(normals))
  }

  /// Vectors `[H, W, 3]` with the sign of X changed.
  static func mirrored(_ normals: Tensor) -> Tensor {
    // Values of their own: written through the tensor they were copied whole for every pixel.
    var values = normals.scalars
    for index in stride(from: 0, to: values.count, by: 3) { values[index] = -values[index] }
    return tensor(values, normals.shape)
  }

  /// Depth or normals as they are stored.
  var values: Tensor {
    switch self {
    case .depth(let values), .normals(let values): values
    }
  }

  /// Whether a prediction of this quantity can be compared with it.
  func fits(_ quantity: Quantity) -> Bool {
    switch self {
    case .depth: quantity == .depth
    case .normals: quantity == .normals
    }
  }

  private static func of(_ tensor: Tensor, _ path: String) throws(InferenceError) -> GroundTruth {
    switch tensor.shape.count {
    case 2: return .depth(tensor)
    case 3 where tensor.shape[2] == 3: return .normals(tensor)
    default:
      throw .damaged(
        path: path, reason: "its shape is \(tensor.shape)",
        advice: "ground truth is depth [H, W] or normals [H, W, 3]")
    }
  }

  /// A 16-bit PNG in millimetres, in metres.
  static func depth(_ path: String) throws(InferenceError) -> Tensor {
    try depth(path, unitsPerMetre: 1000)
  }

  /// A 16-bit PNG in some unit, in metres.
  static func depth(
    _ path: String, unitsPerMetre: Float
  ) throws(InferenceError) -> Tensor {
    do throws(RenderError) {
      let (width, height, samples) = try ImageFile.loadGray16(path)
      return tensor(samples.map { Float($0) / unitsPerMetre }, [height, width])
    } catch {
      throw refusal(error)
    }
  }

  /// An 8-bit PNG of colourised normals.
  static func normals(_ path: String) throws(InferenceError) -> Tensor {
    do throws(RenderError) {
      let raster = try ImageFile.load(path)
      let values = raster.pixels.flatMap { pixel in
        [pixel.red, pixel.green, pixel.blue].map { Float($0) / 127.5 - 1 }
      }
      return tensor(values, [raster.height, raster.width, 3])
    } catch {
      throw refusal(error)
    }
  }

  /// What is wrong with a file of pixels, for those who know of no pixels.
  private static func refusal(_ error: RenderError) -> InferenceError {
    switch error {
    case .missing(let path): .missing(path: path, advice: "check the spelling and the folder")
    case .unreadable(let path, let reason): .unreadable(path: path, reason: reason)
    default: .rejected(sentence: "\(error)")
    }
  }

  private static func tensor(_ values: [Float], _ shape: [Int]) -> Tensor {
    var tensor = Tensor(zeros: shape)
    tensor.scalars = values
    return tensor
  }

  /// A prediction's metrics; nil where the two do not speak of the same thing.
  ///
  /// - Throws: `shapeMismatch` when the sizes differ.
  func compare(_ prediction: Prediction) throws(InferenceError) -> MetricsReport? {
    switch (self, prediction.quantity) {
    case (.depth(let truth), .depth):
      let metrics = try DepthMetrics.compare(
        prediction.values, to: truth, options: .shippedScenes)
      return MetricsReport(
        absRel: Float(metrics.absRel), delta1: Float(metrics.delta1), rmse: Float(metrics.rmse))
    case (.normals(let truth), .normals):
      let metrics = try NormalMetrics.compare(prediction.values, to: truth)
      return MetricsReport(
        meanAngle: Float(metrics.meanAngle), within1125: Float(metrics.within11_25))
    default: return nil
    }
  }
}
