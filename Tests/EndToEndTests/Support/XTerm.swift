import Foundation
import Render
import Testing

/// A person at a graphics terminal: xterm with sixel under a display of its own.
final class XTerm {
  private let display: String
  private let server: Process
  private let terminal: Process
  let folder: TemporaryFolder

  /// Whether the machine has what this needs; CI must.
  static let isAvailable: Bool = {
    ["Xvfb", "xterm", "import", "xdotool"].allSatisfy { name in
      (try? Shell.run("which", [name]))?.status == 0
    }
  }()

  /// Whether it is there; says what is missing, which is a failure where CI runs.
  static func isThere(sourceLocation: SourceLocation = #_sourceLocation) -> Bool {
    guard !isAvailable else { return true }
    let reason = "xterm, Xvfb, xdotool or ImageMagick is missing"
    if ProcessInfo.processInfo.environment["CI"] != nil {
      Issue.record("\(reason), and CI must have it", sourceLocation: sourceLocation)
    } else {
      print("skipped: \(reason)")
    }
    return false
  }

  /// The letters of 6x13, those beyond Latin too.
  private static let font = "-misc-fixed-medium-r-semicondensed--13-120-75-75-c-60-iso10646-1"

  /// Starts a command line in an xterm of the given cells, each 6×13 pixels.
  init(columns: Int, rows: Int, locale: String = "C.UTF-8", _ line: String) throws {
    folder = try TemporaryFolder()
    server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // The server chooses a display that nobody has, and says so once it can be reached.
    server.arguments = [
      Shell.unblocking, "Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten",
      "tcp",
    ]
    let answer = Pipe()
    server.standardOutput = answer
    server.standardError = FileHandle.nullDevice
    try server.run()
    let number = String(decoding: answer.fileHandleForReading.availableData, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard !number.isEmpty else { throw RobotError(what: "Xvfb did not start") }
    display = ":\(number)"
    terminal = Process()
    terminal.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    terminal.arguments = [
      Shell.unblocking, "xterm", "-display", display, "-ti", "vt340", "-tn", "xterm-256color",
      "-fn", Self.font, "-bg", "black", "-fg", "gray90",
      "-geometry",
      "\(columns)x\(rows)+0+0", "-b", "0", "-bw", "0", "+sb", "-xrm", "xterm*allowSendEvents: true",
      "-e", "sh", "-c", line,
    ]
    let inherited = ProcessInfo.processInfo.environment.filter {
      !["NO_COLOR", "COLORTERM", "TMUX"].contains($0.key)
    }
    terminal.environment = inherited.merging(
      [
        "LC_ALL": locale, "XDG_STATE_HOME": folder.path + "/state",
        "XDG_CONFIG_HOME": folder.path + "/config", "STEPSCOPE_TOUR": "false",
      ]
    ) { $1 }
    // What a walk exports is written there.
    terminal.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    terminal.standardError = FileHandle.nullDevice
    try terminal.run()
  }

  deinit {
    terminal.terminate()
    server.terminate()
    server.waitUntilExit()
  }

  /// What the display shows.
  func screenshot(_ name: String = "screen.png") throws -> Raster {
    let path = folder.path + "/" + name
    let result = try Shell.run("import", ["-display", display, "-window", "root", "PNG24:" + path])
    guard result.status == 0 else { throw RobotError(what: result.errors) }
    return try ImageFile.load(path)
  }

  /// Presses keys by X's names; without a window manager the window under the pointer gets them.
  func press(_ keys: String...) throws {
    try xdotool(
      ["mousemove", "21", "21", "mousemove", "20", "20", "key", "--clearmodifiers"] + keys)
  }

  /// Types a line and enters it.
  func enter(_ line: String) throws {
    try xdotool(["mousemove", "21", "21", "mousemove", "20", "20"])
    try xdotool(["type", "--clearmodifiers", "--delay", "10", line])
    try xdotool(["key", "Return"])
  }

  /// Takes the window from the display, and brings it back.
  func hide() throws { try xdotool(["windowunmap", "--sync", try window()]) }
  func show() throws { try xdotool(["windowmap", "--sync", try window()]) }

  /// Gives the window another size, in cells.
  func resize(columns: Int, rows: Int) throws {
    try xdotool(["windowsize", try window(), "\(columns * 6)", "\(rows * 13)"])
  }

  private func window() throws -> String {
    let found = try xdotool(["search", "--class", "xterm"]).split(separator: "\n")
    guard let window = found.last else { throw RobotError(what: "no window of xterm") }
    return String(window)
  }

  @discardableResult
  private func xdotool(_ arguments: [String]) throws -> String {
    let result = try Shell.run("xdotool", arguments, environment: ["DISPLAY": display])
    guard result.status == 0 else { throw RobotError(what: result.errors) }
    return result.output
  }

  /// Waits until the log says that an event's effects are all on the screen; all its lines.
  func waitForIdle(
    _ path: String, after event: String, seen: Int = 0, seconds: Double = 60
  ) throws -> [String] {
    let place = try waitForLog(path, event, after: seen, seconds: seconds).dropFirst(seen)
      .firstIndex { $0.contains(event) }
    return try waitForLog(path, "idle", after: (place ?? seen) + 1, seconds: seconds)
  }

  /// Waits until the log holds a line that contains a text, after a number of lines already seen.
  ///
  /// A slow machine has patience as long as the log grows, ten times as many seconds at most.
  @discardableResult
  func waitForLog(
    _ path: String, _ text: String, after seen: Int = 0, seconds: Double = 60
  ) throws -> [String] {
    let end = Date(timeIntervalSinceNow: 10 * seconds)
    var deadline = Date(timeIntervalSinceNow: seconds)
    var lines: [String] = []
    while Date() < min(deadline, end) {
      let known = lines.count
      lines = ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
        .split(separator: "\n").map(String.init)
      if lines.count > known { deadline = Date(timeIntervalSinceNow: seconds) }
      if lines.dropFirst(seen).contains(where: { $0.contains(text) }) { return lines }
      usleep(50_000)
    }
    throw RobotError(
      what: "waited in vain for “\(text)” in:\n\(lines.suffix(40).joined(separator: "\n"))")
  }
}
