import Foundation
import Testing

/// Whatever ends the explorer, the shell gets its terminal back.
@Suite("The terminal is restored", .serialized)
struct TerminalRestoreTests {
  /// One explorer in a shell in tmux.
  private struct Session {
    let robot: Tmux
    let log: String
    let before: String
    /// The process that repairs, and the one that works.
    var parent: Int32
    var child: Int32

    init() throws {
      robot = try Tmux(columns: 100, rows: 30)
      log = robot.folder.path + "/log"
      let modes = robot.folder.path + "/before"
      try robot.command("stty -g > \(modes); '\(Binary.path)' --log \(log); echo left with $?")
      try robot.waitFor("1 Steps")
      // While a run is going q asks first.
      do {
        try Self.wait("the first run did not end") { [log] in
          try String(contentsOfFile: log, encoding: .utf8).contains("ready\n")
        }
      } catch {
        let lines = (try? String(contentsOfFile: log, encoding: .utf8)) ?? "no log"
        throw RobotError(what: "\(error)\n\(lines.suffix(600))\n\(try robot.screen())")
      }
      before = try String(contentsOfFile: modes, encoding: .utf8)
      (parent, child) = try ProcessTable.pair(with: log)
    }

    /// Waits until something is so; the bound only ends a hung test.
    static func wait(_ complaint: String, until isSo: () throws -> Bool) throws {
      for _ in 0..<1_500 {
        if try isSo() { return }
        usleep(20_000)
      }
      throw RobotError(what: complaint)
    }

    /// Checks that the shell is back in its own screen and modes.
    func expectRestored(sourceLocation: SourceLocation = #_sourceLocation) throws {
      let after = robot.folder.path + "/after"
      try robot.command("stty -g > \(after); echo 'and' over")
      try robot.waitFor("and over", sourceLocation: sourceLocation)
      #expect(
        try String(contentsOfFile: after, encoding: .utf8) == before,
        "stty -g", sourceLocation: sourceLocation)
      // tmux may be behind by a moment.
      try Self.wait("the terminal's modes are not those of before") {
        try robot.modes() == "alternate 0, mouse 0, cursor 1, keypad 0"
      }
    }
  }

  @Test("After q the shell goes on as before")
  func quit() throws {
    let session = try Session()
    try session.robot.press("q")
    try session.robot.waitFor("left with 0")
    try session.expectRestored()
  }

  @Test(
    "A signal to the working process leaves the terminal as it was",
    arguments: [
      SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGKILL,
    ])
  func signalToChild(number: Int32) throws {
    let session = try Session()
    kill(session.child, number)
    try session.robot.waitFor("left with \(128 + number)")
    let sentence = "ended by signal \(number)"
    let isCrash = ![SIGINT, SIGTERM, SIGHUP, SIGQUIT].contains(number)
    #expect(try session.robot.screen().contains(sentence) == isCrash)
    try session.expectRestored()
  }

  @Test(
    "A signal to the parent ends both and leaves the terminal as it was",
    arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGKILL])
  func signalToParent(number: Int32) throws {
    let session = try Session()
    kill(session.parent, number)
    // After a SIGKILL the shell is back before the child has tidied up, so its words are not seen.
    if number != SIGKILL { try session.robot.waitFor("left with \(128 + number)") }
    try session.robot.waitFor("1 Steps", isThere: false)
    try Session.wait("the child lives on") { kill(session.child, 0) != 0 }
    try session.expectRestored()
  }

  @Test("Ctrl-Z gives the shell its terminal, fg brings the explorer back")
  func suspension() throws {
    let session = try Session()
    for _ in 0..<2 {
      try session.robot.press("C-z")
      try session.robot.waitFor("1 Steps", isThere: false)
      try session.expectRestored()
      try session.robot.command("clear; fg")
      try session.robot.waitFor("1 Steps")
    }
    try session.robot.press("q")
    try session.robot.waitFor("1 Steps", isThere: false)
    try session.expectRestored()
  }

  @Test("A stop that the explorer cannot know of is repaired too")
  func abruptStop() throws {
    let session = try Session()
    kill(session.child, SIGSTOP)
    try session.robot.waitFor("1 Steps", isThere: false)
    try session.expectRestored()
    try session.robot.command("clear; fg")
    try session.robot.waitFor("1 Steps")
    try session.robot.press("q")
    try session.robot.waitFor("1 Steps", isThere: false)
    try session.expectRestored()
  }

  @Test(
    "Without a terminal there is one sentence and nothing else",
    arguments: [[:], ["TERM": "dumb"], ["TERM": ""]] as [[String: String]])
  func refusal(environment: [String: String]) throws {
    let result = try Shell.run(Binary.path, [], environment: environment)
    #expect(result.status == 69)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("stepscope: "))
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test(
    "A terminal type that cannot be used is refused in a terminal, which stays as it was",
    arguments: ["dumb", "''", "no-such-terminal"])
  func badType(term: String) throws {
    let robot = try Tmux(columns: 100, rows: 30)
    try robot.command("TERM=\(term) '\(Binary.path)'; echo left with $?")
    let screen = try robot.waitFor("left with 69")
    #expect(screen.contains("TERM"))
    #expect(try robot.modes() == "alternate 0, mouse 0, cursor 1, keypad 0")
  }

  @Test(
    "Every size can be shown, down to one cell", arguments: [(1, 1), (2, 1), (39, 9), (30, 10)])
  func sizes(columns: Int, rows: Int) throws {
    let session = try Session()
    try session.robot.resize(columns: columns, rows: rows)
    try session.robot.waitFor("1 Steps", isThere: false)
    try session.robot.resize(columns: 100, rows: 30)
    try session.robot.waitFor("1 Steps")
    try session.robot.resize(columns: columns, rows: rows)
    try session.robot.press("q")
    try Session.wait("q did not quit") { kill(session.parent, 0) != 0 }
    try session.robot.resize(columns: 100, rows: 30)
    try session.expectRestored()
  }
}
