import Foundation
import TestSupport
import Testing

@testable import TUI

/// `docs/keys.md` is made from the program's own tables; `RECORD_SNAPSHOTS=1` writes it anew and fails.
@Suite("docs/keys.md")
struct KeyDocumentTests {
  @Test("says what the key map and the command table say")
  func isCurrent() throws {
    let url = URL(fileURLWithPath: Golden.root + "/docs/keys.md")
    let text = Self.document
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try Data(text.utf8).write(to: url)
      Issue.record("recorded docs/keys.md")
      return
    }
    let found = try String(contentsOf: url, encoding: .utf8)
    #expect(found == text, "docs/keys.md is stale; RECORD_SNAPSHOTS=1 writes it")
  }

  private static var document: String {
    var lines = [
      "# Keys and commands", "",
      "Every key is a command; every command can be typed after `:` or stand in a script.",
    ]
    for line in HelpPane.lines("") {
      if line.isHeading {
        lines += ["", "## " + line.key.prefix(1).uppercased() + line.key.dropFirst(), ""]
        lines += ["| key | command | what it does |", "|---|---|---|"]
      } else {
        let cells = [code(line.key), code(line.command), escaped(line.help)]
        lines.append("| " + cells.joined(separator: " | ") + " |")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func code(_ text: String) -> String {
    text.isEmpty ? "" : "`\(escaped(text))`"
  }

  /// A bar would end the cell, even inside code.
  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "|", with: "\\|")
  }
}
