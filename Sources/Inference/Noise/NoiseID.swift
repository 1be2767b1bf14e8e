/// The kinds of initial noise by the names the command line uses.
public enum NoiseID: String, Sendable, Hashable, Codable, CaseIterable {
  /// Independent unit normals.
  case gaussian
  /// Marigold's multi-resolution noise with strength 0.9.
  case pyramid
  /// Multi-resolution noise whose strength falls with the timestep, as in Marigold's training.
  case annealed
  /// No noise at all (E2E-FT).
  case zeros
}
