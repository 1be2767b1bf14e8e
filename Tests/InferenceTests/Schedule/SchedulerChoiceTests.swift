import Inference
import Testing

/// Which scheduler goes with what, and what changing it does.
@Suite("Choosing a scheduler")
struct SchedulerChoiceTests {
  @Test("The catalog makes every scheduler there is", arguments: SchedulerID.allCases)
  func catalog(_ id: SchedulerID) throws {
    var config = SchedulerConfig.stableDiffusion(.trailing)
    config.predictionType = id.predictionTypes[0]
    let scheduler = try SchedulerCatalog.make(id, config)
    #expect(type(of: scheduler).id == id)
    #expect(SchedulerCatalog.all.map { $0.id } == SchedulerID.allCases)
    #expect(SchedulerID(className: id.className) == id)
    #expect(SchedulerID(rawValue: id.rawValue) == id)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let id: SchedulerID
    var spacing = TimestepSpacing.trailing
    var type = PredictionType.vPrediction
    var zeroSNR = false
    var steps = 4
    var options: [String: String] = [:]
    let words: String
    var testDescription: String { "\(id.rawValue): \(words)" }
  }

  @Test(
    "What the reference refuses, and what is not done here, is refused with a sentence",
    arguments: [
      Refusal(id: .eulerAncestral, type: .sample, words: "euler-ancestral with epsilon, v_pred"),
      Refusal(id: .pndm, type: .sample, words: "pndm with epsilon, v_prediction"),
      Refusal(id: .euler, type: .flow, words: "flow_prediction with flow-euler"),
      Refusal(id: .flowEuler, words: "flow-euler with flow_prediction"),
      Refusal(id: .pndm, zeroSNR: true, words: "Zero terminal SNR cannot be on with pndm"),
      Refusal(id: .heun, zeroSNR: true, words: "Zero terminal SNR cannot be on with heun"),
      Refusal(id: .lcm, type: .epsilon, zeroSNR: true, words: "epsilon at timestep 999"),
      Refusal(id: .ddpm, type: .epsilon, zeroSNR: true, words: "epsilon at timestep 999"),
      Refusal(id: .lcm, steps: 51, words: "1…50, the timesteps the model was distilled for"),
      Refusal(id: .euler, spacing: .leading, steps: 1000, words: "all lie in 0…999"),
      Refusal(id: .dpmSolver, spacing: .leading, steps: 1000, words: "timesteps differ"),
      Refusal(id: .uniPC, spacing: .linspace, steps: 1000, words: "timesteps differ"),
      Refusal(id: .heun, steps: 1001, words: "1…1000"),
      Refusal(id: .flowEuler, type: .flow, steps: 0, words: "1…1000"),
      Refusal(id: .euler, options: ["use_karras_sigmas": "true"], words: "use_karras_sigmas in"),
      Refusal(id: .dpmSolver, options: ["solver_order": "3"], words: "is 3, which is not"),
      Refusal(id: .dpmSolver, options: ["algorithm_type": "sde-dpmsolver++"], words: "sde-"),
      Refusal(
        id: .uniPC, options: ["solver_type": "bh1"],
        words: "solver_type in scheduler_config.json, for the scheduler Uni"),
      Refusal(id: .pndm, options: ["skip_prk_steps": "false"], words: "supported: true"),
      Refusal(id: .ddpm, options: ["variance_type": "learned"], words: "supported: fixed_small"),
    ])
  func refusals(_ refusal: Refusal) {
    var config = SchedulerConfig.stableDiffusion(
      refusal.spacing, refusal.type, zeroSNR: refusal.zeroSNR)
    config.options = refusal.options
    let error = #expect(throws: InferenceError.self) {
      try SchedulerCatalog.make(refusal.id, config).plan(steps: refusal.steps)
    }
    #expect(error?.description.contains(refusal.words) == true, "\(String(describing: error))")
  }

  @Test("Options of a class that other classes do not have are left alone")
  func foreignOptions() throws {
    var config = SchedulerConfig.stableDiffusion(.trailing)
    config.options = ["use_karras_sigmas": "true", "solver_order": "3"]
    #expect(throws: Never.self) { try SchedulerCatalog.make(.ddim, config) }
    #expect(throws: Never.self) { try SchedulerCatalog.make(.pndm, config) }
  }

  @Test("Clipping and thresholding happen where the class has them")
  func bounds() throws {
    var config = SchedulerConfig.stableDiffusion(.trailing, .epsilon)
    (config.clipSample, config.thresholding) = (true, true)
    for (id, clips, thresholds) in [
      (SchedulerID.ddpm, true, true), (.lcm, true, true), (.heun, true, false),
      (.dpmSolver, false, true), (.uniPC, false, true), (.euler, false, false),
      (.eulerAncestral, false, false), (.pndm, false, false),
    ] {
      let accepted = try SchedulerCatalog.make(id, config).config
      #expect(accepted.clipSample == clips && accepted.thresholding == thresholds)
    }
  }

  /// Marigold v1-0's file: it leaves the spacing open.
  private static let open: SchedulerConfig = {
    var config = SchedulerConfig.stableDiffusion(.leading)
    config.leftOpen = ["timestep_spacing"]
    return config
  }()

  @Test("Another scheduler brings its own spacing where the file leaves it open, and only there")
  func switchingSpacing() {
    let settings = RunSettings(Self.open)
    #expect(settings.scheduler == .ddim && settings.timestepSpacing == .leading)
    for id in SchedulerID.allCases where id != .ddim {
      let switched = Planning.switching(settings, to: id, Self.open)
      let isSolver = [.euler, .eulerAncestral, .heun, .dpmSolver, .uniPC].contains(id)
      #expect(switched.timestepSpacing == (isSolver ? .linspace : .leading), "\(id.rawValue)")
      #expect(Planning.switching(switched, to: .ddim, Self.open) == settings)
      #expect(Planning.config(switched, Self.open).className == id.className)
    }
    var chosen = settings
    chosen.timestepSpacing = .trailing
    #expect(Planning.switching(chosen, to: .euler, Self.open).timestepSpacing == .trailing)
    let explicit = SchedulerConfig.stableDiffusion(.leading)
    #expect(Planning.switching(settings, to: .euler, explicit).timestepSpacing == .leading)
  }

  @Test("What the new scheduler lacks is put back, and comes again with one that has it")
  func switchingOptions() {
    let base = SchedulerConfig.stableDiffusion(.trailing, zeroSNR: true)
    var settings = RunSettings(base)
    (settings.eta, settings.consistentPrevious, settings.toldTimesteps) = (0.5, true, [3])
    let pndm = Planning.switching(settings, to: .pndm, base)
    #expect(pndm.eta == 0 && !pndm.consistentPrevious && pndm.toldTimesteps == nil)
    #expect(!pndm.rescaleBetasZeroSNR)
    #expect(Planning.switching(pndm, to: .uniPC, base).rescaleBetasZeroSNR)
    #expect(Planning.switching(settings, to: .ddim, base) == settings)
  }

  @Test("Clipping is the file's until it is set, and set where a scheduler clips")
  func clipping() {
    var base = SchedulerConfig.stableDiffusion(.trailing)
    base.clipSample = true
    var settings = RunSettings(base)
    #expect(settings.clipSample == nil && Planning.config(settings, base).clipSample)
    settings.clipSample = false
    #expect(!Planning.config(settings, base).clipSample)
    base.clipSample = false
    settings.clipSample = true
    #expect(Planning.config(settings, base).clipSample)
    for id in SchedulerID.all(for: .vPrediction) {
      let clips = [.ddim, .ddpm, .lcm, .heun].contains(id)
      let switched = Planning.switching(settings, to: id, base)
      #expect(switched.clipSample == (clips ? true : nil), "\(id.rawValue)")
      var forced = switched
      forced.clipSample = true
      if clips {
        #expect(throws: Never.self) { try Planning.plan(forced, base) }
      } else {
        #expect(throws: InferenceError.self) { try Planning.plan(forced, base) }
      }
    }
  }

  @Test("A clipped run's x0 stays within the file's range")
  func clipped() throws {
    var base = SchedulerConfig.stableDiffusion(.trailing)
    base.clipSampleRange = 0.5
    var settings = RunSettings(base)
    settings.steps = 2
    var sample = Tensor(zeros: [1, 4, 1, 1])
    sample.scalars = [3, -2, 0.1, 0.4]
    for (clips, most) in [(nil, Float(3)), (true, 0.5), (false, 3)] as [(Bool?, Float)] {
      settings.clipSample = clips
      let (scheduler, plan) = try Planning.plan(settings, base)
      let step = scheduler.step(
        StepInput(
          index: 1, plan: plan, modelOutput: Tensor(zeros: [1, 4, 1, 1]), sample: sample,
          history: nil, noise: nil, eta: 0))
      let largest = step.predOriginalSample.scalars.map(abs).max() ?? 0
      #expect(clips == true ? largest == most : largest > 1 && largest <= most)
    }
  }

  @Test("A checkpoint's own class is its default; one that is not here runs as DDIM")
  func defaults() {
    for id in SchedulerID.allCases {
      var config = SchedulerConfig.stableDiffusion(.leading, zeroSNR: true)
      config.className = id.className
      let settings = RunSettings(config)
      #expect(settings.scheduler == id && settings.rescaleBetasZeroSNR == id.hasZeroSNR)
    }
    var config = Self.open
    config.className = "DEISMultistepScheduler"
    config.timestepSpacing = .linspace
    #expect(RunSettings(config).scheduler == .ddim)
    #expect(RunSettings(config).timestepSpacing == .leading)
  }

  @Test("Eta and the consistent previous timestep are refused where only DDIM has them")
  func ddimOnly() {
    let base = SchedulerConfig.stableDiffusion(.trailing)
    var settings = RunSettings(base)
    settings.scheduler = .euler
    #expect(throws: Never.self) { try Planning.plan(settings, base) }
    settings.eta = 0.5
    #expect(throws: InferenceError.self) { try Planning.plan(settings, base) }
    settings.eta = 0
    settings.consistentPrevious = true
    #expect(throws: InferenceError.self) { try Planning.plan(settings, base) }
  }
}
