import Inference

extension AppState {
  /// Screen Model: what is selected, searched for and checked.
  mutating func browse(_ action: WeightsAction) -> [Effect] {
    if screen != .model {
      screen = .model
      focus = .steps
    }
    switch action {
    case .move(let count): select(listPlace + count)
    case .first: select(0)
    case .last: select(Int.max)
    case .list(let list): weights.list = list
    case .component(let name): choose(component: name)
    case .block(let path): choose(block: path)
    case .tensor(let name): choose(tensor: name)
    case .find(let text):
      weights.search = text
      find(1, includingCurrent: true)
    case .next(let direction): find(direction)
    case .order(let byTime): weights.isByTime = byTime
    case .nextOrder:
      weights.isByTime.toggle()
      weights.list = .blocks
      if weights.isByTime, blockSeconds.isEmpty {
        weights.isByTime = false
        fail("No block has a time yet; run something.")
      }
    case .check: return check()
    case .digest: return digest()
    }
    return []
  }

  /// The next or previous list.
  mutating func nextList(_ direction: Int) {
    let all = WeightsState.List.allCases
    let place = all.firstIndex(of: weights.list) ?? 0
    weights.list = all[(place + direction + all.count) % all.count]
  }

  /// A wheel over a list moves in that list.
  mutating func scroll(_ list: WeightsState.List, _ direction: Int) -> [Effect] {
    weights.list = list
    return browse(.move(direction))
  }

  private var listPlace: Int {
    switch weights.list {
    case .components: componentPlace ?? 0
    case .blocks: blockPlace
    case .tensors: tensorPlace
    }
  }

  /// Selects a line of the focused list, or the nearest there is.
  private mutating func select(_ place: Int) {
    func nearest(_ count: Int) -> Int? {
      count > 0 ? min(max(place, 0), count - 1) : nil
    }
    switch weights.list {
    case .components:
      guard let components = weights.contents?.components,
        let place = nearest(components.count), place != componentPlace
      else { return }
      enter(components[place].name)
    case .blocks:
      let rows = blockRows
      guard let place = nearest(rows.count) else { return }
      weights.block = rows[place].path
      weights.tensor = ""
    case .tensors:
      let tensors = shownTensors
      guard let place = nearest(tensors.count) else { return }
      weights.tensor = tensors[tensors.startIndex + place].name
    }
  }

  private mutating func enter(_ component: String) {
    weights.component = component
    weights.block = ""
    weights.tensor = ""
    if weights.isByTime, blockSeconds.isEmpty { weights.isByTime = false }
  }

  private mutating func choose(component name: String) {
    weights.list = .components
    guard let components = weights.contents?.components else { return }
    guard components.contains(where: { $0.name == name }) else {
      let names = components.map(\.name).joined(separator: ", ")
      fail("weights component cannot be \(Printable.clean(name)); allowed: \(names).")
      return
    }
    if shownComponent?.name != name { enter(name) }
    weights.component = name
  }

  private mutating func choose(block path: String) {
    weights.list = .blocks
    guard let place = componentPlace, weights.trees.indices.contains(place) else { return }
    guard weights.trees[place].contains(where: { $0.path == path }) else {
      fail("There is no block \(Printable.clean(path)) in \(shownComponent?.name ?? "the model").")
      return
    }
    weights.block = path
    weights.tensor = ""
  }

  private mutating func choose(tensor name: String) {
    weights.list = .tensors
    if shownTensors.contains(where: { $0.name == name }) {
      weights.tensor = name
      return
    }
    let components = weights.contents?.components ?? []
    let own = shownComponent.map { [$0] } ?? []
    let found = (own + components).first { $0.tensors.contains { $0.name == name } }
    guard let found else {
      if weights.contents != nil { fail("There is no tensor \(Printable.clean(name)).") }
      return
    }
    show(name, of: found.name)
  }

  private mutating func show(_ tensor: String, of component: String) {
    if shownComponent?.name != component { enter(component) }
    if !shownTensors.contains(where: { $0.name == tensor }) { weights.block = "" }
    weights.tensor = tensor
    weights.list = .tensors
  }

  /// Goes to the next tensor of any component whose name holds what is searched for, round and round.
  private mutating func find(_ direction: Int, includingCurrent: Bool = false) {
    guard !weights.search.isEmpty else {
      fail("Nothing is searched for; / searches the tensors' names.")
      return
    }
    let all = (weights.contents?.components ?? []).flatMap { component in
      component.tensors.map { (component: component.name, tensor: $0) }
    }
    guard let shown = shownTensor,
      let start = all.firstIndex(where: {
        $0.component == shownComponent?.name && $0.tensor == shown
      })
    else { return }
    let wanted = weights.search.lowercased()
    for offset in (includingCurrent ? 0 : 1)...all.count {
      let place = (start + direction * offset % all.count + all.count) % all.count
      guard all[place].tensor.name.lowercased().contains(wanted) else { continue }
      show(all[place].tensor.name, of: all[place].component)
      return
    }
    fail("No tensor's name holds “\(Printable.clean(weights.search, limit: 60))”.")
  }

  private mutating func check() -> [Effect] {
    guard let key = weights.key, let component = shownComponent, !component.tensors.isEmpty else {
      say("This component has no tensors.")
      return []
    }
    weights.awaitedCheck = component.name
    if case .checking = weights.health[component.name]?.values { return [] }
    weights.health[component.name, default: ComponentHealth()].values =
      .checking(done: 0, total: component.tensors.count)
    return [.checkValues(key, component)]
  }

  private mutating func digest() -> [Effect] {
    guard let key = weights.key, let component = shownComponent, !component.files.isEmpty else {
      say("This component has no files.")
      return []
    }
    return [.digestFiles(key, component)]
  }
}
