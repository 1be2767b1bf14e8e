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
    return try VerifyReport(
      of: model, variant: variant, all: all, watch: VerifyWatch(show: { progress.show($0) }))
  }
}
