import Foundation
import Testing

/// Sessions written by the explorer and computed again without it.
@Suite("Sessions and play", .serialized)
struct PlayTests {
  /// A session that a script saved: two steps of a small run.
  private func saved(_ folder: TemporaryFolder, _ commands: String = "") throws -> String {
    let robot = try Tmux(columns: 100, rows: 30)
    let path = folder.path + "/demo.stepscope"
    let script = "set resolution 64\nset steps 2\n\(commands)\nsave \(path)\n"
    try script.write(toFile: folder.path + "/script", atomically: true, encoding: .utf8)
    try robot.command("'\(Binary.path)' --script \(folder.path)/script; echo left with $?")
    try robot.waitFor("left with 0")
    return path
  }

  @Test("A session plays again to the same bits, a branch too")
  func same() throws {
    let folder = try TemporaryFolder()
    for commands in ["", "goto 1\nset eta 0.5\nbranch"] {
      let path = try saved(folder, commands)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.hasPrefix("# stepscope session 3\n"))
      #expect(text.contains("unet/diffusion_pytorch_model.safetensors"))
      #expect(text.contains("# step 2 "))
      let result = try Shell.stepscope(["play", path, "--check"])
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      #expect(result.output.contains("Every step is the same to the bit."))
    }
  }

  @Test("An ensemble comes back as it grew, when it is looked at")
  func ensemble() throws {
    let folder = try TemporaryFolder()
    let path = try saved(folder, "seeds 2\nseeds 3 after 2")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("\nseeds 2\nseeds 3 after 2\n"), "\(text)")
    let robot = try Tmux(columns: 100, rows: 30)
    try "load \(path)\nscreen seeds\n".write(
      toFile: folder.path + "/again", atomically: true, encoding: .utf8)
    try robot.command(
      "'\(Binary.path)' --script \(folder.path)/again --log \(folder.path)/log; echo left with $?")
    try robot.waitFor("left with 0")
    let log = try String(contentsOfFile: folder.path + "/log", encoding: .utf8)
    #expect(log.contains("seeds 1 member 3\n") && log.contains("seeds 1 finished"), "\(log)")
  }

  @Test("The first step that differs is named, and what of the session is another")
  func different() throws {
    let folder = try TemporaryFolder()
    let path = try saved(folder)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let step = try #require(text.firstMatch(of: /# step 2 ([0-9a-f]{64})/))
    let tampered = text.replacingOccurrences(
      of: String(step.1), with: String(repeating: "0", count: 64))
    try tampered.write(toFile: path, atomically: true, encoding: .utf8)
    var result = try Shell.stepscope(["play", path, "--check"])
    #expect(result.status == 1, "\(result.errors)")
    #expect(result.output.contains("Step 2 of 2 is the first that differs."))
    let seed = text.replacingOccurrences(of: "set seed 2024", with: "set seed 7")
    try seed.write(toFile: path, atomically: true, encoding: .utf8)
    result = try Shell.stepscope(["play", path, "--check", "--json"])
    #expect(result.status == 1)
    #expect(result.output.contains("\"first_difference\" : 1"))
    result = try Shell.stepscope(["play", path, "--headless"])
    #expect(result.status == 0)
  }

  @Test("A format before is played, and of several runs each is compared")
  func runs() throws {
    let folder = try TemporaryFolder()
    let path = try saved(folder, "set steps 3")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("# run ") && text.contains("# step 3 "), "\(text)")
    var result = try Shell.stepscope(["play", path, "--check"])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    let step = try #require(text.firstMatch(of: /# run (\d+) step 1 ([0-9a-f]{64})/))
    try text.replacingOccurrences(of: String(step.2), with: String(repeating: "0", count: 64))
      .write(toFile: path, atomically: true, encoding: .utf8)
    result = try Shell.stepscope(["play", path, "--check"])
    #expect(result.status == 1, "\(result.errors)")
    #expect(result.output.contains("Run \(step.1) differs from step 1 of "), "\(result.output)")
    let old =
      "# stepscope session 1\nmodel marigold-depth-tiny\nopen scene-05\n"
      + "set resolution 64\nset steps 2\nrun\ngoto 1\nset eta 0.5\nbranch\n"
    try old.write(toFile: path, atomically: true, encoding: .utf8)
    result = try Shell.stepscope(["play", path, "--headless"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("step 2"))
  }

  @Test("What cannot be played is refused in one sentence")
  func refused() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/bad.stepscope"
    for (text, status, word) in [
      ("# stepscope session 4\nmodel a\n", 69, "newer one"), ("hello\n", 65, "first line"),
      ("# stepscope session 1\nquit\n", 65, "line 2"),
      ("# stepscope session 1\nmodel none\nopen scene-05\nrun\n", 66, "none is not there"),
    ] as [(String, Int32, String)] {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      let result = try Shell.stepscope(["play", path, "--check"])
      #expect(result.status == status, "\(result.errors)")
      #expect(result.errors.contains(word), "\(result.errors)")
    }
    #expect(try Shell.stepscope(["play", folder.path + "/none", "--check"]).status == 66)
  }

  @Test("A session that a kill broke off is back at the next start, and X lets it go")
  func crash() throws {
    let robot = try Tmux(columns: 100, rows: 30)
    let state = robot.folder.path + "/state"
    let start = "XDG_STATE_HOME=\(state) '\(Binary.path)'; echo left with $?"
    try robot.command(start)
    try robot.waitFor("done: 4 steps")
    try robot.type("cp")
    try robot.waitFor("DDIM trailing ×4")
    let sessions = state + "/stepscope/sessions"
    var name: String?
    for _ in 0..<400 where name == nil {
      usleep(20_000)
      name = try? FileManager.default.contentsOfDirectory(atPath: sessions).first {
        $0.hasSuffix(".stepscope")
          && (try? String(contentsOfFile: sessions + "/" + $0, encoding: .utf8))?
            .contains("set spacing trailing") == true
      }
    }
    let file = try #require(name)
    let process = try #require(file.split(separator: "-").dropFirst().first.map(String.init))
    _ = try Shell.run("kill", ["-KILL", process])
    try robot.waitFor("left with 137")
    try robot.command(start)
    try robot.waitFor("The session that broke off is back")
    try robot.waitFor("DDIM trailing ×4")
    try robot.type("X")
    try robot.waitFor("DDIM leading ×4")
    try robot.waitFor("done: 4 steps")
    try robot.type("q")
    try robot.waitFor("left with 0")
    let left = try FileManager.default.contentsOfDirectory(atPath: sessions).sorted()
    #expect(left == ["crashed.stepscope", "last.stepscope"])
  }
}
