import Inference
import Testing

@Suite("Noise schedule")
struct NoiseScheduleTests {
  struct Golden: Sendable, CustomTestStringConvertible {
    let curve: SchedulerConfig.BetaSchedule
    let trainTimesteps: Int
    let zeroSNR: Bool
    var name: String { "\(curve.rawValue).\(trainTimesteps).\(zeroSNR ? "zero" : "plain")" }
    var testDescription: String { name }
    var config: SchedulerConfig {
      var config = SchedulerConfig()
      config.betaSchedule = curve
      config.trainTimesteps = trainTimesteps
      config.rescaleBetasZeroSNR = zeroSNR
      if curve == .scaledLinear { (config.betaStart, config.betaEnd) = (0.00085, 0.012) }
      return config
    }
  }

  static let goldens = [SchedulerConfig.BetaSchedule.linear, .scaledLinear, .squaredCosCapV2]
    .flatMap { curve in
      [1000, 37].flatMap { count in
        [false, true].map { Golden(curve: curve, trainTimesteps: count, zeroSNR: $0) }
      }
    }

  /// Rescaling takes square roots, which torch's vector library rounds differently from CPU to CPU; the
  /// ratios of neighbouring levels carry that into the last β.
  @Test(
    "Betas and their products equal the reference's to 1e-7, rescaled ones to 2e-6",
    arguments: goldens)
  func reference(_ golden: Golden) throws {
    let file = try ReferenceTensors("schedule/levels.safetensors")
    let schedule = try NoiseSchedule(golden.config)
    let shape = [golden.trainTimesteps]
    expectClose(
      try Tensor(schedule.betas, shape: shape), try file["\(golden.name).betas"],
      within: golden.zeroSNR ? 5e-6 : 1e-7, "betas")
    expectClose(
      try Tensor(schedule.alphasCumprod, shape: shape), try file["\(golden.name).alphas_cumprod"],
      within: golden.zeroSNR ? 2e-6 : 1e-7, "alphas_cumprod")
  }

  @Test("Signal falls with every timestep", arguments: goldens)
  func falls(_ golden: Golden) throws {
    let alphas = try NoiseSchedule(golden.config).alphasCumprod
    #expect(zip(alphas, alphas.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test(
    "Published levels of Stable Diffusion's schedule",
    arguments: [
      (0, 0.99914998, 0.99914998), (1, 0.99829602, 0.99823350), (19, 0.98224396, 0.98101038),
      (99, 0.89546245, 0.88808560), (249, 0.67543209, 0.65418869), (499, 0.27766943, 0.24235900),
      (749, 0.05662345, 0.03317146), (901, 0.01400489, 0.00288885), (981, 0.00577550, 6.8866e-5),
      (999, 0.00466010, 0),
    ] as [(Int, Float, Float)])
  func published(timestep: Int, plain: Float, zero: Float) throws {
    let schedule = try NoiseSchedule(.stableDiffusion())
    let rescaled = try NoiseSchedule(.stableDiffusion(zeroSNR: true))
    #expect(abs(schedule.level(at: timestep).alphaCumprod - plain) < 1e-7)
    #expect(abs(rescaled.level(at: timestep).alphaCumprod - zero) < 1e-7)
  }

  @Test("Zero terminal SNR leaves exactly no signal at the last timestep")
  func zeroTerminal() throws {
    let level = try NoiseSchedule(.stableDiffusion(zeroSNR: true)).level(at: 999)
    #expect(level.alphaCumprod == 0 && level.noise == 1 && level.sigma == .infinity)
  }

  @Test("Before timestep 0 lies the final level: 1, or that of timestep 0")
  func finalLevel() throws {
    var config = SchedulerConfig.stableDiffusion()
    let first = try NoiseSchedule(config)
    for timestep in [-1, -250, Int.min, nil] {
      #expect(first.level(at: timestep) == first.level(at: 0))
    }
    config.setAlphaToOne = true
    #expect(try NoiseSchedule(config).level(at: nil).alphaCumprod == 1)
  }

  @Test("A timestep past the end has the last level")
  func pastTheEnd() throws {
    let schedule = try NoiseSchedule(.stableDiffusion())
    #expect(schedule.level(at: 1000) == schedule.level(at: 999))
    #expect(schedule.level(at: .max) == schedule.level(at: 999))
  }

  @Test("Trained betas are taken as they are")
  func trainedBetas() throws {
    var config = SchedulerConfig()
    config.trainTimesteps = 3
    config.trainedBetas = [0.1, 0.2, 0.5]
    let schedule = try NoiseSchedule(config)
    #expect(schedule.betas == [0.1, 0.2, 0.5])
    #expect(abs(schedule.alphasCumprod[2] - 0.36) < 1e-7)
  }

  static let impossible: [(String, SchedulerConfig)] = {
    func changed(_ change: (inout SchedulerConfig) -> Void) -> SchedulerConfig {
      var config = SchedulerConfig()
      change(&config)
      return config
    }
    return [
      ("no timesteps", changed { $0.trainTimesteps = 0 }),
      ("negative T", changed { $0.trainTimesteps = .min }),
      ("huge T", changed { $0.trainTimesteps = .max }),
      ("beta above 1", changed { $0.betaEnd = 1.5 }),
      ("negative beta", changed { $0.betaStart = -0.1 }),
      ("NaN", changed { $0.betaStart = .nan }),
      ("infinity", changed { $0.betaEnd = .infinity }),
      (
        "root of a negative",
        changed {
          $0.betaSchedule = .scaledLinear
          $0.betaStart = -1
        }
      ),
      ("too few trained betas", changed { $0.trainedBetas = [0.1] }),
      (
        "one timestep cannot be rescaled",
        changed {
          $0.trainTimesteps = 1
          $0.rescaleBetasZeroSNR = true
        }
      ),
      (
        "no noise cannot be rescaled",
        changed {
          ($0.betaStart, $0.betaEnd) = (0, 0)
          $0.rescaleBetasZeroSNR = true
        }
      ),
    ]
  }()

  @Test("Configs that make no schedule are refused", arguments: impossible.indices)
  func refuses(_ index: Int) {
    let (name, config) = Self.impossible[index]
    #expect(throws: InferenceError.self, "\(name)") { try NoiseSchedule(config) }
  }
}
