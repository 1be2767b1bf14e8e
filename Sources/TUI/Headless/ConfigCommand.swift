import ArgumentParser
import Foundation
import Inference

/// `stepscope config`: what is preferred, and where each preference comes from.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Say what is preferred, where from, and what is wrong with it."
  )

  @Option(help: "Say only where one preference comes from.")
  var origin: String?
  @Flag(help: "Say only what is wrong; leaves with 78 when something is.")
  var check = false

  func run() throws {
    let preferences = Preferences.current
    if let origin {
      guard let key = PreferenceKey(rawValue: origin) else {
        let error = CommandError.notOneOf(
          "--origin", origin, PreferenceKey.allCases.map(\.rawValue))
        Talk.say("stepscope: \(error)")
        throw ExitCode(ExitStatus.usage.rawValue)
      }
      Talk.result("\(preferences.origin(key))")
    } else if !check {
      list(preferences)
    }
    for problem in preferences.problems { Talk.say("stepscope: \(problem)") }
    if check, !preferences.problems.isEmpty { throw ExitCode(ExitStatus.badConfig.rawValue) }
  }

  /// The preferences as a config file that has them would be, with where they come from.
  private func list(_ preferences: Preferences) {
    if let path = ConfigText.path(ProcessInfo.processInfo.environment) {
      Talk.result("# \(Printable.clean(path))")
    }
    for key in PreferenceKey.allCases {
      let value = Printable.clean(preferences[key])
      let written = key.kind == .text ? "\"\(value)\"" : value
      Talk.result("\(key.rawValue) = \(written)  # \(key.help); from: \(preferences.origin(key))")
    }
  }
}
