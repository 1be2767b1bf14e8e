/// The schedulers by the names the command line uses.
public enum SchedulerID: String, Sendable, Hashable, Codable, CaseIterable {
  /// Denoising diffusion implicit models (Song and others 2020).
  case ddim
  /// Denoising diffusion probabilistic models (Ho and others 2020).
  case ddpm
  /// Latent consistency models (Luo and others 2023).
  case lcm
  /// Euler's method in σ (Karras and others 2022).
  case euler
  /// Euler's method with ancestral noise.
  case eulerAncestral = "euler-ancestral"
  /// Heun's method in σ (Karras and others 2022).
  case heun
  /// DPM-Solver++ with two steps (Lu and others 2022).
  case dpmSolver = "dpmsolver++"
  /// UniPC of order two (Zhao and others 2023).
  case uniPC = "unipc"
  /// Pseudo linear multistep (Liu and others 2022).
  case pndm
  /// Euler's method along a flow (Lipman and others 2022).
  case flowEuler = "flow-euler"
}
