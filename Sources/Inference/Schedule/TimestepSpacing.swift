/// How n inference timesteps are chosen from the T training timesteps; diffusers' `timestep_spacing`.
public enum TimestepSpacing: String, Sendable, Hashable, Codable, CaseIterable {
  /// Multiples of T / n counted from 0 plus `steps_offset`: never reaches the last timestep.
  case leading
  /// Multiples of T / n counted down from T: always starts at the last timestep.
  case trailing
  /// n points from 0 to T − 1, both ends included.
  case linspace
}
