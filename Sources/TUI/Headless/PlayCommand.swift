import ArgumentParser
import Foundation
import Inference

/// `stepscope play`: a session again, in the explorer or without it.
struct PlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Open a saved session, or compute it again and compare it bit by bit.",
    discussion: """
      --check computes without the explorer and compares model, picture, schedule and the latents that each \
      step left with the digests in the session; it says the first step that differs and leaves with 1.
      """)

  @Argument(help: "A session that :save has written.")
  var file: String
  @Flag(help: "Compare with the digests in the session; without the explorer.")
  var check = false
  @Flag(help: "Compute and print the digests; without the explorer.")
  var headless = false
  @Option(help: "Threads of the engine, 1…256.")
  var threads: Int?
  @Flag(help: "As JSON.")
  var json = false
  @Flag(help: "No progress on stderr.")
  var quiet = false

  func run() throws {
    guard check || headless || json else {
      var explorer = try ExploreCommand.parse([])
      explorer.session = file
      return try explorer.run()
    }
    var report: PlayReport?
    try reportingErrors(
      { () throws(InferenceError) in
        try Threads.use(flag: threads)
        report = try HeadlessPlay(path: file, isQuiet: quiet).play(checks: check)
      }, status: ExitStatus.init)
    guard let report else { return }
    if json {
      Talk.result(JSONText.pretty(report))
    } else {
      for line in report.lines { Talk.result(line) }
    }
    if check, !report.same { throw ExitCode(ExitStatus.finding.rawValue) }
  }
}
