import Inference

/// Turning one of the two noise levels by hand while the other stays.
struct Hold: Sendable, Equatable {
  enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The timestep the network is told.
    case told
    /// The noise level the latents hold.
    case noise
  }

  var kind: Kind
  /// The step whose latents are probed.
  var index: Int
  /// What the network is told.
  var toldTimestep: Int
  /// What the latents hold, 0…1.
  var heldNoise: Float
  /// Kept: no longer turned by the arrows, still shown.
  var isKept = false
}

/// A bar of what is told or held, to be dragged.
struct HoldBar: Sendable, Hashable {
  var kind: Hold.Kind
  /// The bar with its two ends.
  var rect: Rect

  /// The noise level, 0…1, under a column; beside the bar its nearest end.
  func level(at column: Int) -> Float {
    let width = max(1, rect.columns - 2)
    let place = column - rect.column - 1
    guard place > 0 else { return 0 }
    return place >= width - 1 ? 1 : (Float(place) + 0.5) / Float(width)
  }
}
