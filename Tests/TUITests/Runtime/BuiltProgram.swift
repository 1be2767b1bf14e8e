import Foundation
import TestSupport
import Testing

@testable import TUI

/// The program as it was built, for somebody without preferences who has seen the tour.
final class BuiltProgram {
  let path =
    ProcessInfo.processInfo.environment["STEPSCOPE_BINARY"]
    ?? Golden.root + "/.build/debug/stepscope"
  let environment: [String: String]
  private let folder: URL

  /// Where it writes what it does, when it is told to with `--log`.
  var log: String { folder.appendingPathComponent("log").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "stepscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var environment = ProcessInfo.processInfo.environment.filter {
      !["NO_COLOR", "COLORTERM", "TMUX"].contains($0.key)
    }
    environment["TERM"] = "xterm-256color"
    environment["LC_ALL"] = "C.UTF-8"
    for variable in ["XDG_CONFIG_HOME", "XDG_STATE_HOME"] { environment[variable] = folder.path }
    let state = try #require(StateFolder(environment))
    try state.create()
    try Data().write(to: URL(fileURLWithPath: state.tourMark))
    self.environment = environment
  }

  /// What it has logged so far.
  var lines: [Substring] {
    ((try? String(contentsOfFile: log, encoding: .utf8)) ?? "").split(separator: "\n")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
