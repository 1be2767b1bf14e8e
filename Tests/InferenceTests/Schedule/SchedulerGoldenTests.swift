import Inference
import TestSupport
import Testing

/// Every scheduler but DDIM, which has goldens of its own.
@Suite("Schedulers against the reference's trajectories")
struct SchedulerGoldenTests {
  private static let steps = [1, 2, 3, 4, 7, 10, 25, 50, 61]
  private static let variantSteps = [4, 10]

  /// One tensor of `schedulers.safetensors`: "scheduler spacing type plain|zero" or
  /// "scheduler spacing type variant NAME".
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    let id: SchedulerID
    let config: SchedulerConfig
    let steps: [Int]
    /// The name of the tensor of timesteps; variants have none.
    let timesteps: String?
    var testDescription: String { name }

    init?(_ name: String) {
      let words = name.split(separator: " ").map(String.init)
      guard words.count >= 4, let id = SchedulerID(rawValue: words[0]),
        let spacing = TimestepSpacing(rawValue: words[1]),
        let type = PredictionType(rawValue: words[2])
      else { return nil }
      var config = SchedulerConfig.stableDiffusion(spacing, type, zeroSNR: words[3] == "zero")
      if words.count == 5, !Self.vary(&config, words[4]) { return nil }
      self.name = name
      self.id = id
      self.config = config
      steps =
        words.count == 5
        ? variantSteps : SchedulerGoldenTests.steps.filter { id != .lcm || $0 <= 50 }
      timesteps = words.count == 5 ? nil : "\(words[0]) \(words[1])"
    }

    private static func vary(_ config: inout SchedulerConfig, _ variant: String) -> Bool {
      switch variant {
      case "clip": config.clipSample = true
      case "range": (config.clipSample, config.clipSampleRange) = (true, 0.4)
      case "threshold": (config.thresholding, config.sampleMaxValue) = (true, 2.5)
      case "twenty": (config.originalInferenceSteps, config.timestepScaling) = (20, 2)
      case "one": config.setAlphaToOne = true
      case "linear": (config.betaSchedule, config.stepsOffset) = (.linear, 0)
      case "cosine": config.betaSchedule = .squaredCosCapV2
      case "short": config.trainTimesteps = 37
      default: return false
      }
      return true
    }
  }

  private static let file = Result { try ReferenceTensors("schedule/schedulers.safetensors") }
  static let rows = ((try? file.get())?.names ?? []).compactMap(Row.init)

  @Test("The file holds every scheduler, spacing, prediction type and zero SNR there is")
  func isComplete() throws {
    let names = Set(Self.rows.map(\.name))
    for id in SchedulerID.allCases where id != .ddim && id != .flowEuler {
      for (spacing, type) in TimestepSpacing.allCases.flatMap({ spacing in
        id.predictionTypes.map { (spacing, $0) }
      }) {
        let row = "\(id.rawValue) \(spacing.rawValue) \(type.rawValue)"
        #expect(names.contains("\(row) plain"), "\(row)")
        let config = SchedulerConfig.stableDiffusion(spacing, type, zeroSNR: true)
        let isPossible = (try? SchedulerCatalog.make(id, config).plan(steps: 4)) != nil
        #expect(names.contains("\(row) zero") == isPossible, "\(row)")
      }
    }
    #expect(Self.rows.filter { $0.name.contains("variant") }.count == 14)
    #expect(names.contains("flow-euler trailing flow_prediction plain"))
  }

  @Test("Every timestep and every step is the reference's", arguments: rows)
  func trajectory(_ row: Row) throws {
    let file = try Self.file.get()
    let scheduler = try SchedulerCatalog.make(row.id, row.config)
    let expected = try file[row.name]
    let kinds = expected.shape[1]
    var times: [Float]?
    if let name = row.timesteps { times = try file[name].scalars }
    let outputs = try file["model_outputs"]
    var place = 0
    for steps in row.steps {
      let plan = try scheduler.plan(steps: steps)
      if let times {
        let span = times[place..<place + plan.entries.count]
        let differs = zip(plan.entries, span).enumerated().first {
          abs($1.0.timestep - $1.1) > 1.2e-7 * max($1.1, 1)
        }?.offset
        #expect(differs == nil, "\(row.name), n = \(steps): timestep of step \(differs ?? 0)")
      }
      var largest: Float = 0
      for (index, (arrived, result)) in try Self.follow(scheduler, plan, outputs).enumerated() {
        largest = arrived.scalars.reduce(largest) { max($0, abs($1)) }
        let golden = expected.slice(place)
        place += 1
        let previous = Array(golden.scalars[..<4])
        let what = "\(row.name), n = \(steps), step \(index)"
        guard Self.agree(result.prevSample, previous, after: largest) else {
          Issue.record("\(what): prev_sample \(result.prevSample.scalars) instead of \(previous)")
          return
        }
        guard kinds > 1 else { continue }
        let clean = Array(golden.scalars[4...])
        guard Self.agree(result.predOriginalSample, clean, after: largest) else {
          Issue.record("\(what): x0 \(result.predOriginalSample.scalars) instead of \(clean)")
          return
        }
      }
    }
    #expect(place == expected.shape[0])
  }

  /// Within 1e-4 of the standard deviation; NaN never agrees.
  ///
  /// Where the sample starts at σ = 4096, both sides round it to a unit in its last place, which is more
  /// than that and goes along with the later samples.
  private static func agree(_ found: Tensor, _ expected: [Float], after largest: Float) -> Bool {
    let mean = expected.reduce(0, +) / Float(expected.count)
    let variance = expected.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(expected.count)
    let bound = Tolerance.step * variance.squareRoot() + 2 * largest.ulp
    return zip(found.scalars, expected).allSatisfy { abs($0 - $1) <= bound }
  }

  /// The steps from the reference's numbers: its sample, its outputs, its noise in its order of draws; each
  /// with the sample it found.
  private static func follow(
    _ scheduler: any Scheduler, _ plan: Plan, _ outputs: Tensor
  ) throws -> [(Tensor, StepOutput)] {
    var random = TorchRandom(seed: 2024)
    // Drawn to the last bit but one, which times σ = 4096 would show.
    let drawn = random.normal(shape: [1, 4, 1, 1])
    let unit = try file.get()["sample"]
    expectClose(drawn, unit, within: 1e-6, "sample")
    var sample = unit.scaled(by: plan.initNoiseSigma)
    var history: StepHistory?
    return try plan.entries.indices.map { index in
      let output = try outputs.slice(index).reshaped(sample.shape)
      let noise =
        plan.entries[index].needsNoise ? random.normal(shape: sample.shape) : nil
      let result = scheduler.step(
        StepInput(
          index: index, plan: plan, modelOutput: output, sample: sample, history: history,
          noise: noise))
      defer { sample = result.prevSample }
      history = result.history
      return (sample, result)
    }
  }
}
