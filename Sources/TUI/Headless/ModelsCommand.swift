import ArgumentParser
import Foundation
import Inference

/// `stepscope models`: what can be run, and whether its files are sound.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the shipped models and those of the Hub cache with family, size and health.",
    discussion: """
      Health is structure: configs and the headers of the weights. `stepscope verify` reads every byte.
      """)

  @Flag(help: "Also what the cache holds for other programs, with the reason.")
  var all = false
  @Flag(help: "As JSON.")
  var json = false

  func run() throws {
    var rows = Assets.modelNames.map { ModelRow(shipped: $0) }
    rows += Assets.cache.repositories.flatMap { ModelRow.rows(of: $0) }
    let hidden = rows.count { $0.status == .other }
    if !all { rows.removeAll { $0.status == .other } }
    if json {
      Talk.result(JSONText.pretty(rows))
    } else {
      for line in ModelRow.table(rows) { Talk.result(line) }
    }
    if !all, hidden > 0, !json {
      Talk.say("\(hidden) in \(Printable.clean(Assets.cache.folder)) not for stepscope: --all")
    }
    if rows.isEmpty {
      Talk.say(
        "stepscope: no models were found; set STEPSCOPE_ASSETS to the folder `assets`, or fetch one "
          + "with `hf download prs-eth/marigold-depth-v1-1`.")
      throw ExitCode(ExitStatus.missingInput.rawValue)
    }
    if rows.contains(where: { $0.status == .broken }) {
      throw ExitCode(ExitStatus.finding.rawValue)
    }
  }
}
