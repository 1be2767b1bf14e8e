import Inference

extension AppState {
  /// A key while a command is being typed.
  mutating func edit(_ prompt: Prompt, _ key: Key) -> [Effect] {
    var prompt = prompt
    switch key {
    case .escape, .control("c"), .control("g"):
      overlay = nil
      return []
    case .enter: return enter(prompt)
    case .backspace where prompt.text.isEmpty:
      overlay = nil
      return []
    case .up, .control("p"): moveUp(&prompt)
    case .down, .control("n"): moveDown(&prompt)
    case .tab: complete(&prompt)
    default: Self.type(key, into: &prompt)
    }
    overlay = .palette(prompt)
    return requestListing(prompt)
  }

  /// The folder that a typed path is in is read, so that its names can be chosen.
  func requestListing(_ prompt: Prompt) -> [Effect] {
    guard let folder = CommandLine.completedFolder(of: prompt.text),
      listing?.folder != folder, listing?.asked != folder
    else { return [] }
    return [.listFolder(folder)]
  }

  private static func type(_ key: Key, into prompt: inout Prompt) {
    switch key {
    case .character(let character):
      guard prompt.text.count < 2000 else { return }
      prompt.insert(Printable.clean(String(character)))
    case .backspace: prompt.deleteBackward()
    case .delete, .control("d"): prompt.deleteForward()
    case .left, .control("b"): prompt.move(to: prompt.cursor - 1)
    case .right, .control("f"): prompt.move(to: prompt.cursor + 1)
    case .home, .control("a"): prompt.move(to: 0)
    case .end, .control("e"): prompt.move(to: prompt.text.count)
    case .control("u"): prompt = Prompt()
    case .control("w"):
      let kept = prompt.text.split(separator: " ").dropLast().joined(separator: " ")
      prompt = Prompt(kept.isEmpty ? "" : kept + " ")
    default: break
    }
  }

  /// Carries out the line, or the chosen one of the list.
  private mutating func enter(_ prompt: Prompt) -> [Effect] {
    var prompt = prompt
    var line = prompt.text
    if let selection = prompt.selection {
      let suggestions = CommandLine.suggestions(prompt.text, commandContext)
      guard suggestions.indices.contains(selection) else { return [] }
      let chosen = suggestions[selection]
      guard chosen.isComplete else {
        prompt = Prompt(chosen.line)
        overlay = .palette(prompt)
        return []
      }
      line = chosen.line
    }
    do {
      let command = try CommandLine.parse(line, commandContext)
      remember(line)
      overlay = nil
      return (sessions.isKept ? [.remember(line)] : []) + perform(command)
    } catch {
      prompt.problem = error.description
      overlay = .palette(prompt)
      return []
    }
  }

  private mutating func remember(_ line: String) {
    typed.removeAll { $0 == line }
    typed.append(line)
    if typed.count > 200 { typed.removeFirst() }
  }

  /// Up the list, or back in the history: to the line before that begins with what is typed.
  private func moveUp(_ prompt: inout Prompt) {
    if let selection = prompt.selection {
      prompt.selection = selection > 0 ? selection - 1 : nil
      return
    }
    let start = prompt.historyPlace == nil ? prompt.text : prompt.historyStart
    let before = typed.prefix(prompt.historyPlace ?? typed.count)
    guard let place = before.lastIndex(where: { $0.hasPrefix(start) && $0 != prompt.text }) else {
      return
    }
    prompt.replace(with: typed[place])
    prompt.historyPlace = place
    prompt.historyStart = start
  }

  private func moveDown(_ prompt: inout Prompt) {
    if let place = prompt.historyPlace {
      let start = prompt.historyStart
      if let next = typed.indices.dropFirst(place + 1).first(where: { typed[$0].hasPrefix(start) })
      {
        prompt.replace(with: typed[next])
        prompt.historyPlace = next
      } else {
        prompt = Prompt(start)
      }
      return
    }
    let count = CommandLine.suggestions(prompt.text, commandContext).count
    guard count > 0 else { return }
    prompt.selection = min((prompt.selection ?? -1) + 1, count - 1)
  }

  /// Completes to the chosen line of the list, or its first.
  private func complete(_ prompt: inout Prompt) {
    let suggestions = CommandLine.suggestions(prompt.text, commandContext)
    let place = prompt.selection ?? 0
    guard suggestions.indices.contains(place) else { return }
    prompt = Prompt(suggestions[place].line)
  }
}
