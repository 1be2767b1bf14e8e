import ArgumentParser
import Foundation
import Inference

/// `stepscope schedule`: the plan table, without any model.
struct ScheduleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule", abstract: "Print every step of a schedule: told and held noise.")

  @Option(help: "A scheduler_config.json (default: a shipped or local model's).")
  var config: String?
  @Option(help: "A shipped model, a folder or a cached Hub id whose scheduler is used.")
  var model = Assets.defaultModel
  @OptionGroup var options: SettingsOptions
  @Flag(help: "As JSON.")
  var json = false
  @Flag(help: "As comma-separated values.")
  var csv = false

  func run() throws {
    try reportingErrors({ () throws(InferenceError) in try printTable() }, status: ExitStatus.init)
  }

  private func printTable() throws(InferenceError) {
    guard !(json && csv) else {
      throw .invalidSetting(name: "--csv", value: "--json", allowed: "one of the two")
    }
    let (base, settings) = try resolved()
    let (_, plan) = try Planning.plan(settings, base)
    let table = ScheduleTable(
      plan, initialNoise: NoiseCatalog.source(settings.noise).initialNoise)
    if json {
      Talk.write(table.json)
    } else if csv {
      Talk.write(table.csv)
    } else {
      Talk.write(Self.text(table))
    }
  }

  /// Columns a person can read.
  private static func text(_ table: ScheduleTable) -> String {
    let titles = ["step", "told t", "prev t", "told noise", "held noise", "gap", "SNR"]
    let rows = table.rows.map { row in
      [
        "\(row.index + 1)", String(format: "%g", Double(row.timestep)),
        row.previousTimestep.map { String(format: "%g", Double($0)) } ?? "-", fixed(row.toldNoise),
        fixed(row.heldNoise),
        fixed(row.gap), String(format: "%.4g", Double(row.snr)),
      ]
    }
    return ([titles] + rows).map { cells in
      cells.map { String(repeating: " ", count: max(0, 11 - $0.count)) + $0 }.joined() + "\n"
    }.joined()
  }

  private static func fixed(_ value: Float) -> String {
    String(format: "%.4f", Double(value))
  }

  private func resolved() throws(InferenceError) -> (SchedulerConfig, RunSettings) {
    if let config {
      let base = try SchedulerConfig(path: config)
      var settings = RunSettings(base)
      settings.steps = 10
      return (base, try options.applied(to: settings, base))
    }
    let folder = try Assets.model(model)
    let family = try FamilyCatalog.family(of: try ModelStructure(folder))
    let base = try folder.schedulerConfig()
    return (base, try options.settings(for: family, base))
  }
}
