internal import Foundation
import Inference

/// What a person prefers, and where each preference comes from.
///
/// A flag goes before the environment, that before the file, and that before what is built in.
struct Preferences: Sendable, Equatable {
  /// Where a value comes from.
  enum Origin: Sendable, Hashable, CustomStringConvertible {
    case flag
    case variable(String)
    case file(path: String, line: Int)
    case builtIn

    var description: String {
      switch self {
      case .flag: "a flag"
      case .variable(let name): "the environment, \(name)"
      case .file(let path, let line): "\(Printable.clean(path)), line \(line)"
      case .builtIn: "built in"
      }
    }
  }

  struct Entry: Sendable, Hashable {
    var value: String
    var origin: Origin
  }

  private var entries: [PreferenceKey: Entry] = [:]
  /// The key map, with what the file changes of it.
  private(set) var keys = Keys.usual
  /// What was wrong and is left out, one sentence each.
  private(set) var problems: [String] = []

  /// The preferences of a config file and an environment.
  ///
  /// - Parameters:
  ///   - file: The file as it was read; nil where there is none.
  ///   - environment: The variables of the process.
  init(file: ConfigText? = nil, environment: [String: String] = [:]) {
    for key in PreferenceKey.allCases {
      entries[key] = Entry(value: key.standard, origin: .builtIn)
    }
    if let file { take(file) }
    for key in PreferenceKey.allCases {
      guard let value = environment[key.variable], !value.isEmpty else { continue }
      take(value, for: key, .variable(key.variable), named: key.variable)
    }
  }

  /// Those of this process.
  static var current: Preferences {
    let environment = ProcessInfo.processInfo.environment
    return Preferences(file: ConfigText.read(environment), environment: environment)
  }

  /// The value of a key.
  subscript(key: PreferenceKey) -> String { entries[key]?.value ?? key.standard }

  /// Where a key's value comes from.
  func origin(_ key: PreferenceKey) -> Origin { entries[key]?.origin ?? .builtIn }

  /// Takes a flag's value; the flag's own checks say what is wrong with it.
  mutating func set(_ key: PreferenceKey, _ value: String) {
    entries[key] = Entry(value: value, origin: .flag)
  }

  /// Where a command's keys come from; the environment says where the file lies.
  func origin(ofKeys command: Command, _ environment: [String: String]) -> Origin {
    guard let change = keys.changes.first(where: { $0.command == command }) else { return .builtIn }
    return .file(path: ConfigText.path(environment) ?? "", line: change.line)
  }

  private mutating func take(_ file: ConfigText) {
    problems += file.problems
    if !file.keyLines.isEmpty {
      let changes = KeyChanges(file.keyLines)
      keys = changes.keys
      problems += changes.problems.map {
        "\(Printable.clean(file.path)), line \($0.line): \($0.sentence)"
      }
    }
    for line in file.lines {
      let place = "\(Printable.clean(file.path)), line \(line.number)"
      guard line.key != ConfigText.keySection else {
        problems.append(
          "\(place): keys is a section; write [keys] on a line of its own, and below it lines such as "
            + "\"next spacing\" = \"S\".")
        continue
      }
      guard let key = PreferenceKey(rawValue: line.key) else {
        let names = PreferenceKey.allCases.map(\.rawValue)
        let nearest = Nearest.name(to: line.key, among: names + [ConfigText.keySection]).map {
          "; did you mean \($0)?"
        }
        problems.append(
          "\(place): there is no preference \"\(Printable.clean(line.key, limit: 60))\""
            + (nearest ?? "; there are \(names.joined(separator: ", "))."))
        continue
      }
      guard line.kind == key.kind else {
        problems.append(
          "\(place): \(key.rawValue) cannot be \(Printable.clean(line.value, limit: 60)); it takes "
            + "\(key.allowed)\(key.kind == .text ? ", in quotes" : ", without quotes").")
        continue
      }
      take(
        line.value, for: key, .file(path: file.path, line: line.number), named: place + ": \(key)")
    }
  }

  private mutating func take(
    _ value: String, for key: PreferenceKey, _ origin: Origin, named name: String
  ) {
    guard key.accepts(value) else {
      problems.append(
        "\(name) cannot be \"\(Printable.clean(value, limit: 60))\"; it takes \(key.allowed).")
      return
    }
    entries[key] = Entry(value: value, origin: origin)
  }
}
