import Foundation
import Testing

/// Commands from a file, and the log that says what became of them.
@Suite("Scripts and logs", .serialized)
struct ScriptTests {
  /// Plays a script in a terminal to its end; the lines of the log.
  private func play(_ script: String) throws -> [String] {
    let robot = try Tmux(columns: 100, rows: 30)
    let path = robot.folder.path
    try script.write(toFile: path + "/script", atomically: true, encoding: .utf8)
    try robot.command(
      "'\(Binary.path)' --script \(path)/script --log \(path)/log; echo left with $?")
    try robot.waitFor("left with 0")
    return try String(contentsOfFile: path + "/log", encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  @Test("Commands are carried out one after the other, each to its end")
  func order() throws {
    let log = try play(
      """
      # a comment, and an empty line

      set steps 1
      next spacing
      view xt
      open scene-00
      wait 0.01
      screen schedule
      """)
    let told = log.filter { $0.hasPrefix("command ") || $0.hasPrefix("done ") }
    #expect(
      told
        == [
          "set steps 1", "next spacing", "view xt", "open scene-00", "screen schedule",
        ].flatMap { ["command \($0)", "done \($0)"] })
    #expect(log.last == "exit 0")
    let ready = try #require(log.firstIndex(of: "ready"))
    let first = try #require(log.firstIndex(of: "command set steps 1"))
    let finished = try #require(log.firstIndex(of: "run 2 finished"))
    let done = try #require(log.firstIndex(of: "done set steps 1"))
    #expect(ready < first && first < finished && finished < done)
    let opened = try #require(log.firstIndex(of: "picture scene-00.png"))
    #expect(opened < (try #require(log.firstIndex(of: "done open scene-00"))))
  }

  @Test("A command that cannot be carried out is told in the log, and the script goes on")
  func mistakes() throws {
    let log = try play("set spacing trialing\nnonsense\nopen /no/such/file\nview xt\n")
    #expect(log.contains { $0.hasPrefix("failed ") && $0.contains("Did you mean trailing?") })
    #expect(log.contains { $0.hasPrefix("failed ") && $0.contains("nonsense") })
    #expect(log.contains { $0.hasPrefix("picture /no/such/file failed: ") })
    #expect(log.suffix(3).contains("done view xt"))
    #expect(log.last == "exit 0")
  }

  @Test("a script's source runs another file to its end, or up to its first mistake")
  func source() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/inner"
    try "# demo\nset steps 1\nwait 0.2\nview xt\nset spacing trialing\nview eps\n"
      .write(toFile: path, atomically: true, encoding: .utf8)
    let log = try play("source \(path)\nscreen schedule\nverify\n")
    let failed = try #require(log.firstIndex { $0.hasPrefix("failed \(path), line 5: ") })
    let loaded = try #require(log.firstIndex(of: "script \(path) loaded"))
    let next = try #require(log.firstIndex(of: "command screen schedule"))
    #expect(loaded < failed && failed < next)
    let run = try #require(log.firstIndex(of: "run 2 finished"))
    #expect(run < failed)
    #expect(log.contains { $0.hasPrefix("verified marigold-depth-tiny: sound: ") })
    #expect(log.last == "exit 0")
  }

  @Test("quit in a script leaves at once")
  func quit() throws {
    let log = try play("quit\nview xt\n")
    #expect(log.last == "exit 0")
    #expect(!log.contains("command view xt"))
  }

  @Test(
    "A script or a log that cannot be used is refused in one sentence",
    arguments: [("--script /no/such/script", 66), ("--log /no/such/folder/log", 73)])
  func missing(option: String, status: Int) throws {
    let robot = try Tmux(columns: 100, rows: 30)
    try robot.command("'\(Binary.path)' \(option); echo left with $?")
    let screen = try robot.waitFor("left with \(status)")
    #expect(screen.contains("stepscope: "))
    #expect(screen.replacingOccurrences(of: "\n", with: "").contains("/no/such/"))
    #expect(try robot.modes() == "alternate 0, mouse 0, cursor 1, keypad 0")
  }
}
