import Inference

/// What screen A|B compares, and how.
///
/// One of the two runs is always the current one, with the settings and their history; the other waits
/// here with its own. Looking at the other side exchanges the two.
struct Comparison: Sendable {
  enum Side: String, Sendable, Hashable, CaseIterable {
    case a, b

    var title: String { rawValue.uppercased() }
    var opposite: Side { self == .a ? .b : .a }
  }

  enum Arrangement: String, Sendable, Hashable, CaseIterable {
    /// Side by side.
    case side
    /// A left of a border inside one picture, B right of it.
    case wipe
    /// |A − B| after A was fitted to B.
    case difference
  }

  /// What makes two steps belong together.
  enum Link: String, Sendable, Hashable, CaseIterable {
    /// The same share of both schedules is done.
    case fraction
    /// Both have the same number.
    case index

    var opposite: Link { self == .fraction ? .index : .fraction }
  }

  /// The run that is not the current one.
  var other: RunID?
  var otherSettings = History(RunSettings())
  /// The letter of the current run.
  var side = Side.b
  var arrangement = Arrangement.side
  var link = Link.fraction
  /// The step both stand at, from 0, counted in steps of the longer run.
  var position = 0
  /// How many percent of a wiped picture are A's.
  var border = 50
  /// What each pane shows: the newest wanted picture that was there.
  var shown: [Side: AppState.Displayed] = [:]
  /// The pair of steps whose difference was asked for last.
  var asked: StepPair?
  var difference: (pair: StepPair, figures: PairDifference)?
  /// What is known of the other run's time.
  var facts: (run: RunID, facts: ScheduleFacts)?

  /// The step of a run of `count` steps when the longer one stands at `position` of `joint`.
  static func index(_ position: Int, of joint: Int, count: Int, _ link: Link) -> Int {
    let last = max(0, count - 1)
    guard link == .fraction, joint > 0, joint != count else { return min(max(0, position), last) }
    let share = Double(position + 1) / Double(joint)
    return min(max(Int((share * Double(count)).rounded()) - 1, 0), last)
  }

  /// A position at which a run of `count` steps stands at a step.
  static func position(of index: Int, count: Int, joint: Int, _ link: Link) -> Int {
    guard link == .fraction, count > 0, joint != count else { return min(index, max(0, joint - 1)) }
    let guess = Int((Double(index + 1) / Double(count) * Double(joint)).rounded()) - 1
    return min(max(0, guess), max(0, joint - 1))
  }
}

/// A step of one run beside a step of another.
struct StepPair: Sendable, Hashable {
  var a: RunID
  var indexA: Int
  var b: RunID
  var indexB: Int
  /// The place among the models' maps.
  var modality = 0
}

/// How far two predictions are apart.
struct PairDifference: Sendable, Equatable {
  /// The mean: of depth |A − B| in B's units after the least-squares fit of A, of normals in degrees.
  var mean: Float
  /// 95 of 100 pixels are below this.
  var percentile95: Float
  var largest: Float
  /// Whether these are angles.
  var isAngle = false
}
