import Foundation
import Inference
import TestSupport
import Testing

@testable import TUI

/// The section `keys` of the config file, and the key map that comes of it.
@Suite struct KeyChangesTests {
  private func preferences(_ text: String) -> Preferences {
    Preferences(file: ConfigText(path: "/home/me/config.toml", text: text))
  }

  private func keys(_ lines: String) throws -> Keys {
    let found = preferences("[keys]\n" + lines)
    #expect(found.problems.isEmpty, "\(found.problems)")
    return found.keys
  }

  @Test("without the section, the key map is the built-in one")
  func usual() {
    let keys = preferences("theme = \"dark\"").keys
    #expect(keys == .usual && keys.bindings == KeyMap.bindings && keys.own.isEmpty)
    for binding in KeyMap.bindings {
      for key in binding.keys { #expect(keys.binding(key, in: binding.mode) == binding) }
    }
  }

  @Test("a command has the keys that stand there, and its own no longer")
  func replaced() throws {
    let keys = try keys("\"next spacing\" = \"S cp\"\n\"step +1\" = [\"Right\", \"F2\"]\n")
    #expect(keys.command(for: .character("S"), in: .normal) == .nextValue(.spacing))
    #expect(keys.command(for: .character("p"), in: .after(.change)) == .nextValue(.spacing))
    #expect(keys.command(for: .function(2), in: .normal) == .stepBy(1))
    #expect(keys.command(for: .right, in: .normal) == .stepBy(1))
    #expect(keys.command(for: .character("l"), in: .normal) == nil)
    #expect(keys.command(for: .character("h"), in: .normal) == .stepBy(-1))
    #expect(keys.command(for: .right, in: .holding) == .turn(1), "another command's key")
  }

  @Test("a command without a key gets one, and is in the help")
  func own() throws {
    let keys = try keys("\"theme light\" = \"T\"\n\"seeds 10\" = \"cq\"\n")
    #expect(keys.command(for: .character("T"), in: .normal) == .theme(.light))
    #expect(
      keys.command(for: .character("q"), in: .after(.change)) == .seeds(.grow(10, until: nil)))
    let lines = HelpPane.lines("", keys)
    #expect(lines.contains { $0.key == "T" && $0.command == "theme light" && !$0.help.isEmpty })
    #expect(lines.contains { $0.key == "cq" && $0.command == "seeds 10" })
    #expect(HelpPane.lines("", .usual).contains { $0.key == "your own" } == false)
  }

  @Test("two commands change places")
  func swapped() throws {
    let keys = try keys("\"view next\" = \"V\"\n\"view previous\" = \"v\"\n")
    #expect(keys.command(for: .character("V"), in: .normal) == .nextView)
    #expect(keys.command(for: .character("v"), in: .normal) == .previousView)
  }

  @Test("a prefix moves with all that follows it")
  func prefix() throws {
    let keys = try keys(
      "\"next spacing\" = \"Cs\"\n\"menu change\" = \"C\"\n\"palette set scheduler\" = \"Cp\"\n")
    #expect(keys.command(for: .character("C"), in: .normal) == .menu(.change))
    #expect(keys.command(for: .character("c"), in: .normal) == nil)
    #expect(keys.command(for: .character("s"), in: .after(.change)) == .nextValue(.spacing))
    #expect(keys.key(for: "palette set steps") == "Cn")
    #expect(keys.name(of: .palette("set scheduler")) == "Cp")
    #expect(keys.hint("cn", .palette("set steps")) == "Cn")
    #expect(keys.filled("{cm|palette model} {gm|screen map} {c|menu change}") == "Cm gm C")
  }

  @Test("in lists and on screens the command's keys change too; the way out stays")
  func modes() throws {
    let keys = try keys("\"select +1\" = \"F5\"\ninspect = \"I\"\nclose = \"Q\"\n")
    for mode in [KeyMap.Mode.normal, .runs, .presets, .files] {
      #expect(keys.command(for: .function(5), in: mode) == .select(1), "\(mode)")
      #expect(keys.command(for: .character("j"), in: mode) == nil, "\(mode)")
    }
    #expect(keys.command(for: .escape, in: .inspecting) == .inspect)
    #expect(keys.command(for: .character("I"), in: .inspecting) == .inspect)
    for key in [Key.character("q"), .character("Q"), .escape] {
      #expect(keys.command(for: key, in: .runs) == .close)
    }
    #expect(keys.command(for: .character("q"), in: .normal) == .close)
  }

  @Test("a command can be left without a key; then it is named by what is typed")
  func none() throws {
    let keys = try keys("\"next noise\" = []\n")
    #expect(keys.command(for: .character("o"), in: .after(.change)) == nil)
    #expect(keys.key(for: "next noise") == nil)
    #expect(keys.name(of: .nextValue(.noise)) == ":next noise")
  }

  @Test(
    "what is wrong is said with its line, and left out",
    arguments: [
      ("\n\"nxt spacing\" = \"S\"", "line 3: There is no command \"nxt\"", "Did you mean :next?"),
      ("\"next spcing\" = \"S\"", "line 2: next cannot be \"spcing\"", "Did you mean spacing?"),
      ("run = \"Spce\"", "line 2: There is no key \"Spce\"", "did you mean Space?"),
      ("run = \"yy\"", "line 2: There is no key \"yy\"", "after c, g, e."),
      ("run = \"Ctrl-M\"", "line 2: There is no key \"Ctrl-M\"", ""),
      ("run = 3", "line 2: The keys of :run", "a text such as"),
      ("run = [1, 2]", "line 2: The keys of :run", "a list of texts"),
      ("run = \"\"", "line 2: :run has no key there", "Space"),
      ("run = \"n\"", "line 2: n is :quantity normals already", "or :run another one."),
      ("run = \"cp\"", "line 2: cp is :next spacing already", ""),
      ("run = \"c\"", "line 2: c begins the keys of :menu change", "could then not be pressed"),
      ("run = \"Esc\"", "line 2: Esc (:release) cannot be taken", "locked in"),
      ("run = \"q\"", "line 2: q (:close) cannot be taken", ""),
      ("run = \":\"", "line 2: : (:palette) cannot be taken", ""),
      ("run = \"Ctrl-C\"", "line 2: Ctrl-C (:interrupt) cannot be taken", ""),
      ("run = \"cEsc\"", "line 2: cEsc cannot be taken", ""),
      ("run = \"K\"\nredraw = \"K\"", "line 3: K is :run on line 2 already", ""),
      ("\"weights check\" = \"S\"", "line 2: S is :weights digest on screen Model already", ""),
      ("\"select +1\" = \"/\"", "line 2: / finds in the open dialogue", ""),
      ("run = \"\\u001b\"", "line 2: There is no key \"\\u{1b}\"", ""),
    ])
  func wrong(lines: String, start: String, part: String) throws {
    let found = preferences("[keys]\n" + lines)
    let problem = try #require(found.problems.first)
    #expect(found.problems.count == 1, "\(found.problems)")
    #expect(problem.hasPrefix("/home/me/config.toml, " + start), "\(problem)")
    #expect(part.isEmpty || problem.contains(part), "\(problem)")
    #expect(problem.hasSuffix(".") || problem.hasSuffix("?"), "\(problem)")
    #expect(found.keys.command(for: .character("r"), in: .normal) == .run || lines.contains("K"))
  }

  @Test("a section that is none is told of")
  func noSection() {
    #expect(preferences("keys = 3").problems.first?.contains("keys is a section") == true)
    #expect(
      preferences("[key]\nrun = \"F5\"").problems.first?.contains("did you mean keys?") == true)
  }

  @Test("also behind a dot and in one line, each command has its line")
  func lines() {
    let dotted = preferences("theme = \"dark\"\n\nkeys.run = \"F5\"\nkeys.\"view next\" = \"F6\"\n")
    #expect(dotted.keys.changes.map(\.line) == [3, 4])
    let inline = preferences("\nkeys = { run = \"F5\", redraw = \"F6\" }\n")
    #expect(inline.keys.changes.map(\.line) == [2, 2])
    #expect(inline.origin(ofKeys: .run, ["HOME": "/h"]).description.hasSuffix("line 2"))
    #expect(inline.origin(ofKeys: .undo, [:]) == .builtIn)
  }

  @Test("any keys for any command leave no key with two meanings, and the way out as it is")
  func property() {
    var random = SystemRandomNumberGenerator()
    let names = KeyName.all + "abcdefghijklmnopqrstuvwxyz0123456789+-'/.".map(String.init)
    let pairs = ["c", "g", "e"].flatMap { prefix in "abcdz".map { prefix + String($0) } }
    for _ in 0..<60 {
      let commands = KeyMap.bindings.map(\.command.text).shuffled(using: &random).prefix(12)
      let lines = Set(commands).map { command in
        let chosen = (0..<Int.random(in: 0...2, using: &random)).compactMap { _ in
          (names + pairs).randomElement(using: &random)
        }
        return "\"\(command)\" = [\(chosen.map { "\"\($0)\"" }.joined(separator: ", "))]"
      }
      let keys = preferences("[keys]\n" + lines.joined(separator: "\n")).keys
      var seen: [KeyMap.Mode: Set<Key>] = [:]
      for binding in keys.bindings {
        for key in binding.keys {
          #expect(seen[binding.mode, default: []].insert(key).inserted, "\(lines)")
        }
      }
      #expect(keys.command(for: .escape, in: .normal) == .release)
      #expect(keys.command(for: .character(":"), in: .normal) == .palette(""))
      #expect(keys.command(for: .character("q"), in: .normal) == .close)
      #expect(keys.command(for: .control("c"), in: .runs) == .interrupt)
      #expect(keys.command(for: .escape, in: .files) == .close)
    }
  }

  @Test("hints, popups, the palette and sentences name a person's keys")
  func shown() throws {
    var state = Scenario.empty()
    state.keys = try keys(
      "\"palette model\" = \"F3\"\n\"step -1\" = \"F7\"\n\"next spacing\" = \"cS\"\n")
    #expect(StatusLine.status(state, 80) == "no model; press F3 to load one")
    #expect(state.keys.hint("h/l", .stepBy(1)) == "F7/l")
    #expect(Keys.usual.hint("h/l", .stepBy(1)) == "h/l")
    let suggestion = CommandLine.suggestions("next sp", state.commandContext).first
    #expect(suggestion?.key == "cS")
    #expect(CommandLine.suggestions("\"cp\"", state.commandContext).first?.line != "next spacing")
    #expect(state.keys.filled("{cm|palette model} and {o|browse}, {no") == "F3 and o, {no")
    #expect(Keys.usual.filled("{cm|palette model}") == "cm")
    _ = update(&state, .key(.character("c")))
    _ = update(&state, .tick(1))
    _ = update(&state, .tick(2))
    let popup = FrameText.of(view(state, Size(columns: 120, rows: 40)))
    #expect(popup.contains("S  spacing"))
  }

  @Test("every built-in key that a sentence names is that of its command")
  func sentences() throws {
    let folder = Golden.root + "/Sources/TUI"
    var count = 0
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder)
    where name.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      for match in text.matches(of: #/\{([^{}| ]+)\|([a-z][^{}|]*)\}/#) {
        count += 1
        let isKnown = KeyMap.bindings.contains { binding in
          binding.command.text == match.2
            && binding.keys.contains { key in
              let single = KeyMap.Binding([key], binding.command, "", mode: binding.mode)
              return Keys.usual.label(single) == match.1
            }
        }
        #expect(isKnown, "\(name): \(match.1) is not :\(match.2)")
      }
    }
    #expect(count > 30)
  }
}
