internal import Foundation
import Inference

/// Reads, completes and lists commands.
enum CommandLine {
  /// The command a line says; a leading colon may stand there.
  ///
  /// - Throws: one sentence naming what is allowed.
  static func parse(_ line: String, _ context: CommandContext) throws(CommandError) -> Command {
    let line = trimmed(line)
    let (name, rest) = split(line)
    guard !name.isEmpty else { throw CommandError("Type a command; Tab completes it.") }
    guard let spec = spec(named: name) else {
      let names = CommandTable.all.map(\.name)
      let nearest = Nearest.name(to: name, among: names).map { " Did you mean :\($0)?" } ?? ""
      throw CommandError(
        "There is no command \"\(shown(name))\"; :help lists them.\(nearest)")
    }
    let words = rest.split(separator: " ").map(String.init)
    return try spec.parse(words, rest, context)
  }

  static func spec(named name: String) -> CommandSpec? {
    CommandTable.all.first { $0.name == name }
  }

  /// One line of the palette's list.
  struct Suggestion: Hashable, Sendable {
    /// What the line becomes when it is chosen.
    var line: String
    var key: String
    var help: String
    /// Whether the line is whole, so that Enter carries it out.
    var isComplete: Bool
  }

  /// What a line could become, best first.
  static func suggestions(_ line: String, _ context: CommandContext) -> [Suggestion] {
    let line = String(line.drop { $0 == ":" || $0 == " " })
    if line.first == "\"" { return keySuggestions(line.filter { $0 != "\"" }) }
    guard let space = line.firstIndex(of: " "), let spec = spec(named: String(line[..<space]))
    else {
      return commandSuggestions(line)
    }
    var words = line[line.index(after: space)...]
      .split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let last = words.popLast() ?? ""
    words.removeAll(where: \.isEmpty)
    let before = ([spec.name] + words).joined(separator: " ")
    let found = ranked(spec.completions(words, context), by: last) { $0 }
    return found.map { word in
      let whole = before + " " + word
      let isComplete = (try? parse(whole, context)) != nil
      return Suggestion(
        line: isComplete ? whole : whole + " ", key: KeyMap.key(for: whole) ?? "",
        help: argumentHelp(spec, words, word), isComplete: isComplete)
    }
  }

  private static func argumentHelp(
    _ spec: CommandSpec, _ words: [String], _ word: String
  ) -> String {
    if words.isEmpty, let setting = Setting(rawValue: word), spec.usage.contains("NAME") {
      return setting.help
    }
    if spec.name == "preset" { return (try? Preset.named(word))?.help ?? spec.help }
    if let setting = words.first.flatMap(Setting.init(rawValue:)) { return setting.help }
    return spec.help
  }

  private static func commandSuggestions(_ text: String) -> [Suggestion] {
    ranked(CommandTable.all, by: text) { $0.name + " " + $0.help }.map { spec in
      let isComplete = spec.example == spec.name
      return Suggestion(
        line: isComplete ? spec.name : spec.name + " ", key: KeyMap.key(for: spec.example) ?? "",
        help: spec.help, isComplete: isComplete)
    }
  }

  /// What a key does: `"cp"`.
  private static func keySuggestions(_ key: String) -> [Suggestion] {
    KeyMap.bindings.filter { key.isEmpty || $0.label.contains(key) }.map {
      Suggestion(line: $0.command.text, key: $0.label, help: $0.help, isComplete: true)
    }
  }

  /// Those that match, best first, in their own order where they match alike.
  static func ranked<Item>(
    _ items: [Item], by text: String, _ name: (Item) -> String
  ) -> [Item] {
    items.enumerated()
      .compactMap { place, item in
        score(name(item), text).map { (score: $0, place: place, item: item) }
      }
      .sorted { ($0.score, $0.place) < ($1.score, $1.place) }
      .map(\.item)
  }

  /// How well a text matches, smaller is better; nil when its letters are not all there in order.
  static func score(_ candidate: String, _ text: String) -> Int? {
    let candidate = candidate.lowercased()
    let text = text.lowercased().filter { $0 != " " }
    if text.isEmpty || candidate == text { return 0 }
    if candidate.hasPrefix(text) { return 1 }
    if let range = candidate.range(of: text) {
      let start = candidate.distance(from: candidate.startIndex, to: range.lowerBound)
      return 2 + min(start, 40)
    }
    var wanted = text[...]
    for character in candidate.prefix(24) where character == wanted.first { wanted.removeFirst() }
    return wanted.isEmpty ? 100 : nil
  }

  private static func split(_ line: String) -> (name: String, rest: String) {
    guard let space = line.firstIndex(of: " ") else { return (line, "") }
    return (String(line[..<space]), trimmed(String(line[space...])))
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.first == " " || text.first == ":" { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  private static func shown(_ name: String) -> String {
    Printable.clean(name, limit: 40)
  }
}
