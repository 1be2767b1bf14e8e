import Testing

@testable import TUI

/// Every key is a command, and is to be found.
@Suite struct KeyMapTests {
  @Test("every key is in the help, with its command")
  func helpIsComplete() {
    let lines = HelpPane.lines("")
    for binding in KeyMap.bindings {
      #expect(
        lines.contains {
          $0.key == Keys.usual.label(binding) && $0.command == binding.command.text
        },
        "\(Keys.usual.label(binding))")
    }
    for spec in CommandTable.all {
      #expect(lines.contains { $0.command == spec.synopsis }, "\(spec.name)")
    }
  }

  @Test("no key does two things in one mode")
  func noDoubles() {
    var seen: [KeyMap.Mode: Set<Key>] = [:]
    for binding in KeyMap.bindings {
      for key in binding.keys {
        #expect(
          seen[binding.mode, default: []].insert(key).inserted, "\(Keys.usual.label(binding))")
      }
    }
  }

  @Test("every prefix key opens its menu and has keys after it", arguments: KeyMap.Prefix.allCases)
  func prefixes(prefix: KeyMap.Prefix) throws {
    let key = try #require(Keys.usual.key(of: prefix))
    #expect(Keys.usual.command(for: key, in: .normal) == .menu(prefix))
    #expect(KeyMap.bindings.contains { $0.mode == .after(prefix) })
    #expect(Keys.usual.command(for: .character("Z"), in: .after(prefix)) == nil)
  }

  @Test("a key without a meaning in its mode has its usual one")
  func fallsThrough() {
    #expect(Keys.usual.command(for: .left, in: .normal) == .stepBy(-1))
    #expect(Keys.usual.command(for: .left, in: .holding) == .turn(-1))
    #expect(Keys.usual.command(for: .left, in: .settings) == .adjust(-1))
    #expect(Keys.usual.command(for: .character("u"), in: .holding) == .undo)
    #expect(Keys.usual.command(for: .function(12), in: .normal) == nil)
  }

  @Test("help finds words, commands and keys in quotes")
  func search() {
    #expect(HelpPane.lines("spacing").contains { $0.command == "next spacing" })
    #expect(HelpPane.lines("\"cp\"").filter { !$0.isHeading }.map(\.command) == ["next spacing"])
    #expect(HelpPane.lines("no such thing at all").isEmpty)
  }
}
