import ArgumentParser
import Foundation
import Inference

/// `stepscope verify`: whether every byte of a model is what it should be.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a model's structure, the digest of every file and that its values are finite.",
    discussion: """
      Files of the Hub cache are compared with the digest that their blob is named by: SHA-256 for large \
      files, git's SHA-1 for small ones. For other folders no digest is known: they are printed.
      """)

  @Argument(help: "A shipped model, a folder, or a Hub id org/name[@revision] from the cache.")
  var model: String
  @Option(help: "File variant, such as fp16 (default: the best present).")
  var variant: String?
  @Flag(help: "Every file, not only configs, vocabularies and safetensors.")
  var all = false
  @Flag(help: "As JSON.")
  var json = false
  @Flag(help: "No progress on stderr.")
  var quiet = false

  func run() throws {
    var report: VerifyReport?
    try reportingErrors(
      { () throws(InferenceError) in report = try verified() }, status: ExitStatus.init)
    guard let report else { return }
    if json {
      Talk.result(JSONText.pretty(report))
    } else {
      for line in report.lines { Talk.result(line) }
    }
    if !report.healthy { throw ExitCode(ExitStatus.finding.rawValue) }
  }

  private func verified() throws(InferenceError) -> VerifyReport {
    let progress = Progress(isQuiet: quiet)
    defer { progress.finish() }
    var report = VerifyReport(model: model)
    var files: [HubFile]
    switch try Assets.place(model) {
    case .folder(let path):
      report.path = path
      files = try HubFile.all(in: path)
      report.checkStructure { () throws(InferenceError) in
        try ModelFolder(path: path, variant: variant)
      }
    case .hub(let id):
      let snapshot = try Assets.cache.snapshot(id)
      report.path = snapshot.path
      report.revision = snapshot.commit
      files = try snapshot.files()
      report.checkStructure { () throws(InferenceError) in
        try snapshot.modelFolder(variant: variant)
      }
    }
    if !all { files.removeAll { !Self.matters($0.name) } }
    for file in files { try report.check(file, progress) }
    return report
  }

  /// Whether a file decides what stepscope or its relatives compute.
  private static func matters(_ name: String) -> Bool {
    ["json", "safetensors", "txt"].contains((name as NSString).pathExtension)
  }
}
