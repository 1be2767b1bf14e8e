import Inference

extension AppState {
  /// The run list: what a run is used for, kept or let go.
  mutating func manageRuns(_ command: Command) -> [Effect] {
    switch command {
    case .runs:
      let place = runs.newestFirst.firstIndex { $0.id == runs.current } ?? 0
      overlay = .runs(selection: place)
      return []
    case .choose(let side, let number):
      return withRun(number) { state, id in state.choose(side, id) }
    case .use(let number): return withRun(number) { state, id in state.use(id) }
    case .pin(let number): return withRun(number) { state, id in state.pin(id) }
    case .forget(let number): return withRun(number) { state, id in state.forget(id) }
    default: return []
    }
  }

  /// The run of a number, or the one selected in the list.
  private mutating func withRun(
    _ number: Int?, _ body: (inout AppState, RunID) -> [Effect]
  ) -> [Effect] {
    if let number {
      let id = RunID(number: number)
      guard runs[id] != nil else {
        fail(keys.filled("There is no run \(number); {R|runs} lists those there are."))
        return []
      }
      return body(&self, id)
    }
    guard case .runs(let selection) = overlay, runs.newestFirst.indices.contains(selection) else {
      fail(keys.filled("No run is selected; {R|runs} lists the runs, or give a number."))
      return []
    }
    return body(&self, runs.newestFirst[selection].id)
  }

  private mutating func pin(_ id: RunID) -> [Effect] {
    guard let run = runs[id] else { return [] }
    guard run.isKept || runs.runs.count(where: \.isKept) < RunList.mostKept else {
      fail("At most \(RunList.mostKept) runs can be kept; let one go first.")
      return []
    }
    runs.change(id) { $0.isKept.toggle() }
    say(run.isKept ? "Run \(id.number) may be let go again." : "Run \(id.number) is kept.")
    return []
  }

  private mutating func forget(_ id: RunID) -> [Effect] {
    guard let run = runs[id] else { return [] }
    runs.remove(id)
    if comparison.other == id { setOther(nil) }
    if case .runs(let selection) = overlay {
      overlay = .runs(selection: min(selection, max(0, runs.runs.count - 1)))
    }
    hold = nil
    say("Run \(id.number) is gone.")
    return (run.isGoing ? [.cancel(id)] : []) + [.forget(id, picturesOnly: false)]
  }

  /// Keys while the list is open: its own, and no others.
  mutating func chooseRun(_ key: Key) -> [Effect] {
    guard let command = keys.command(for: key, in: .runs) else { return [] }
    let effects = perform(command)
    switch command {
    case .choose, .use: overlay = nil
    default: break
    }
    return effects
  }
}
