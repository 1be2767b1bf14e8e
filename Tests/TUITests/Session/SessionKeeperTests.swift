import Foundation
import Inference
import Testing

@testable import TUI

/// Autosaves on the disk: in time, one a process, and found again after a crash.
@Suite struct SessionKeeperTests {
  private func session(_ steps: Int = 4) throws -> Session {
    var state = try Scenario.finished()
    _ = update(&state, .command("set steps \(steps)"))
    return try #require(state.session)
  }

  private func steps(_ path: String) throws -> String? {
    try SessionFile(path: path).lines.map(\.text).last { $0.hasPrefix("set steps") }
  }

  @Test("a command is kept at once, and an orderly end makes it the last session")
  func keepsAtOnce() throws {
    let fixture = try StateFixture()
    let keeper = fixture.keeper(interval: 3_600)
    keeper.keep(try session(7), urgent: true)
    #expect(fixture.wait { fixture.autosaves.count == 1 })
    #expect(fixture.folder.takeCrashed() == nil, "whose process is alive is not taken")
    keeper.endWell()
    keeper.close()
    #expect(fixture.autosaves.isEmpty)
    #expect(try steps(fixture.folder.last) == "set steps 7")
  }

  @Test("what is not urgent waits for the interval, but no longer")
  func waits() throws {
    let fixture = try StateFixture()
    let keeper = fixture.keeper(interval: 0.3)
    keeper.keep(try session(2), urgent: true)
    #expect(fixture.wait { fixture.autosaves.count == 1 })
    keeper.keep(try session(3), urgent: false)
    let name = try #require(fixture.autosaves.first)
    let path = fixture.folder.sessions + "/" + name
    #expect(fixture.wait { (try? steps(path)) == "set steps 3" })
    keeper.close()
    #expect(try steps(path) == "set steps 3", "without an orderly end it stays")
  }

  @Test("an end that is none leaves the session to the next start, once")
  func crash() throws {
    let fixture = try StateFixture()
    do {
      let keeper = fixture.keeper()
      keeper.keep(try session(9), urgent: false)
      keeper.close()
    }
    #expect(fixture.wait { fixture.folder.takeCrashed() == fixture.folder.crashed })
    #expect(try steps(fixture.folder.crashed) == "set steps 9")
    #expect(fixture.folder.takeCrashed() == nil)
    let left = try FileManager.default.contentsOfDirectory(atPath: fixture.folder.sessions)
    #expect(left == ["crashed.stepscope"], "\(left)")
  }

  @Test("eight at once keep eight sessions, and each that died is taken once")
  func many() throws {
    let fixture = try StateFixture()
    do {
      let keepers = (0..<8).map { _ in fixture.keeper() }
      for (index, keeper) in keepers.enumerated() {
        keeper.keep(try session(index + 1), urgent: true)
      }
      #expect(fixture.wait { fixture.autosaves.count == 8 })
      for keeper in keepers { keeper.close() }
    }
    var found: Set<String> = []
    #expect(
      fixture.wait {
        guard fixture.folder.takeCrashed() != nil else { return found.count == 8 }
        if let line = try? steps(fixture.folder.crashed) { found.insert(line) }
        return found.count == 8
      })
    #expect(found.count == 8)
  }

  @Test("a home that cannot be written is told once, and harms nothing")
  func unwritable() throws {
    let fixture = try StateFixture()
    try Data("a file, no folder".utf8).write(
      to: URL(fileURLWithPath: fixture.folder.path))
    let keeper = fixture.keeper()
    for steps in 1...3 {
      keeper.keep(try session(steps), urgent: true)
      keeper.remember("set steps \(steps)")
    }
    #expect(fixture.wait { fixture.complaints.count == 1 && keeper.isIdle })
    keeper.endWell()
    keeper.close()
    #expect(fixture.complaints.count == 1)
    #expect(fixture.complaints.first?.hasPrefix("Sessions and history are not kept: ") == true)
  }

  @Test("typed lines come back, each once, newest last, and from two programs")
  func history() throws {
    let fixture = try StateFixture()
    let keepers = [fixture.keeper(), fixture.keeper()]
    for (index, keeper) in keepers.enumerated() {
      keeper.remember("set steps 1")
      keeper.remember("goto \(index + 1)")
      #expect(fixture.wait { keeper.isIdle })
      keeper.close()
    }
    let history = TypedHistory(path: fixture.folder.history)
    #expect(history.lines() == ["goto 1", "set steps 1", "goto 2"])
    try history.append((0..<300).map { "goto \($0)" })
    #expect(history.lines().count == TypedHistory.limit)
    #expect(history.lines().last == "goto 299")
    #expect(TypedHistory(path: fixture.path + "/none").lines().isEmpty)
    try Data([0x1B, 0x5B, 0x41, 0x0A]).write(to: URL(fileURLWithPath: fixture.path + "/odd"))
    #expect(TypedHistory(path: fixture.path + "/odd").lines() == ["\\u{1b}[A"])
  }

  @Test("the state folder follows XDG_STATE_HOME, then the home, else there is none")
  func places() {
    #expect(StateFolder(["XDG_STATE_HOME": "/s", "HOME": "/h"])?.path == "/s/stepscope")
    #expect(
      StateFolder(["XDG_STATE_HOME": "s", "HOME": "/h"])?.path == "/h/.local/state/stepscope")
    #expect(StateFolder([:]) == nil)
    #expect(StateFolder(path: "/s").file("last") == "/s/sessions/last.stepscope")
    #expect(StateFolder(path: "/s").file("crashed") == "/s/sessions/crashed.stepscope")
    #expect(StateFolder(path: "/s").file("a b.stepscope") == "a b.stepscope")
  }
}
