import Foundation
import Testing

@testable import TUI

@Suite("Scripts and the log")
struct ScriptPlayerTests {
  @Test("Commands come in order, without comments and blanks; waits are bounded")
  func steps() {
    var player = ScriptPlayer(
      text: "# head\nset spacing trailing\r\n\n   goto 3\nwait 0.5\nwait 1e9\nwait -1\nwait\n")
    #expect(player.next() == .command("set spacing trailing"))
    #expect(player.next() == .command("goto 3"))
    #expect(player.next() == .wait(seconds: 0.5))
    #expect(player.next() == .wait(seconds: 3_600))
    #expect(player.next() == .command("wait -1"))
    #expect(player.next() == .command("wait"))
    #expect(player.next() == .end)
    #expect(player.next() == .end)
  }

  @Test("A script that is not there is refused with its name")
  func missing() {
    let error = #expect(throws: TerminalError.self) {
      _ = try ScriptPlayer(path: "/no/such/script")
    }
    #expect(error?.description.contains("/no/such/script") == true)
    #expect(error?.exitCode == 66)
  }

  @Test("The log has one line for each event, without control characters")
  func log() throws {
    let path = NSTemporaryDirectory() + "stepscope-log-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let log = try EventLog(path: path)
    log.add("ready")
    log.add("a\nb\u{1B}[2J")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "ready\na\\u{a}b\\u{1b}[2J\n")
  }

  @Test("A log that cannot be written is refused")
  func noLog() {
    let error = #expect(throws: TerminalError.self) { _ = try EventLog(path: "/no/such/log") }
    #expect(error?.exitCode == 73)
  }
}
