import Inference

extension AppState {
  /// The selected member of the shown ensemble, from 0; nil while there is none.
  var selectedMember: Int? {
    guard let count = shownSeeds?.count, count > 0 else { return nil }
    return min(seeds.selected, count - 1)
  }

  /// Another member to be selected.
  mutating func selectMember(_ count: Int) {
    guard let selectedMember, let group = shownSeeds else { return }
    seeds.selected = min(max(0, selectedMember + count), group.count - 1)
  }

  /// A member as the current run: the one there is, or its steps as the ensemble took them.
  ///
  /// Before there are members, and while settings are changed, Enter runs as it does everywhere.
  mutating func openMember(_ number: Int?) -> [Effect] {
    guard let group = shownSeeds, let selectedMember, number != nil || focus != .settings else {
      guard let number else { return run() }
      fail(keys.filled("There is no member \(number) yet; {a|seeds add 1} adds one."))
      return []
    }
    let number = number ?? selectedMember + 1
    guard number <= group.count else {
      fail(
        keys.filled(
          "There is no member \(number) yet, only \(Self.members(group.count)); {a|seeds add 1} adds one."
        ))
      return []
    }
    seeds.selected = number - 1
    screen = .steps
    let member = SeedsMember(group: group.id, number: number)
    if let run = runs.runs.last(where: { $0.member == member && $0.isFinished }) {
      say("Run \(run.id.number) is member \(number) of the ensemble.")
      return use(run.id)
    }
    let cancels = cancelGoing(sparing: comparison.other)
    hold = nil
    follows = true
    let id = runs.add(settings: group.settings, model: group.model, picture: group.picture)
    runs.change(id) { $0.member = member }
    say("Run \(id.number) is member \(number) of the ensemble.")
    return cancels + [.startMember(id, member)] + makeRoom()
  }

  private static func members(_ count: Int) -> String {
    count == 1 ? "1 member" : "\(count) members"
  }
}
