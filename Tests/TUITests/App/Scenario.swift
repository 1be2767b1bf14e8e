import Inference
import Render

@testable import TUI

/// States to test with, made by the messages that make them in the program.
enum Scenario {
  static let marigold: ModelSummary = {
    var config = SchedulerConfig()
    config.betaStart = 0.000_85
    config.betaEnd = 0.012
    config.betaSchedule = .scaledLinear
    config.clipSample = false
    config.setAlphaToOne = false
    config.stepsOffset = 1
    config.predictionType = .vPrediction
    config.timestepSpacing = .trailing
    var defaults = RunSettings()
    defaults.steps = 4
    defaults.processingResolution = 192
    return ModelSummary(
      name: "marigold-depth-tiny", family: "marigold", defaults: defaults,
      controls: Controls(missing: [.task: "only Lotus models have a task switcher"]),
      schedulerConfig: config, parameters: 4_600_000)
  }()

  static let normals: ModelSummary = {
    var summary = marigold
    summary.name = "marigold-normals-tiny"
    summary.quantity = .normals
    summary.axes = "X right, Y up, Z to the viewer"
    return summary
  }()

  /// A model too large to run without being asked.
  static let large: ModelSummary = {
    var summary = marigold
    summary.name = "marigold-depth-v1-1"
    summary.parameters = 865_000_000
    summary.defaults.steps = 10
    summary.defaults.processingResolution = 768
    return summary
  }()

  static func picture(_ number: Int = 1, hasTruth: Bool = true) -> Picture {
    Picture(
      id: PictureID(number: number), name: "scene-00", path: "/scenes/scene-00.png", width: 384,
      height: 384, raster: Raster(width: 1, height: 1),
      groundTruthDepth: hasTruth ? Tensor(zeros: [2, 2]) : nil,
      groundTruthNormals: hasTruth ? Tensor(zeros: [2, 2, 3]) : nil)
  }

  /// A terminal with pictures.
  static let sixel: TerminalFacts = {
    var facts = TerminalFacts()
    facts.cell = PixelSize(width: 8, height: 16)
    facts.graphics = .sixel
    facts.graphicsName = "sixel 256 colours"
    return facts
  }()

  static func empty(_ terminal: TerminalFacts = sixel) -> AppState {
    var state = AppState()
    state.terminal = terminal
    state.modelChoices = ["marigold-depth-tiny", "marigold-normals-tiny", "lotus-g-depth-tiny"]
    state.pictureChoices = ["scene-00", "scene-05", "scene-06"]
    return state
  }

  /// A model and a picture, before any run has begun.
  static func ready(
    _ summary: ModelSummary = marigold, _ terminal: TerminalFacts = sixel, hasTruth: Bool = true
  ) -> AppState {
    var state = empty(terminal)
    _ = update(&state, .model(.loaded(summary)))
    _ = update(&state, .picture(.opened(picture(hasTruth: hasTruth))))
    return state
  }

  static func settings(
    _ spacing: TimestepSpacing, _ steps: Int, _ state: inout AppState
  ) {
    _ = update(&state, .command("set spacing \(spacing.rawValue)"))
    _ = update(&state, .command("set steps \(steps)"))
  }

  /// Tensors of a run, small but of the right shape.
  static func latents(_ value: Float) -> Tensor {
    var tensor = Tensor(zeros: [1, 4, 2, 2])
    for index in tensor.scalars.indices { tensor.scalars[index] = value + Float(index) / 10 }
    return tensor
  }

  static func trajectory(_ run: Run, _ state: AppState) throws -> Trajectory {
    let facts = try ScheduleFacts.make(
      run.settings, (state.summary ?? marigold).schedulerConfig)
    return Trajectory(
      settings: run.settings, plan: facts.plan, imageLatents: latents(0),
      initialLatents: latents(1), initialNoise: 1)
  }

  static func step(_ index: Int, _ plan: Plan) -> Step {
    Step(
      index: index, entry: plan.entries[index], latents: latents(1), modelOutput: latents(0.5),
      result: StepOutput(
        prevSample: latents(0.2), predOriginalSample: latents(Float(index) / 10)),
      seconds: 0.061)
  }

  static func prediction(_ quantity: Quantity = .depth) -> Prediction {
    Prediction(
      quantity: quantity,
      values: Tensor(zeros: quantity == .depth ? [384, 384] : [384, 384, 3]))
  }

  /// What the worker would say of the first steps of the current run.
  static func compute(
    _ state: inout AppState, _ id: RunID? = nil, steps: Int? = nil, decodes: Bool = true,
    finishes: Bool = true
  ) throws {
    guard let run = id.flatMap({ state.runs[$0] }) ?? state.currentRun, run.isGoing else { return }
    let trajectory = try trajectory(run, state)
    _ = update(&state, .run(run.id, .started(trajectory)))
    let count = min(steps ?? trajectory.plan.entries.count, trajectory.plan.entries.count)
    for index in 0..<count {
      _ = update(&state, .run(run.id, .step(step(index, trajectory.plan))))
      guard decodes else { continue }
      let isNormals = state.predictsNormals
      _ = update(
        &state,
        .run(
          run.id,
          .decoded(
            index: index, .predOriginal, prediction(isNormals ? .normals : .depth),
            !state.hasTruth
              ? nil
              : isNormals
                ? StepMetrics(meanAngle: 24.5 - Float(index))
                : StepMetrics(absRel: 0.301 - Float(index) / 100, delta1: 0.641))))
    }
    if finishes, count == trajectory.plan.entries.count {
      _ = update(&state, .run(run.id, .finished(seconds: 0.25)))
    }
  }

  /// Leading-1 as A and trailing-1 as B, both finished, on screen A|B.
  static func pair(_ terminal: TerminalFacts = sixel) throws -> AppState {
    var state = try finished(marigold, terminal)
    _ = update(&state, .key(.character("4")))
    _ = update(&state, .key(.character("p")))
    for side in Comparison.Side.allCases { try compute(&state, state.run(side)?.id) }
    return state
  }

  /// A finished run.
  static func finished(
    _ summary: ModelSummary = marigold, _ terminal: TerminalFacts = sixel, hasTruth: Bool = true
  ) throws -> AppState {
    var state = ready(summary, terminal, hasTruth: hasTruth)
    if state.currentRun == nil { _ = update(&state, .command("run")) }
    try compute(&state)
    return state
  }
}
