import Foundation
import Inference
import Synchronization

/// What the inference worker has to do, most urgent first; filled from the main thread.
final class InferenceQueue: Sendable {
  /// One piece of work.
  enum Job: Sendable {
    case loadModel(String)
    case usePrecision(PrecisionChoice)
    case usePreviews(PreviewChoice)
    case openPicture(path: String, truth: String?)
    case start(RunID, RunSettings)
    case branch(RunID, from: RunID, after: Int, RunSettings)
    /// A run that a session brought back.
    case restore(RunID, [Session.Stage])
    /// A member of an ensemble becomes a run.
    case startMember(RunID, SeedsMember)
    case probe(
      RunID, index: Int, number: Int, toldTimestep: Int, heldNoise: Float?, modality: Int)
    /// What a probe found, of which a preview is shown.
    case decodeProbe(RunID, number: Int)
    case decode(RunID, index: Int, DecodeTarget)
    /// The next cell of the map that fills in the background.
    case fillMap(MapKey, run: RunID, known: ErrorMap?)
    case predictCell(MapKey, run: RunID, ErrorMapGrid.Cell, number: Int)
    /// The same cell, of which a preview is shown.
    case decodeCell(MapKey, ErrorMapGrid.Cell, number: Int)
    /// The next step of an ensemble's member.
    case growSeeds(SeedsID, RunSettings, to: Int, EnsembleReduction?)
    case mergeSeeds(SeedsID, EnsembleReduction?)
    case forgetSeeds(SeedsID)
    case forget(RunID, picturesOnly: Bool)
    case compare(StepPair)
    case restoreSeeds(SeedsID, [SeedsGrowth])
    case saveSession(String, Session, [RunID])
    case loadSession(String)
    case export(ExportJob)
    case measure(RunID, index: Int)
    case survey(ImageKey.StepPicture)
    /// The next step of a run that is under way.
    case step(RunID)
    case quit
  }

  private struct State {
    /// Models, pictures and starts, in order.
    var orders: [Job] = []
    /// Only the newest probe counts.
    var probe: Job?
    /// Only the newest cell counts.
    var cell: Job?
    /// What the newest probe and cell are followed by.
    var followUps = FollowUps()
    /// The ensemble that grows while no run goes on, and whether a step of it is being computed.
    var seeds: Job?
    var isSeeding = false
    /// Only the newest way of merging counts.
    var merging: Job?
    /// The map that fills while nothing else is wanted.
    var map: Job?
    /// A cell of it is being computed; whatever comes stops it, and it is taken up again.
    var isMapping = false
    var decodes = DecodeList()
    var measures: [Job] = []
    /// Only the newest pair counts.
    var comparison: Job?
    /// Runs under way; the newest is stepped first.
    var running: [RunID] = []
    /// The run whose work goes on now, and whether it should stop.
    var current: RunID?
    var isCancelled = false
    var isBusy = false
    var quits = false
  }

  private let state = Mutex(State())
  private let signal = DispatchSemaphore(value: 0)

  /// Adds work and wakes the worker.
  func add(_ job: Job) {
    state.withLock { state in
      switch job {
      case .loadModel, .usePrecision, .usePreviews, .openPicture, .start, .branch, .restore,
        .startMember,
        .forget,
        .forgetSeeds, .restoreSeeds, .saveSession, .loadSession, .export:
        state.orders.append(job)
      case .probe:
        state.probe = job
        if state.followUps.dropProbe() { state.isCancelled = true }
      case .decodeProbe: state.followUps.probe = job
      case .decodeCell: state.followUps.cell = job
      case .compare: state.comparison = job
      case .measure, .survey: state.measures.append(job)
      case .decode(let run, let index, let target):
        state.decodes.add(DecodeList.Wish(run: run, index: index, target: target))
      case .step(let run): state.running.append(run)
      case .predictCell:
        state.cell = job
        if state.followUps.dropCell() { state.isCancelled = true }
      case .fillMap: state.map = job
      case .growSeeds: state.seeds = job
      case .mergeSeeds: state.merging = job
      case .quit:
        state.quits = true
        state.isCancelled = true
      }
      if state.isMapping { state.isCancelled = true }
    }
    signal.signal()
  }

  /// These steps are on the screen.
  func look(at places: [StepPlace]) {
    state.withLock { $0.decodes.look(at: places) }
  }

  /// Previews show the steps of a run behind one: while it goes on, their decodes would keep it waiting, and at its
  /// end they are asked for again.
  func leaveToPreviews(_ run: RunID, after index: Int) {
    state.withLock { state in
      guard state.running.contains(run) else { return }
      state.decodes.drop(run, after: index)
    }
  }

  /// Stops filling the map.
  func pauseMap() {
    state.withLock { state in
      state.map = nil
      if state.isMapping { state.isCancelled = true }
    }
  }

  /// A map is complete or cannot be made.
  func finish(_ key: MapKey) {
    state.withLock { state in
      if case .fillMap(key, _, _) = state.map { state.map = nil }
    }
  }

  /// Grows an ensemble no further; a step that is being computed ends at the next chance.
  func stopSeeds(_ id: SeedsID) {
    state.withLock { state in
      guard case .growSeeds(id, _, _, _) = state.seeds else { return }
      state.seeds = nil
      if state.isSeeding { state.isCancelled = true }
    }
  }

  /// An ensemble has so many members, or cannot have more; what was asked for since then stays.
  func finish(_ id: SeedsID, at count: Int = .max) {
    state.withLock { state in
      if case .growSeeds(id, _, let wanted, _) = state.seeds, wanted <= count { state.seeds = nil }
    }
  }

  /// Stops a run: no more steps, and what goes on for it now ends at the next chance.
  func cancel(_ run: RunID) {
    state.withLock { state in
      state.running.removeAll { $0 == run }
      state.orders.removeAll { job in
        switch job {
        case .start(run, _), .restore(run, _), .startMember(run, _): return true
        default: return false
        }
      }
      if state.current == run { state.isCancelled = true }
    }
    signal.signal()
  }

  /// Whether the work that goes on now should stop.
  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Whether nothing is being done and nothing waits.
  var isIdle: Bool {
    state.withLock { state in
      !state.isBusy && state.orders.isEmpty && state.probe == nil && state.decodes.isEmpty
        && state.followUps.isEmpty && state.comparison == nil && state.measures.isEmpty
        && state.running.isEmpty
        && state.cell == nil && state.map == nil && state.seeds == nil && state.merging == nil
    }
  }

  /// A run has no step left.
  func finish(_ run: RunID) {
    state.withLock { state in state.running.removeAll { $0 == run } }
  }

  /// The most urgent work; waits until there is some, after calling `whenIdle`.
  func next(whenIdle: () -> Void) -> Job {
    while true {
      if let job = take() { return job }
      whenIdle()
      signal.wait()
    }
  }

  private func take() -> Job? {
    state.withLock { state in
      state.isBusy = false
      if state.quits { return .quit }
      state.isCancelled = false
      state.current = nil
      state.isMapping = false
      state.isSeeding = false
      state.followUps.underWay = nil
      guard let job = Self.mostUrgent(&state) else { return nil }
      state.isBusy = true
      switch job {
      case .start(let run, _), .restore(let run, _), .startMember(let run, _),
        .branch(let run, _, _, _), .step(let run):
        state.current = run
      case .fillMap: state.isMapping = true
      case .growSeeds: state.isSeeding = true
      default: break
      }
      return job
    }
  }

  private static func mostUrgent(_ state: inout State) -> Job? {
    if !state.orders.isEmpty { return state.orders.removeFirst() }
    if let probe = state.probe {
      state.probe = nil
      return probe
    }
    if let cell = state.cell {
      state.cell = nil
      return cell
    }
    if let followUp = state.followUps.next() { return followUp }
    if let decode = state.decodes.nextInSight() {
      return .decode(decode.run, index: decode.index, decode.target)
    }
    if let comparison = state.comparison {
      state.comparison = nil
      return comparison
    }
    if let measure = state.measures.popLast() { return measure }
    if let merging = state.merging {
      state.merging = nil
      return merging
    }
    if let run = state.running.last { return .step(run) }
    if let decode = state.decodes.next() {
      return .decode(decode.run, index: decode.index, decode.target)
    }
    return state.seeds ?? state.map
  }
}
