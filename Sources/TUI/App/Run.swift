import Inference

/// One run: what was asked for, its steps, and what has been decoded of them.
struct Run: Sendable {
  enum Status: Sendable, Equatable {
    /// Asked for; the worker has not begun.
    case waiting
    /// Brought back with a session, and not computed before it is looked at.
    case stored
    case running(Checkpoint.Stage?, secondsLeft: Double?)
    case finished(seconds: Double)
    case cancelled
    case failed(String)
  }

  /// One tensor of one step, decoded.
  struct DecodedKey: Hashable, Sendable {
    var index: Int
    var target: DecodeTarget
  }

  /// Where a branch left another run.
  struct Origin: Sendable, Equatable {
    var run: RunID
    /// How many steps are shared.
    var after: Int
  }

  let id: RunID
  let settings: RunSettings
  let model: String
  let picture: PictureID
  var origin: Origin?
  /// How it came about: its own settings, or those of the runs it branched from before them.
  let stages: [Session.Stage]
  /// The member of an ensemble whose noise it has; nil for noise of the settings alone.
  var member: SeedsMember?
  /// Never let go to make room.
  var isKept = false
  var status = Status.waiting
  /// Where NaN or infinity appeared first.
  var fault: NonFiniteFault?
  var trajectory: Trajectory?
  /// One entry a step.
  var numbers: [StepNumbers] = []
  /// The noise that each step's latents really hold, 0…1; empty before the run's end.
  var measuredNoise: [Float] = []
  var decoded: [DecodedKey: Prediction] = [:]
  /// How steps are shown before they are decoded; nil where they wait for it.
  var preview: RunPreview?
  /// What was asked of the worker ahead of need.
  var requested: Set<DecodedKey> = []
  /// Of x̂0, by step.
  var metrics: [Int: StepMetrics] = [:]
  /// The same without a fit, and the steps for which that was asked.
  var unaligned: [Int: StepMetrics] = [:]
  var asked: Set<Int> = []

  init(
    id: RunID, settings: RunSettings, model: String, picture: PictureID, origin: Origin? = nil,
    stages: [Session.Stage] = []
  ) {
    self.id = id
    self.settings = settings
    self.stages = stages.isEmpty ? [Session.Stage(settings: settings, after: nil)] : stages
    self.model = model
    self.picture = picture
    self.origin = origin
  }

  /// Whether its first steps are another run's.
  var isBranch: Bool { origin != nil || stages.count > 1 }

  var stepCount: Int { trajectory?.steps.count ?? 0 }

  /// How many steps there will be.
  var plannedCount: Int { trajectory?.plan.entries.count ?? settings.steps }

  var isGoing: Bool {
    switch status {
    case .waiting, .running: true
    case .finished, .cancelled, .failed, .stored: false
    }
  }

  var isFinished: Bool {
    if case .finished = status { return true }
    return false
  }

  /// The share that is done, 0…1.
  var progress: Double {
    if isFinished { return 1 }
    let total = Double(max(1, plannedCount))
    var done = Double(stepCount)
    if case .running(let stage?, _) = status, stage.network == "unet", stage.total > 0 {
      done += Double(min(stage.completed, stage.total)) / Double(stage.total)
    }
    return min(1, max(0, done / total))
  }

  /// Bytes held by what was decoded.
  var decodedBytes: Int {
    decoded.values.reduce(0) { $0 + $1.values.count * 4 }
  }
}

/// All runs of a session, oldest first.
struct RunList: Sendable {
  private(set) var runs: [Run] = []
  var current: RunID?
  private var nextNumber = 1

  /// How many runs are kept.
  static let keptRuns = 32
  /// How many runs can be kept for good.
  static let mostKept = 24

  subscript(id: RunID) -> Run? {
    get { runs.first { $0.id == id } }
    set {
      guard let newValue, let place = runs.firstIndex(where: { $0.id == id }) else { return }
      runs[place] = newValue
    }
  }

  var currentRun: Run? { current.flatMap { self[$0] } }
  var newestFirst: [Run] { runs.reversed() }
  var going: [Run] { runs.filter(\.isGoing) }

  /// Adds a run, which becomes the current one.
  mutating func add(
    settings: RunSettings, model: String, picture: PictureID, origin: Run.Origin? = nil
  ) -> RunID {
    let id = RunID(number: nextNumber)
    nextNumber += 1
    var stages: [Session.Stage] = []
    if let origin, let run = self[origin.run] {
      stages = run.stages + [Session.Stage(settings: settings, after: origin.after)]
    }
    runs.append(
      Run(
        id: id, settings: settings, model: model, picture: picture, origin: origin,
        stages: stages))
    current = id
    return id
  }

  /// Adds a run that a session tells of, without computing it.
  mutating func store(_ stages: [Session.Stage], model: String, picture: PictureID) -> RunID {
    let id = RunID(number: nextNumber)
    nextNumber += 1
    var run = Run(
      id: id, settings: stages.last?.settings ?? RunSettings(), model: model, picture: picture,
      stages: stages)
    run.status = .stored
    runs.append(run)
    return id
  }

  /// Lets go of a run.
  mutating func remove(_ id: RunID) {
    runs.removeAll { $0.id == id }
    if current == id { current = nil }
  }

  /// Changes a run in place; nothing happens when there is none of that name.
  mutating func change(_ id: RunID, _ body: (inout Run) -> Void) {
    guard let place = runs.firstIndex(where: { $0.id == id }) else { return }
    body(&runs[place])
  }

  /// The finished run of the same settings, model and picture.
  func finished(settings: RunSettings, model: String, picture: PictureID) -> Run? {
    runs.last {
      $0.isFinished && !$0.isBranch && $0.member == nil && $0.settings == settings
        && $0.model == model
        && $0.picture == picture
    }
  }
}
