import ArgumentParser
import Foundation
import Inference

/// `stepscope config`: what is preferred, and where each preference comes from.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Say what is preferred, where from, and what is wrong with it."
  )

  @Option(
    help: """
      Say only where one preference comes from, or the keys of a command ("keys.next spacing"), or every \
      key ("keys").
      """)
  var origin: String?
  @Flag(help: "Say only what is wrong; leaves with 78 when something is.")
  var check = false

  private var environment: [String: String] { ProcessInfo.processInfo.environment }

  func run() throws {
    let preferences = Preferences.current
    if let origin {
      do throws(CommandError) {
        for line in try lines(of: origin, preferences) { Talk.result(line) }
      } catch {
        Talk.say("stepscope: \(error)")
        throw ExitCode(ExitStatus.usage.rawValue)
      }
    } else if !check {
      list(preferences)
    }
    for problem in preferences.problems { Talk.say("stepscope: \(problem)") }
    if check, !preferences.problems.isEmpty { throw ExitCode(ExitStatus.badConfig.rawValue) }
  }

  /// Where a preference, a command's keys or all keys come from.
  private func lines(
    of name: String, _ preferences: Preferences
  ) throws(CommandError) -> [String] {
    let section = ConfigText.keySection
    if name == section {
      return preferences.keys.bindings.map { binding in
        "\(Self.written(binding, preferences.keys))  # from: "
          + "\(preferences.origin(ofKeys: binding.command, environment))"
      }
    }
    if name.hasPrefix(section + ".") {
      let command = try CommandLine.parse(
        String(name.dropFirst(section.count + 1)), CommandContext(colours: Palettes.names))
      return ["\(preferences.origin(ofKeys: command, environment))"]
    }
    guard let key = PreferenceKey(rawValue: name) else {
      throw .notOneOf("--origin", name, PreferenceKey.allCases.map(\.rawValue) + [section])
    }
    return ["\(preferences.origin(key))"]
  }

  /// The preferences as a config file that has them would be, with where they come from.
  private func list(_ preferences: Preferences) {
    if let path = ConfigText.path(environment) {
      Talk.result("# \(Printable.clean(path))")
    }
    for key in PreferenceKey.allCases {
      let value = Printable.clean(preferences[key])
      let written = key.kind == .text ? "\"\(value)\"" : value
      Talk.result("\(key.rawValue) = \(written)  # \(key.help); from: \(preferences.origin(key))")
    }
    let changed = preferences.keys.changes
    guard !changed.isEmpty else { return }
    Talk.result("\n[\(ConfigText.keySection)]")
    for change in changed {
      let keys = change.chords.map { "\"\(Printable.clean(preferences.keys.name($0)))\"" }
      Talk.result(
        "\"\(Printable.clean(change.command.text))\" = [\(keys.joined(separator: ", "))]  # from: "
          + "\(preferences.origin(ofKeys: change.command, environment))")
    }
  }

  /// A binding as a line of the section.
  private static func written(_ binding: KeyMap.Binding, _ keys: Keys) -> String {
    "\"\(Printable.clean(binding.command.text))\" = \"\(Printable.clean(keys.label(binding)))\""
  }
}
