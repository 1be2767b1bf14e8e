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

  let path: String
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
        table[key].map { Self.line(key, $0, places[key] ?? 1) }
      }.sorted { $0.number < $1.number }
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
