import Inference

/// Names a growing ensemble within a session.
struct SeedsID: Hashable, Sendable {
  let number: Int
}

/// What the members of an ensemble agree on, in figures.
struct SeedsSpread: Sendable, Equatable {
  /// How many members were merged.
  var count: Int
  /// The mean of the uncertainty, and what 95 % of it does not exceed.
  var mean: Float
  var p95: Float
}

/// Members of one model, picture and settings; each differs in its noise alone.
struct SeedsGroup: Sendable {
  let id: SeedsID
  let model: String
  let picture: PictureID
  let settings: RunSettings
  /// How many members are asked for.
  var wanted: Int
  /// Growing ends when the mean uncertainty falls below it.
  var limit: Float?
  var isGoing = true
  var problem: String?
  /// How its members were asked for, as far as the worker has drawn their noise.
  var growth: [SeedsGrowth] = []
  /// Whether a session has brought it back, and its members are still to be computed again.
  var isRestoring = false
  /// How the members are merged, in a word; known when the worker has begun.
  var reduction = ""
  /// How the uncertainty is measured.
  var measure = ""
  /// A map of the first member each, for their size and quantity.
  var maps: [Prediction] = []
  /// Members that are there.
  var count = 0
  /// What shows the member after these, whose decode is to come; nil where it has steps to take.
  var previewed: RunPreview.Kind?
  /// Steps of the member in the making.
  var step = 0
  /// The number of the newest merger, and its figures of each map, by members, where they say anything.
  var version = 0
  var history: [[SeedsSpread]] = []
  /// The standard deviation of x̂0 over the members at each step, in latents.
  var deviations: [Float] = []

  /// How the uncertainty is called where it is the median absolute deviation.
  static let medianMeasure = "MAD"

  /// Whether an uncertainty says anything: of two members the lower median is one of them, from which the
  /// median of the distances is 0 everywhere.
  static func isTelling(_ measure: String, _ count: Int) -> Bool {
    count > (measure == medianMeasure ? 2 : 1)
  }

  /// The figures of a map by the number of members.
  func spreads(_ modality: Int) -> [SeedsSpread] {
    history.compactMap { $0.indices.contains(modality) ? $0[modality] : nil }
  }
}

/// The ensembles of a session and what is looked at of them.
struct SeedsState: Sendable {
  /// How many ensembles are kept.
  static let kept = 6

  /// What the second pane shows where there is no room for all.
  enum Pane: String, Sendable, Hashable, CaseIterable {
    case uncertainty
    case members
    case spread
    case input

    var next: Pane {
      let all = Self.allCases
      return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }
  }

  private(set) var groups: [SeedsGroup] = []
  var pane = Pane.uncertainty
  /// The member that Enter opens, from 0; beyond those there are, the last.
  var selected = 0
  /// The reduction asked for; nil is the family's.
  var reduction: EnsembleReduction?
  private var nextNumber = 1

  subscript(id: SeedsID) -> SeedsGroup? { groups.first { $0.id == id } }

  /// The one that grows.
  var going: SeedsGroup? { groups.first(where: \.isGoing) }

  /// Begins an ensemble; those not looked at for longest go when there are too many.
  mutating func add(
    model: String, picture: PictureID, settings: RunSettings, wanted: Int, isGoing: Bool = true
  ) -> (id: SeedsID, gone: [SeedsID]) {
    let id = SeedsID(number: nextNumber)
    nextNumber += 1
    groups.append(
      SeedsGroup(
        id: id, model: model, picture: picture, settings: settings, wanted: wanted,
        isGoing: isGoing))
    var gone: [SeedsID] = []
    while groups.count > Self.kept { gone.append(groups.removeFirst().id) }
    return (id, gone)
  }

  /// Changes an ensemble in place; nothing happens when it is gone.
  mutating func change(_ id: SeedsID, _ body: (inout SeedsGroup) -> Void) {
    guard let place = groups.firstIndex(where: { $0.id == id }) else { return }
    body(&groups[place])
  }
}

/// A member of an ensemble, by which a run can be told from one of the settings alone.
struct SeedsMember: Hashable, Sendable {
  var group: SeedsID
  /// From 1, in the order in which they were drawn.
  var number: Int
}

/// What can be done with an ensemble.
enum SeedsAction: Hashable, Sendable {
  /// So many members more.
  case add(Int)
  /// So many members, or until the mean uncertainty is below a limit.
  case grow(Int, until: Float?)
  /// Median or mean; nil is the family's.
  case merge(EnsembleReduction?)
  case nextMerge
  case pane(SeedsState.Pane)
  case nextPane
  /// A member as the current run, from 1; nil is the selected one.
  case open(Int?)
  /// So many members, asked for when others were done: what a session says of how an ensemble grew.
  case later(SeedsGrowth)
  /// No more members than so many.
  case stop(Int)

  /// The words after `:seeds`.
  var text: String {
    switch self {
    case .add(let count): "add \(count)"
    case .grow(let count, let limit):
      "\(count)" + (limit.map { " until mad<\(Format.plain($0))" } ?? "")
    case .merge(let reduction): "merge \(reduction?.rawValue ?? "auto")"
    case .nextMerge: "merge next"
    case .pane(let pane): "show \(pane.rawValue)"
    case .nextPane: "show next"
    case .open(let number): "open \(number.map(String.init) ?? "selected")"
    case .later(let growth): growth.text
    case .stop(let count): "stop \(count)"
    }
  }
}

/// What the inference worker says of an ensemble.
enum SeedsEvent: Sendable {
  /// The names of the reduction and of the uncertainty.
  case began(reduction: String, measure: String)
  /// How members were asked for so far.
  case grown([SeedsGrowth])
  /// A member in the making has so many steps.
  case step(Int)
  /// So many members are there; the standard deviation of x̂0 at each step, empty for one member.
  case member(count: Int, maps: [Prediction], deviations: [Float])
  /// So many members can be seen, the last as a preview before it is decoded.
  case previewed(count: Int, maps: [Prediction], RunPreview.Kind)
  /// A merger of each map.
  case merged(version: Int, reduction: String, measure: String, [SeedsSpread])
  /// So many members, or more, are there.
  case finished(Int)
  case failed(message: String)
}

/// Which picture of an ensemble.
struct SeedsPicture: Hashable, Sendable {
  enum Part: Hashable, Sendable {
    /// The first members as tiles, one of them framed.
    case members(count: Int, columns: Int, rows: Int, selected: Int?)
    /// The merger of a number, and its uncertainty.
    case merged(version: Int)
    case uncertainty(version: Int)
  }

  var group: SeedsID
  var part: Part
  /// Whether the last of the members is a preview.
  var hasPreview = false
  /// The place among the model's maps.
  var modality: Int
  var quantity: Quantity
  var colormap: String

  /// For the log.
  var name: String {
    switch part {
    case .members(let count, let columns, let rows, _):
      "seeds \(group.number) \(count) members in \(columns)x\(rows)"
        + (hasPreview ? ", the last a preview" : "")
    case .merged(let version): "seeds \(group.number) merged \(version)"
    case .uncertainty(let version): "seeds \(group.number) uncertainty \(version)"
    }
  }
}
