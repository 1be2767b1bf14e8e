import Testing

@testable import TUI

/// Which of several names typed letters mean.
@Suite struct FuzzyTests {
  @Test(
    "the better fit costs less",
    arguments: [
      ("preset", "preset", "presets"), ("pre", "preset", "expresso"),
      ("snr", "zero-snr", "session recent"), ("zs", "zero-snr", "size"),
      ("sp", "set spacing", "steps"), ("scene", "scene-05", "obscene"),
    ])
  func order(typed: String, better: String, worse: String) {
    let first = Fuzzy.cost(better, typed)
    let second = Fuzzy.cost(worse, typed) ?? .max
    #expect(first != nil && first ?? .max < second)
  }

  @Test("letters out of order do not fit, and nothing typed fits all")
  func nothing() {
    #expect(Fuzzy.cost("preset", "terp") == nil)
    #expect(Fuzzy.cost("preset", "presets") == nil)
    #expect(Fuzzy.cost("preset", "") == 0)
    #expect(Fuzzy.costInText("known bugs by name", "bugs b") != nil)
    #expect(Fuzzy.costInText("known bugs", "kb") == nil)
  }

  @Test("the palette finds commands by letters, by words of their help, and keys by their name")
  func palette() {
    func first(_ line: String) -> String? {
      CommandLine.suggestions(line, CommandTests.context).first?.line
    }
    #expect(first("prst") == "preset ")
    #expect(first("qt") == "quit")
    #expect(first("take back") == "undo")
    #expect(first("\"cp\"") == "next spacing")
    #expect(first("\"c\"") == "menu change")
    #expect(first("\"Ctrl-R\"") == "redo")
    #expect(first("preset sch") == "preset scheduler-switch-changes-spacing")
  }
}
