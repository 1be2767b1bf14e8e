import Foundation
import Testing

/// A person at a text terminal: a tmux session of its own that types keys and reads the screen.
final class Tmux {
  private let socket = "stepscope-\(UUID().uuidString.prefix(8))"
  let folder: TemporaryFolder

  /// Starts a shell of the given size in a folder of its own; programs run in it as a person would run them.
  init(columns: Int = 120, rows: Int = 40, environment: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    // The server that this call leaves behind must not inherit the descriptor by which Foundation learns of
    // the call's end.
    let closing = """
      for f in /proc/self/fd/*; do n=${f##*/}; [ $n -gt 2 ] && eval "exec $n>&-"; done
      exec tmux "$@"
      """
    let arguments = [
      "-L", socket, "-f", "/dev/null", "new-session", "-d", "-s", "robot", "-x", "\(columns)", "-y",
      "\(rows)", "-c", folder.path,
      "env -u TMUX -u NO_COLOR -u COLORTERM PS1='ready> ' LC_ALL=C.UTF-8 "
        + "XDG_STATE_HOME='\(folder.path)/state' XDG_CONFIG_HOME='\(folder.path)/config' "
        + "STEPSCOPE_TOUR=false "
        + environment.map { "\($0)='\($1)'" }.joined(separator: " ") + " sh",
    ]
    let result = try Shell.run("bash", ["-c", closing, "tmux"] + arguments)
    guard result.status == 0 else { throw RobotError(what: result.errors) }
    try waitFor("ready>")
  }

  deinit {
    _ = try? Shell.run("tmux", ["-L", socket, "kill-server"])
  }

  @discardableResult
  private func tmux(_ arguments: [String]) throws -> String {
    let result = try Shell.run("tmux", ["-L", socket] + arguments)
    guard result.status == 0 else { throw RobotError(what: result.errors) }
    return result.output
  }

  /// Types text as it is.
  func type(_ text: String) throws {
    try tmux(["send-keys", "-t", "robot", "-l", text])
  }

  /// Presses keys by tmux's names (`Enter`, `Left`, `C-c`).
  func press(_ keys: String...) throws {
    try tmux(["send-keys", "-t", "robot"] + keys)
  }

  /// Sends keys by tmux's names and texts as they are, in one go.
  func send(_ words: [String]) throws {
    try tmux(["send-keys", "-t", "robot", "--"] + words)
  }

  /// Pastes text, as a terminal does with a file that is dropped on it.
  func paste(_ text: String) throws {
    try tmux(["set-buffer", "-b", "drop", "--", text])
    try tmux(["paste-buffer", "-p", "-r", "-b", "drop", "-t", "robot"])
  }

  /// What a terminal sends when the mouse does something at a place, from 0: 0 is the left button, 32 more while it
  /// is dragged, 64 and 65 the wheel.
  func mouse(_ button: Int, row: Int, column: Int, isUp: Bool = false) throws {
    try type("\u{1B}[<\(button);\(column + 1);\(row + 1)\(isUp ? "m" : "M")")
  }

  /// Runs a shell command line.
  func command(_ line: String) throws {
    try type(line)
    try press("Enter")
  }

  /// Gives the window another size.
  func resize(columns: Int, rows: Int) throws {
    try tmux(["resize-window", "-t", "robot", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// Writes a text over the window's first line, as another program might.
  func scribble(_ text: String) throws {
    let terminal = try tmux(["display-message", "-p", "-t", "robot", "#{pane_tty}"])
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let handle = try #require(FileHandle(forWritingAtPath: terminal))
    try handle.write(contentsOf: Data("\u{1b}7\u{1b}[H\(text)\u{1b}8".utf8))
    try handle.close()
  }

  /// What is on the screen.
  func screen() throws -> String {
    try tmux(["capture-pane", "-p", "-t", "robot"])
  }

  /// What is on the screen, with the escape sequences of its colours.
  func styledScreen() throws -> String {
    try tmux(["capture-pane", "-p", "-e", "-t", "robot"])
  }

  /// What the program left the terminal in, in words.
  func modes() throws -> String {
    try tmux([
      "display-message", "-p", "-t", "robot",
      "alternate #{alternate_on}, mouse #{mouse_any_flag}, cursor #{cursor_flag}, "
        + "keypad #{keypad_flag}",
    ]).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The program in the foreground.
  func foreground() throws -> String {
    try tmux(["display-message", "-p", "-t", "robot", "#{pane_current_command}"])
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Waits until a text is on the screen (or gone from it); the bound only ends a hung test.
  @discardableResult
  func waitFor(
    _ text: String, isThere: Bool = true, seconds: Double = 60,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let deadline = Date(timeIntervalSinceNow: seconds)
    var screen = ""
    while Date() < deadline {
      screen = try self.screen()
      if screen.contains(text) == isThere { return screen }
      usleep(50_000)
    }
    Issue.record(
      "\(isThere ? "never saw" : "still saw") “\(text)” on:\n\(screen)",
      sourceLocation: sourceLocation)
    throw RobotError(what: "waited in vain for “\(text)”")
  }
}

/// Why a robot gave up.
struct RobotError: Error {
  var what: String
}
