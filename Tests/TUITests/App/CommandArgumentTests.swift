import Testing

@testable import TUI

/// Every command with missing, extra and wrong words: carried out or answered in one sentence.
@Suite struct CommandArgumentTests {
  /// Commands that take whatever stands behind them as one text.
  private static let takesText: Set<String> = [
    "open", "metrics", "model", "save", "load", "browse", "palette", "source", "verify",
  ]

  /// The sentence that a line is answered with; nil where it is a command.
  private func complaint(_ line: String) -> String? {
    do {
      _ = try CommandLine.parse(line, CommandTests.context)
      return nil
    } catch {
      return error.description
    }
  }

  private func expectSentence(_ sentence: String, _ line: String) {
    #expect(sentence.hasSuffix(".") || sentence.hasSuffix("?"), "\(line): \(sentence)")
    #expect((10...700).contains(sentence.count), "\(line): \(sentence)")
    #expect(
      sentence.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F },
      "\(line): \(sentence)")
  }

  @Test(
    "without words: a command that needs none, or a sentence",
    arguments: CommandTable.all.map(\.name))
  func missing(name: String) throws {
    let spec = try #require(CommandLine.spec(named: name))
    let sentence = complaint(name)
    if let sentence { expectSentence(sentence, name) }
    let isOptional = spec.usage.isEmpty || spec.usage.hasPrefix("[")
    #expect((sentence == nil) == isOptional, "\(spec.synopsis): \(sentence ?? "taken")")
  }

  @Test("with a word too many: a sentence", arguments: CommandTable.all)
  func extra(spec: CommandSpec) {
    guard !Self.takesText.contains(spec.name) else { return }
    for line in [spec.example + " superfluous", spec.example + " 1 2 3"] {
      guard let sentence = complaint(line) else {
        Issue.record("\(line) was taken")
        continue
      }
      expectSentence(sentence, line)
    }
  }

  @Test("with a wrong word: a sentence", arguments: CommandTable.all)
  func wrong(spec: CommandSpec) {
    guard !Self.takesText.contains(spec.name) else { return }
    let words = [
      "nonsense", "\u{1B}[31m", "\u{202E}", "-", "+", "99999999999999999999", "nan", "inf", "-1e99",
      ",", "\"", String(repeating: "a", count: 4_000), "１", "日本",
    ]
    for word in words {
      let line = spec.name + " " + word
      guard let sentence = complaint(line) else {
        Issue.record("\(line) was taken")
        continue
      }
      expectSentence(sentence, line)
    }
  }

  @Test("every setting with a wrong value: a sentence", arguments: Setting.allCases)
  func wrongValues(setting: Setting) {
    for value in ["", "nonsense", "-1", "nan", "1e99", "\u{7}", "1 2"] {
      let line = "set \(setting.rawValue) \(value)"
      guard let sentence = complaint(line) else {
        Issue.record("\(line) was taken")
        continue
      }
      expectSentence(sentence, line)
    }
  }

  @Test("carried out in any state, every example leaves one sentence or none")
  func examples() throws {
    let states = [
      Scenario.empty(), Scenario.ready(), try Scenario.finished(), try Scenario.pair(),
      Scenario.ready(Scenario.large),
    ]
    for start in states {
      for line in CommandTable.all.map(\.example) {
        var state = start
        _ = update(&state, .command(line))
        if let notice = state.notice, notice.kind == .failure { expectSentence(notice.text, line) }
      }
    }
  }
}
