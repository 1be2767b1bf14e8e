import Inference

extension AppState {
  /// A component of at most so many bytes is checked for finite values without being asked.
  private static let checkedAtOnce = 64 << 20

  /// What the weights worker says; of a model that is gone, nothing is heard.
  mutating func receive(_ event: WeightsEvent, of key: WeightsKey) -> [Effect] {
    guard key == weights.key else { return [] }
    switch event {
    case .contents(let contents, let structure):
      weights.contents = contents
      weights.trees = contents.components.map { BlockTree.rows($0.tensors) }
      weights.structure = structure
      weights.problem = nil
      return contents.components
        .filter { !$0.tensors.isEmpty && $0.byteCount <= Self.checkedAtOnce }
        .map { .checkValues(key, $0) }
    case .failed(let message):
      weights.problem = message
    case .measured(let tensor, let answer):
      weights.keep(answer, tensor)
    case .values(let component, let values):
      weights.health[component, default: ComponentHealth()].values = values
      answer(component, values)
    case .digest(let component, let path, let digest):
      weights.health[component, default: ComponentHealth()].digests[path] = digest
      // The pane of the files is not there in a small window.
      if case .known(let text, _) = digest {
        say("SHA-256 \(text)  \(Printable.clean(String(path.split(separator: "/").last ?? "")))")
      }
    }
    return []
  }

  /// Says what came of a check that a person asked for.
  private mutating func answer(_ component: String, _ values: ComponentHealth.Values) {
    guard weights.awaitedCheck == component else { return }
    switch values {
    case .unknown, .checking: return
    case .finite: say("All values of \(component) are finite.")
    case .bad(let tensor, let index, let value):
      fail("\(Printable.clean(tensor)) is \(value) at \(index).")
    case .failed(let message): fail(message)
    }
    weights.awaitedCheck = nil
  }

  /// Asks for what screen Model lacks: the contents, then the statistics of the tensor looked at.
  ///
  /// Nothing is read while the screen is not shown; what goes on for another model is given up.
  mutating func weightsEffects() -> [Effect] {
    guard screen == .model else {
      guard weights.asked != nil else { return [] }
      weights.asked = nil
      return [.leaveWeights]
    }
    guard let name = browsedModel else { return [] }
    if weights.key?.model != name {
      return [.readWeights(weights.begin(name))]
    }
    guard let key = weights.key, let tensor = shownTensor, weights[tensor] == nil,
      weights.asked != tensor
    else { return [] }
    weights.asked = tensor
    return [.measureTensor(key, tensor)]
  }

  /// Screen Model was gone to: what is not finite is looked at first.
  mutating func visitFault() {
    focus = .steps
    guard let fault = currentRun?.fault, fault != weights.visited,
      fault.network != "scheduler"
    else { return }
    weights.visited = fault
    weights.isByTime = false
    weights.component = fault.component
    weights.block = fault.block
    weights.tensor = ""
    weights.list = .tensors
    guard case .tensor(let name, _, _) = fault.cause else { return }
    if !name.hasPrefix(fault.block + ".") { weights.block = "" }
    weights.tensor = name
  }

  /// How long blocks took, by network.
  mutating func receive(_ times: [BlockTime], index: Int?, of id: RunID) {
    guard runs[id]?.model == summary?.key else { return }
    let source = "run \(id.number)" + (index.map { " step \($0 + 1)" } ?? "")
    for (network, blocks) in Dictionary(grouping: times, by: \.network) {
      weights.timings[network] = WeightsState.Timing(source: source, blocks: blocks)
    }
  }
}
