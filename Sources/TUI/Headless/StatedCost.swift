import Inference
import Render

/// What a headless run takes, said before it begins; a run that does not fit is refused.
struct StatedCost {
  private let cost: RunCost
  /// How the autoencoder is to compute.
  var decoding: Decoding { cost.decoding }
  /// How many members are computed at the same time.
  let lanes: Int
  private let speed: EngineSpeed?
  private let budget: MemoryBudget

  /// Runs of fewer operations are over before they could be measured.
  private static let leastOperations = 20e9

  /// The cost of settings on a picture, which has to fit into a budget.
  ///
  /// - Throws: `tooLarge` where it does not fit; what the estimate throws.
  init(
    of settings: RunSettings, on picture: Raster, members: Int, in budget: MemoryBudget
  ) throws(InferenceError) {
    let (height, width) = (picture.height, picture.width)
    self.budget = budget
    let model = try budget.fitting(settings, height: height, width: width, members: members)
    lanes = try model.lanes(
      settings, height: height, width: width, runs: members, memory: budget.room)
    cost = try model.cost(
      settings, height: height, width: width, members: members, lanes: lanes)
    speed =
      cost.operations < Self.leastOperations
      ? nil
      : try EngineSpeed.measured(
        model.precision, threads: lanes > 1 ? 1 : Threads.count,
        newBytes: Int(cost.once[.memory]))
  }

  /// Says it on stderr, and as an event; nothing of what takes no time.
  func tell(_ command: RunCommand) {
    guard let speed else { return }
    if command.events { Talk.result(JSONText.line(Event("cost", report()))) }
    guard !command.quiet else { return }
    let memory = MemorySize.text(budget.heldBefore + cost.peakBytes)
    let free = budget.room.map { " of \(MemorySize.text($0.bytes)) free" } ?? ""
    let (step, first) = (cost.stepSeconds(at: speed), cost.firstStepSeconds(at: speed))
    let beside = lanes > 1 ? ", \(lanes) members at a time" : ""
    let beginning = first > 1.2 * step ? " (the first \(Format.seconds(first)))" : ""
    Talk.say(
      "stepscope: about \(Format.seconds(step)) a step\(beginning), "
        + "\(Format.seconds(cost.seconds(at: speed))) in all without loading\(beside); "
        + "\(memory)\(free)")
  }

  /// What was expected, and the most memory the process has held so far.
  func report() -> CostReport {
    CostReport(
      stepSeconds: speed.map(cost.stepSeconds),
      firstStepSeconds: speed.map(cost.firstStepSeconds), totalSeconds: speed.map(cost.seconds),
      peakBytes: budget.heldBefore + cost.peakBytes, weightBytes: cost.weightBytes,
      availableBytes: budget.room?.bytes, measuredPeakBytes: MemoryRoom.peakBytes,
      sideBySide: lanes > 1 ? lanes : nil,
      decoding: decoding.unusual)
  }
}

/// The cost of a run in `run.json`: seconds without loading, and bytes.
struct CostReport: Codable, Equatable {
  /// Expected before the run; absent where it is too short to be worth measuring.
  var stepSeconds: Double?
  /// The first step after loading, in which layers bring their weights into the form that is fastest.
  var firstStepSeconds: Double?
  var totalSeconds: Double?
  var peakBytes: Int
  var weightBytes: Int
  /// What was free before the model was loaded.
  var availableBytes: Int?
  /// The most memory the process held.
  var measuredPeakBytes: Int?
  /// Members that were computed at the same time, where there were several.
  var sideBySide: Int?
  /// `bands` or `passes` where the autoencoder worked so.
  var decoding: String?
}
