internal import Foundation
import Inference

/// An explorer on a pseudo terminal, driven by keys, with the log that says what it has done.
final class InterfaceSession {
  let terminal: PseudoTerminal
  private let folder: URL
  private let log: URL

  /// How long anything may take before the measurement is given up.
  private static let patience = 120.0

  /// Starts the explorer on a shipped scene, with nobody's preferences.
  ///
  /// - Throws: when there is no terminal, no process or no temporary folder to be had.
  init(size: Size, cell: PixelSize, model: String, rate: Double? = nil) throws(TerminalError) {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "stepscope-bench-\(UUID().uuidString)")
    log = folder.appendingPathComponent("log")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotUseFile(
        option: "TMPDIR", path: Printable.clean(folder.path), reason: error.localizedDescription)
    }
    var environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("STEPSCOPE_") && !["NO_COLOR", "COLORTERM", "TMUX"].contains($0.key)
    }
    environment["TERM"] = "xterm-256color"
    environment["LC_ALL"] = "C.UTF-8"
    for variable in ["XDG_CONFIG_HOME", "XDG_STATE_HOME"] { environment[variable] = folder.path }
    // Somebody who knows the program already.
    if let state = StateFolder(environment) {
      try? FileManager.default.createDirectory(
        atPath: state.path, withIntermediateDirectories: true)
      _ = FileManager.default.createFile(atPath: state.tourMark, contents: nil)
    }
    terminal = try PseudoTerminal(
      Bundle.main.executablePath ?? "/proc/self/exe",
      ["--model", model, "--log", log.path, Assets.defaultScene], environment: environment,
      size: size, cell: cell)
    terminal.rate = rate
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// What the explorer has logged.
  var lines: [Substring] {
    ((try? String(contentsOf: log, encoding: .utf8)) ?? "").split(separator: "\n")
  }

  /// Waits until a line is logged after so many lines.
  func wait(after seen: Int = 0, _ isMeant: (Substring) -> Bool) throws(TerminalError) {
    let isThere = terminal.pump(seconds: Self.patience) {
      self.lines.dropFirst(seen).contains(where: isMeant)
    }
    guard isThere else {
      throw .cannotStart(
        reason: "the explorer did not do what was asked for in \(Int(Self.patience)) seconds")
    }
  }

  /// Types keys and waits until all they cause is done and shown.
  func perform(_ keys: String) throws(TerminalError) {
    let seen = lines.count
    terminal.type(keys)
    terminal.pump(seconds: 0.05)
    try wait(after: seen) { $0.hasPrefix("key ") }
    terminal.pumpUntilQuiet(0.25, within: 20)
  }

  /// The end of the sequence that puts the step's picture on the screen.
  var pictureIntroducer: [UInt8]? {
    guard let line = lines.last(where: { $0.contains("shown") && $0.contains(" step ") }),
      let place = line.split(separator: " ").last?.split(separator: ",").compactMap({ Int($0) }),
      place.count == 2
    else { return nil }
    return Array("\u{1B}[\(place[0] + 1);\(place[1] + 1)H\u{1B}P".utf8)
  }
}
