import Inference
import Render

/// The values at the inspected pixel: of a run's step and of the ground truth.
struct Inspection: Equatable {
  /// A vector as three figures.
  struct Vector: Equatable {
    var x, y, z: Float

    /// With the signs of some axes changed.
    func flipped(_ flip: NormalMap.Flip) -> Vector {
      Vector(
        x: flip.contains(.x) ? -x : x, y: flip.contains(.y) ? -y : y,
        z: flip.contains(.z) ? -z : z)
    }
  }

  /// What one prediction says there.
  struct Reading: Equatable {
    var quantity: Quantity
    /// As the model gives it: depth 0…1, or a colour's brightness.
    var value: Float?
    /// Depth in metres, after the fit.
    var metres: Float?
    /// Predicted, or made from the depth, with the axes as they are shown.
    var normal: Vector?
    /// Of depth how many metres too far, of normals how many degrees off, however they are looked at.
    var error: Float?
  }

  /// Metres.
  var depth: Float?
  /// In the axes of the predicted normals beside it, where those are not flipped.
  var normal: Vector?
  var readings: [Comparison.Side: Reading] = [:]

  /// The values under the crosshair; nil while nothing is inspected.
  init?(_ state: AppState) {
    guard state.isInspecting, let pixel = state.measures.pixel, let picture = state.picture else {
      return nil
    }
    func place(_ tensor: Tensor) -> (row: Int, column: Int)? {
      let shape = tensor.shape
      guard shape.count >= 2, shape[0] > 0, shape[1] > 0 else { return nil }
      return (
        min(pixel.y * shape[0] / max(1, picture.height), shape[0] - 1),
        min(pixel.x * shape[1] / max(1, picture.width), shape[1] - 1)
      )
    }
    if let truth = picture.groundTruthDepth, let at = place(truth) {
      let value = truth.scalars[at.row * truth.shape[1] + at.column]
      depth = value > 0 ? value : nil
    }
    if let truth = picture.groundTruthNormals, let at = place(truth) {
      let vector = Self.vector(truth, at)
      // Zero length means unknown.
      normal = vector == Vector(x: 0, y: 0, z: 0) ? nil : vector
      // Normals made from depth have the axes of ground truth, whatever the family's are.
      if state.showsMirroredNormals { normal = normal?.flipped(.x) }
    }
    for side in state.inspectedSides {
      guard let run = state.run(side), let index = state.comparedIndex(side),
        let prediction = run.decoded[
          Run.DecodedKey(index: index, target: .predOriginal.of(state.shownModality))],
        let at = place(prediction.values)
      else { continue }
      readings[side] = reading(
        prediction, at, run.measures(index, state.measures.fit), state.look.flip)
    }
  }

  private func reading(
    _ prediction: Prediction, _ at: (row: Int, column: Int), _ metrics: StepMetrics?,
    _ flip: NormalMap.Flip
  ) -> Reading {
    var reading = Reading(quantity: prediction.quantity)
    switch prediction.quantity {
    case .depth, .disparity:
      let value = prediction.values.scalars[at.row * prediction.width + at.column]
      reading.value = value
      let vector = NormalMap.fromDepth(
        prediction.values, row: at.row, column: at.column, quantity: prediction.quantity)
      reading.normal = Vector(x: vector.x, y: vector.y, z: vector.z).flipped(flip)
      if let alignment = metrics?.alignment {
        let metres = Float(alignment(Double(value)))
        reading.metres = metres
        reading.error = depth.map { metres - $0 }
      }
    case .normals:
      let found = Self.vector(prediction.values, at)
      reading.normal = found.flipped(flip)
      reading.error = normal.map { Self.angle(found, $0) }
    case .image, .intrinsic:
      let vector = Self.vector(prediction.values, at)
      reading.value = (vector.x + vector.y + vector.z) / 3
    }
    return reading
  }

  private static func vector(_ tensor: Tensor, _ at: (row: Int, column: Int)) -> Vector {
    let place = 3 * (at.row * tensor.shape[1] + at.column)
    guard tensor.scalars.indices.contains(place + 2) else { return Vector(x: 0, y: 0, z: 0) }
    return Vector(
      x: tensor.scalars[place], y: tensor.scalars[place + 1], z: tensor.scalars[place + 2])
  }

  private static func angle(_ a: Vector, _ b: Vector) -> Float {
    PairPlane.angle(SIMD3(a.x, a.y, a.z), SIMD3(b.x, b.y, b.z))
  }
}

extension AppState {
  /// Whether the normals that are shown are predicted with X to the left.
  fileprivate var showsMirroredNormals: Bool {
    guard let summary else { return false }
    return summary.isMirrored && (shownMap?.quantity ?? summary.quantity) == .normals
  }

  /// The sides whose values are shown: both where two runs are looked at together.
  var inspectedSides: [Comparison.Side] {
    isComparing ? Comparison.Side.allCases : [comparison.side]
  }
}
