import ArgumentParser
import Foundation
import Inference

/// `stepscope models`: what can be run, and whether its files are sound.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List the shipped models with family, size and health.")

  @Flag(help: "As JSON.")
  var json = false

  private struct Row: Encodable {
    var name: String
    var family: String?
    var quantity: String?
    var bytes: Int
    var healthy: Bool
    var problem: String?
  }

  func run() throws {
    let rows = Assets.modelNames.map(Self.row)
    if json {
      Talk.result(JSONText.pretty(rows))
    } else if rows.isEmpty {
      Talk.say(
        "stepscope: no shipped models were found; set STEPSCOPE_ASSETS to the folder `assets`.")
    } else {
      for row in rows { Talk.result(Self.line(row)) }
    }
    if rows.isEmpty { throw ExitCode(ExitStatus.missingInput.rawValue) }
    if rows.contains(where: { !$0.healthy }) { throw ExitCode(ExitStatus.finding.rawValue) }
  }

  /// Health is structure: every tensor that the configs ask for is there with its shape.
  private static func row(_ name: String) -> Row {
    var row = Row(name: name, bytes: 0, healthy: false)
    do throws(InferenceError) {
      let folder = try ModelFolder(path: try Assets.modelPath(name))
      row.bytes = folder.files.reduce(0) { $0 + size($1) }
      let estimator = try Estimator(folder: folder)
      row.family = type(of: estimator.family).id
      row.quantity = estimator.family.quantity.rawValue
      row.healthy = true
    } catch {
      row.problem = error.description
    }
    return row
  }

  private static func size(_ path: String) -> Int {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
    return (attributes?[.size] as? Int) ?? 0
  }

  private static func line(_ row: Row) -> String {
    let name = row.name.padding(toLength: 24, withPad: " ", startingAt: 0)
    let family = (row.family ?? "-").padding(toLength: 10, withPad: " ", startingAt: 0)
    let quantity = (row.quantity ?? "-").padding(toLength: 10, withPad: " ", startingAt: 0)
    let size = String(format: "%5.1f MB", Double(row.bytes) / 1e6)
    return
      "\(name) \(family) \(quantity) \(size)  \(row.problem.map { Printable.clean($0) } ?? "ok")"
  }
}
