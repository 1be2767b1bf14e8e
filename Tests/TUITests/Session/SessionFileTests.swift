import Foundation
import Inference
import TestSupport
import Testing

@testable import TUI

/// Sessions as text: written, read back, and refused in one sentence.
@Suite struct SessionFileTests {
  private let start = "# stepscope session 1\n# program \(Version.current)\n"

  private func session() throws -> Session {
    var state = try Scenario.finished()
    _ = update(&state, .command("set spacing leading"))
    try Scenario.compute(&state)
    _ = update(&state, .command("view latents"))
    _ = update(&state, .command("goto 2"))
    return try #require(state.session)
  }

  @Test("what is written is read back, line by line, and every line is a command")
  func roundTrip() throws {
    let session = try session()
    var header = SessionHeader()
    header.files = ["unet/a b.safetensors": String(repeating: "0a", count: 32)]
    header.picture = String(repeating: "1", count: 64)
    header.steps = [String(repeating: "2", count: 64), String(repeating: "3", count: 64)]
    header.runs = [2: [String(repeating: "4", count: 64)]]
    header.noise = "gaussian seed 2024, " + SessionHeader.generator
    header.numerics = "float32, OpenBLAS Zen"
    let text = (header.lines + session.lines).joined(separator: "\n")
    let file = try SessionFile(path: "x.stepscope", text: text)
    #expect(file.header == header)
    #expect(file.lines.map(\.text) == session.lines)
    for line in file.lines {
      #expect(throws: Never.self) {
        try CommandLine.parse(line.text, CommandContext(colours: Palettes.names))
      }
    }
    #expect(session.lines.contains("set spacing leading") && session.lines.contains("run"))
    #expect(session.lines.suffix(2) == ["colours spectral", "goto 2"])
  }

  @Test("knobs that the model lacks are not written")
  func missingKnobs() throws {
    let lines = try session().lines
    #expect(!lines.contains { $0.hasPrefix("set task") })
    #expect(lines.contains("set eta 0"))
  }

  @Test(
    "what is no session is refused with the line",
    arguments: [
      ("", "first line"), ("model x\n", "first line"), ("# stepscope session\n", "first line"),
      ("# stepscope session 0\n", "first line"), ("# stepscope session 4\n", "is 4"),
      ("# stepscope session 99999999999999999999\n", "first line"),
      ("# stepscope session 1\nquit\n", "line 2"),
      ("# stepscope session 1\n\nsave /etc/passwd\n", "line 3"),
      ("# stepscope session 1\nload x\n", "\"load\""),
      ("# stepscope session 1\n# step 2 \(String(repeating: "0", count: 64))\n", "step 1"),
      ("# stepscope session 1\n# step 1 abc\n", "64 hexadecimal"),
      ("# stepscope session 2\n# run 2 step 2 \(String(repeating: "0", count: 64))\n", "step 1"),
      ("# stepscope session 2\n# run 0 step 1 \(String(repeating: "0", count: 64))\n", "a run"),
      ("# stepscope session 2\n# run 2 abc\n", "a run needs"),
      ("# stepscope session 1\n# picture \(String(repeating: "G", count: 64))\n", "64 hexa"),
      ("# stepscope session 1\n# file abc\n", "a file needs"),
      ("# stepscope session 1\nmodel a\u{1B}[31m\n", "control character"),
    ])
  func refused(text: String, reason: String) {
    let error = #expect(throws: InferenceError.self) {
      try SessionFile(path: "x.stepscope", text: text)
    }
    let sentence = error?.description ?? ""
    #expect(sentence.contains(reason), "\(sentence)")
    #expect(sentence.hasSuffix(".") && !sentence.contains("\u{1B}"), "\(sentence)")
  }

  @Test("another program's session of the same format is read, with a remark")
  func otherVersion() throws {
    let text = "# stepscope session 1\n# program 7.1\nmodel a\n"
    let file = try SessionFile(path: "x.stepscope", text: text)
    #expect(file.versionRemark?.contains("stepscope 7.1") == true)
    #expect(try SessionFile(path: "x", text: start + "model a\n").versionRemark == nil)
  }

  @Test("files that cannot be read are refused in one sentence")
  func unreadable() throws {
    let folder = try StateFixture()
    for (name, bytes) in [
      ("none", nil), ("binary", Data([0xFF, 0xFE, 0x00])),
      ("large", Data(repeating: 0x20, count: SessionFile.limit + 1)),
      ("lines", Data((start + String(repeating: "\n", count: SessionFile.mostLines)).utf8)),
    ] as [(String, Data?)] {
      let path = folder.path + "/" + name
      if let bytes { try bytes.write(to: URL(fileURLWithPath: path)) }
      #expect(throws: InferenceError.self, "\(name)") { try SessionFile(path: path) }
    }
    #expect(throws: InferenceError.self, "a folder") { try SessionFile(path: folder.path) }
  }

  @Test("saving goes over sessions, and over nothing else")
  func place() throws {
    let folder = try StateFixture()
    let path = folder.path + "/demo"
    #expect(try SessionFile.place(for: path) == path + ".stepscope")
    try Data((start + "model a\n").utf8).write(to: URL(fileURLWithPath: path + ".stepscope"))
    #expect(try SessionFile.place(for: path) == path + ".stepscope")
    try Data("photo".utf8).write(to: URL(fileURLWithPath: path + ".png"))
    #expect(throws: InferenceError.self) { try SessionFile.place(for: path + ".png") }
    var bad = try session()
    bad.picture = "/tmp/a\nquit.png"
    #expect(throws: InferenceError.self) {
      try SessionFile.write(SessionHeader(), bad, to: path + ".stepscope")
    }
  }

  @Test("two thousand damaged copies are read or refused, and what is read is safe to play")
  func mutations() throws {
    var random = SplitMix(state: 7)
    var header = SessionHeader()
    header.steps = [String(repeating: "a", count: 64)]
    let whole = Array((header.lines + (try session().lines)).joined(separator: "\n").utf8)
    for _ in 0..<2_000 {
      var bytes = whole
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 9))
        default: bytes.insert(contentsOf: bytes.prefix(place).suffix(20), at: place)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      guard let file = try? SessionFile(path: "x", text: text) else { continue }
      for line in file.lines {
        #expect(SessionFile.allowed.contains { line.text == $0 || line.text.hasPrefix($0 + " ") })
      }
      _ = try? SessionScript(file)
    }
  }

  @Test("headless, the stages are those of the commands")
  func script() throws {
    let text =
      start + """
        model lotus
        open scene-05
        set steps 4
        run
        goto 2
        set eta 0.5
        branch
        goto 3
        branch eta 0
        view xt
        """
    let script = try SessionScript(try SessionFile(path: "x", text: text))
    #expect(script.runs.count == 1)
    #expect(script.model == "lotus" && script.picture == "scene-05")
    #expect(script.stages.map(\.after) == [nil, 2, 3])
    #expect(script.stages.map(\.changes.count) == [1, 2, 3])
    #expect(throws: InferenceError.self) {
      try SessionScript(try SessionFile(path: "x", text: start + "model a\nset steps 0\n"))
    }
    #expect(throws: InferenceError.self) {
      try SessionScript(try SessionFile(path: "x", text: start + "model a\n"))
    }
  }

  @Test("headless, several runs are told apart, and the one in use is the current one")
  func severalRuns() throws {
    let runs = "model a\nopen b\nset steps 4\nrun\ngoto 2\nset eta 1\nbranch\nset steps 2\nrun\n"
    func script(_ end: String) throws -> SessionScript {
      try SessionScript(try SessionFile(path: "x", text: start + runs + end))
    }
    #expect(try script("").runs.map { $0.map(\.after) } == [[nil, 2], [nil]])
    #expect(try script("").current == 1)
    #expect(try script("use 1\npin 2\nside b 2\n").current == 0)
    #expect(try script("set steps 7\n").stages.map(\.changes.count) == [4], "not run: run at last")
    for end in ["use 3\n", "use 0\n", "use selected\n"] {
      #expect(throws: InferenceError.self, "\(end)") { try script(end) }
    }
    #expect(throws: InferenceError.self) {
      try SessionScript(try SessionFile(path: "x", text: start + "model a\nopen b\nbranch eta 1"))
    }
  }
}
