import Foundation
import Testing

@testable import TUI

@Suite("Preferences")
struct PreferencesTests {
  private func preferences(_ text: String, _ environment: [String: String] = [:]) -> Preferences {
    Preferences(
      file: ConfigText(path: "/home/me/config.toml", text: text), environment: environment)
  }

  @Test("A flag goes before the environment, that before the file, that before what is built in")
  func order() {
    var found = preferences(
      "theme = \"dark\"\n\nthreads = 3\nmouse = false\n", ["STEPSCOPE_THEME": "light"])
    #expect(found[.theme] == "light")
    #expect(found.origin(.theme) == .variable("STEPSCOPE_THEME"))
    #expect(found[.threads] == "3")
    #expect(found.origin(.threads) == .file(path: "/home/me/config.toml", line: 3))
    #expect(found[.mouse] == "false")
    #expect(found[.colours] == "spectral")
    #expect(found.origin(.colours) == .builtIn)
    #expect(found.problems.isEmpty)
    found.set(.theme, "contrast")
    #expect(found[.theme] == "contrast")
    #expect(found.origin(.theme) == .flag)
  }

  @Test(
    "What is wrong is left out, and said with its line and what is allowed",
    arguments: [
      ("\ntheme = \"drak\"", "line 2: theme cannot be \"drak\"; it takes terminal, dark"),
      ("mouse = \"yes\"", "line 1: mouse cannot be yes; it takes true, false, without quotes"),
      ("theme = 3", "line 1: theme cannot be 3; it takes terminal"),
      ("threads = 1000", "line 1: threads cannot be \"1000\"; it takes 0 to 256"),
      ("threads = 1.5", "line 1: threads cannot be a fraction; it takes"),
      (
        "# note\n\nthem = \"dark\"",
        "line 3: there is no preference \"them\"; did you mean theme?"
      ),
      ("qqqqqqq = 1", "line 1: there is no preference \"qqqqqqq\"; there are model, graphics"),
      ("[theme]\na = 1", "line 1: theme cannot be a table"),
      ("x.y = 1\n", "line 1: there is no preference \"x\""),
      ("theme = ", "line 1: this is not TOML"), ("mouse = true\n= 1", "line 2: this is not TOML"),
      ("theme = \"\u{1B}[2J\"", "this is not TOML"), ("theme = \"\\u001b[2J\"", "cannot be"),
    ])
  func wrong(text: String, sentence: String) throws {
    let found = preferences(text)
    #expect(found.problems.count == 1)
    let problem = try #require(found.problems.first)
    #expect(problem.contains(sentence))
    #expect(!problem.contains("\u{1B}"))
    for key in PreferenceKey.allCases where key != .mouse { #expect(found[key] == key.standard) }
  }

  @Test("A wrong variable is named, and the file's value stays")
  func wrongVariable() {
    let found = preferences("theme = \"dark\"", ["STEPSCOPE_THEME": "lihgt"])
    #expect(found[.theme] == "dark")
    #expect(
      found.problems == [
        "STEPSCOPE_THEME cannot be \"lihgt\"; it takes terminal, dark, light, contrast, deutan."
      ])
  }

  @Test("Every key's own value is one it takes, and can be written in the file")
  func standards() {
    for key in PreferenceKey.allCases {
      #expect(key.accepts(key.standard), "\(key)")
      let quoted = key.kind == .text ? "\"\(key.standard)\"" : key.standard
      let found = preferences("\(key.rawValue) = \(quoted)")
      #expect(found.problems.isEmpty, "\(key)")
      #expect(found.origin(key) == .file(path: "/home/me/config.toml", line: 1))
    }
  }

  @Test("The file lies where XDG says, and nowhere without a home")
  func place() {
    #expect(ConfigText.path(["XDG_CONFIG_HOME": "/x", "HOME": "/h"]) == "/x/stepscope/config.toml")
    #expect(ConfigText.path(["HOME": "/h"]) == "/h/.config/stepscope/config.toml")
    #expect(ConfigText.path(["XDG_CONFIG_HOME": "relative"]) == nil)
    #expect(ConfigText.path([:]) == nil)
  }
}
