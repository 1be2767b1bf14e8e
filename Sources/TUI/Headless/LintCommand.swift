import ArgumentParser
import Foundation
import Inference

/// `stepscope lint`: what is wrong with a scheduler's config.
struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Say what is wrong with a scheduler_config.json for depth and normal estimators.",
    discussion: "Exit code 1 when there is an error or a warning; notes alone are 0.")

  @Argument(
    help: "A scheduler_config.json, or a model: a shipped one, a folder, or a cached Hub id.")
  var config: String
  @Option(
    help: "Steps to judge for; may stand several times (default: the model's, else 1 and 10).")
  var steps: [Int] = []
  @Flag(help: "As JSON.")
  var json = false

  func run() throws {
    var report: LintReport?
    try reportingErrors(
      { () throws(InferenceError) in report = try lint() }, status: ExitStatus.init)
    guard let report else { return }
    if json {
      Talk.result(JSONText.pretty(report))
    } else {
      for line in Self.lines(report) { Talk.result(line) }
    }
    if !report.isClean { throw ExitCode(ExitStatus.finding.rawValue) }
  }

  private func lint() throws(InferenceError) -> LintReport {
    var isFolder: ObjCBool = false
    var context = SchedulerLint.Context()
    var path = config
    if !FileManager.default.fileExists(atPath: config, isDirectory: &isFolder) || isFolder.boolValue
    {
      let folder = try Self.folder(config)
      path = Self.file(in: folder)
      context = Self.context(folder)
    }
    if !steps.isEmpty { context.steps = steps }
    return try SchedulerLint.run(path: path, context)
  }

  private static func folder(_ name: String) throws(InferenceError) -> String {
    switch try Assets.place(name) {
    case .folder(let path): return path
    case .hub(let id):
      let snapshot = try Assets.cache.snapshot(id)
      try snapshot.checkLinks()
      return snapshot.path
    }
  }

  /// The file of a model's folder, or of a folder that is the scheduler's own.
  static func file(in folder: String) -> String {
    let own = folder + "/scheduler_config.json"
    return FileManager.default.fileExists(atPath: own)
      ? own : folder + "/scheduler/scheduler_config.json"
  }

  /// The steps of the model's own pipeline; those for files alone when the model cannot be read.
  static func context(_ path: String) -> SchedulerLint.Context {
    guard let folder = try? ModelFolder(path: path), let structure = try? ModelStructure(folder),
      let family = try? FamilyCatalog.family(of: structure)
    else { return SchedulerLint.Context() }
    let defaults = family.defaults
    let hasOwn = defaults.timestepSpacing != structure.scheduler.timestepSpacing
    return SchedulerLint.Context(
      steps: [defaults.steps], familyWithOwnSpacing: hasOwn ? type(of: family).title : nil)
  }

  private static func lines(_ report: LintReport) -> [String] {
    let steps = report.steps.map(String.init).joined(separator: " and ")
    var lines = [
      "\(Printable.clean(report.path)): \(Printable.clean(report.className, limit: 60)), judged for "
        + "\(steps) step" + (report.steps == [1] ? "" : "s")
    ]
    for finding in report.findings {
      let severity = finding.severity.rawValue.padding(toLength: 7, withPad: " ", startingAt: 0)
      let place = finding.line.map { " (line \($0))" } ?? ""
      lines.append("\(severity)  \(finding.code)\(place): \(finding.sentence)")
      lines.append("         do: \(finding.advice)")
      if !finding.sources.isEmpty {
        lines.append("         known from: " + finding.sources.joined(separator: " "))
      }
    }
    let counts = LintFinding.Severity.allCases.map { severity in
      let count = report.count(severity)
      return "\(count) \(severity.rawValue)" + (count == 1 ? "" : "s")
    }
    return lines + [counts.joined(separator: ", ")]
  }
}
