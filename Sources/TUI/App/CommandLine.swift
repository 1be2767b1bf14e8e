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
    CommandTable.all.first { $0.name == name || $0.aliases.contains(name) }
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
    if line.first == "\"" { return keySuggestions(line.filter { $0 != "\"" }, context.keys) }
    guard let space = line.firstIndex(of: " "), let spec = spec(named: String(line[..<space]))
    else {
      return commandSuggestions(line, context.keys)
    }
    let rest = String(line[line.index(after: space)...])
    if spec.takesPath { return pathSuggestions(spec, rest, context) }
    var words = rest.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let last = words.popLast() ?? ""
    words.removeAll(where: \.isEmpty)
    let before = ([spec.name] + words).joined(separator: " ")
    let found = ranked(spec.completions(words, context)) { Fuzzy.cost($0, last) }
    return found.map { word in
      let whole = before + " " + word
      let isComplete = (try? parse(whole, context)) != nil
      return Suggestion(
        line: isComplete ? whole : whole + " ", key: context.keys.key(for: whole) ?? "",
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

  /// Names that fit what stands after the command: those the program knows, and those of the folder.
  private static func pathSuggestions(
    _ spec: CommandSpec, _ typed: String, _ context: CommandContext
  ) -> [Suggestion] {
    let known = ranked(spec.completions([], context)) { Fuzzy.cost($0, typed) }
    let slash = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
    let (folder, start) = (typed[..<slash], String(typed[slash...]))
    var names: [String] = []
    if let listing = context.listing, let wanted = completedFolder(of: "\(spec.name) \(typed)"),
      listing.folder == wanted || listing.asked == wanted
    {
      let shown = listing.entries.filter { start.hasPrefix(".") || !$0.name.hasPrefix(".") }
      names = ranked(shown) { start.isEmpty ? 0 : Fuzzy.cost($0.name, start) }
        .map { folder + $0.name + ($0.isFolder ? "/" : "") }
    }
    return (known + names).map { name in
      Suggestion(
        line: "\(spec.name) \(name)", key: "", help: argumentHelp(spec, [], name),
        isComplete: !name.hasSuffix("/"))
    }
  }

  /// The folder whose names complete a line; nil where no path is being typed.
  static func completedFolder(of line: String) -> String? {
    let line = String(line.drop { $0 == ":" || $0 == " " })
    guard let space = line.firstIndex(of: " "),
      spec(named: String(line[..<space]))?.takesPath == true
    else { return nil }
    let typed = line[line.index(after: space)...]
    guard let slash = typed.lastIndex(of: "/") else { return nil }
    return slash == typed.startIndex ? "/" : String(typed[..<slash])
  }

  private static func commandSuggestions(_ text: String, _ keys: Keys) -> [Suggestion] {
    ranked(CommandTable.all) { spec in
      ([spec.name] + spec.aliases.filter { $0.count > 1 }).compactMap { Fuzzy.cost($0, text) }.min()
        ?? Fuzzy.costInText(spec.help, text)
    }
    .map { spec in
      let isComplete = spec.example == spec.name
      return Suggestion(
        line: isComplete ? spec.name : spec.name + " ", key: keys.key(for: spec.example) ?? "",
        help: spec.help, isComplete: isComplete)
    }
  }

  /// What a key does: `"cp"`; those that are just this key first, then those that begin so.
  private static func keySuggestions(_ key: String, _ keys: Keys) -> [Suggestion] {
    ranked(keys.bindings) { binding in
      let label = keys.label(binding)
      let names = label.split(separator: " ")
      if key.isEmpty || names.contains(where: { $0 == key }) { return 0 }
      if names.contains(where: { $0.hasPrefix(key) }) { return 1 }
      return label.contains(key) ? 2 : nil
    }
    .map {
      Suggestion(line: $0.command.text, key: keys.label($0), help: $0.help, isComplete: true)
    }
  }

  /// Those that fit, cheapest first, in their own order where they fit alike.
  static func ranked<Item>(_ items: [Item], _ cost: (Item) -> Int?) -> [Item] {
    items.enumerated()
      .compactMap { place, item in cost(item).map { (cost: $0, place: place, item: item) } }
      .sorted { ($0.cost, $0.place) < ($1.cost, $1.place) }
      .map(\.item)
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
