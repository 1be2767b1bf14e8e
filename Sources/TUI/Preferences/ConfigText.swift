internal import Foundation
import Inference
internal import TOMLKit

/// The config file, read: its values with their lines, and what was wrong with it.
struct ConfigText: Sendable, Equatable {
  /// A key with its value.
  struct Line: Sendable, Hashable {
    var key: String
    /// As the command line would have it: text without quotes.
    var value: String
    /// Nil for what no preference is: lists, tables, dates, fractions.
    var kind: PreferenceKey.Kind?
    /// From 1.
    var number: Int
  }

  /// A command of the section `keys`, with what it says of its keys.
  struct KeyLine: Sendable, Hashable {
    var command: String
    /// The texts that name keys; nil where the value is neither a text nor a list of texts.
    var keys: [String]?
    /// From 1.
    var number: Int
  }

  let path: String
  /// The section `keys`, in the file's order.
  private(set) var keyLines: [KeyLine] = []
  private(set) var lines: [Line] = []
  private(set) var problems: [String] = []

  /// The most bytes that are read.
  static let limit = 1 << 20

  /// Where the file lies: below `XDG_CONFIG_HOME`, else below `~/.config`; nil without a home.
  static func path(_ environment: [String: String]) -> String? {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return folder + "/stepscope/config.toml"
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return home + "/.config/stepscope/config.toml"
  }

  /// The file of an environment; nil where there is none.
  static func read(_ environment: [String: String]) -> ConfigText? {
    guard let path = path(environment) else { return nil }
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: limit + 1)
    else {
      return ConfigText(path: path, problem: "the file cannot be read; check its permissions.")
    }
    guard data.count <= limit else {
      return ConfigText(path: path, problem: "the file is larger than a megabyte; it is no config.")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      return ConfigText(path: path, problem: "the file is not UTF-8 text.")
    }
    return ConfigText(path: path, text: text)
  }

  private init(path: String, problem: String) {
    self.path = path
    problems = ["\(Printable.clean(path)): \(problem)"]
  }

  /// The values of a text in TOML.
  init(path: String, text: String) {
    self.path = path
    do {
      let table = try TOMLTable(string: text)
      let places = Self.places(text)
      lines = table.keys.compactMap { key in
        guard let value = table[key], key != Self.keySection || value.type != .table else {
          return nil
        }
        return Self.line(key, value, places[key] ?? 1)
      }.sorted { $0.number < $1.number }
      if let section = table[Self.keySection]?.table {
        keyLines = Self.keyLines(section, text, places[Self.keySection] ?? 1)
      }
    } catch {
      let line = (error as? TOMLParseError).map { ", line \($0.source.begin.line)" } ?? ""
      problems = [
        "\(Printable.clean(path))\(line): this is not TOML, so nothing of the file is used; "
          + "write lines such as theme = \"dark\"."
      ]
    }
  }

  private static func line(_ key: String, _ value: any TOMLValueConvertible, _ number: Int) -> Line
  {
    switch value.type {
    case .string:
      Line(key: key, value: value.string ?? "", kind: .text, number: number)
    case .bool:
      Line(key: key, value: value.bool == true ? "true" : "false", kind: .boolean, number: number)
    case .int:
      Line(key: key, value: "\(value.int ?? -1)", kind: .count, number: number)
    case .double: Line(key: key, value: "a fraction", kind: nil, number: number)
    case .array: Line(key: key, value: "a list", kind: nil, number: number)
    case .table: Line(key: key, value: "a table", kind: nil, number: number)
    case .date, .time, .dateTime: Line(key: key, value: "a date", kind: nil, number: number)
    }
  }

  /// The section that says which keys commands have.
  static let keySection = "keys"

  private static func keyLines(_ section: TOMLTable, _ text: String, _ start: Int) -> [KeyLine] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return section.keys.map { command in
      // Commands that a table in one line holds stand on that line.
      let number = lines.indices.dropFirst(start - 1).first { Self.names(lines[$0], command) }
      return KeyLine(
        command: command, keys: section[command].flatMap(names),
        number: number.map { $0 + 1 } ?? start)
    }.sorted { ($0.number, $0.command) < ($1.number, $1.command) }
  }

  /// Whether a line begins with a command: bare, in quotes or behind the section's name.
  private static func names(_ line: Substring, _ command: String) -> Bool {
    var start = line.trimmingCharacters(in: .whitespaces)
    if start.hasPrefix(keySection + ".") { start.removeFirst(keySection.count + 1) }
    let written = ["\"\(command)\"", "'\(command)'", command].first { start.hasPrefix($0) }
    guard let written else { return false }
    return start.dropFirst(written.count).drop { $0 == " " || $0 == "\t" }.first == "="
  }

  /// A text, or a list of texts.
  private static func names(_ value: any TOMLValueConvertible) -> [String]? {
    if let text = value.string { return [text] }
    guard let list = value.array else { return nil }
    let texts = list.compactMap(\.string)
    return texts.count == list.count ? texts : nil
  }

  /// The line on which each key of the outermost table stands.
  private static func places(_ text: String) -> [String: Int] {
    var places: [String: Int] = [:]
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let start = line.prefix { $0 != "=" }.trimmingCharacters(in: .whitespaces)
      let key = start.trimmingCharacters(in: CharacterSet(charactersIn: "[]\"' "))
      let first = key.prefix { $0 != "." }
      if places[String(first)] == nil { places[String(first)] = index + 1 }
    }
    return places
  }
}
