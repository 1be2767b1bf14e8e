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
