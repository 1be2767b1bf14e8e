/// The schedulers by the names the command line uses.
public enum SchedulerID: String, Sendable, Hashable, Codable, CaseIterable {
  /// Denoising diffusion implicit models (Song et al. 2020).
  case ddim
}
