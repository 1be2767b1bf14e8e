import Render
import Testing

@testable import TUI

@Suite("Themes")
struct ThemeTests {
  private static func rgb(_ colour: Colour) -> RGB? {
    if case .rgb(let red, let green, let blue) = colour { RGB(red, green, blue) } else { nil }
  }

  /// WCAG's contrast of two colours, 1…21.
  private static func contrast(_ one: RGB, _ other: RGB) -> Double {
    func luminance(_ colour: RGB) -> Double {
      let linear = [colour.red, colour.green, colour.blue].map { channel -> Double in
        let value = Double(channel) / 255
        return value <= 0.03928 ? value / 12.92 : powered((value + 0.055) / 1.055)
      }
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
    // x^2.4 as x² · x^0.4, the latter by Newton's method on y⁵ = x².
    func powered(_ x: Double) -> Double {
      var y = 1.0
      for _ in 0..<60 { y -= (y * y * y * y * y - x * x) / (5 * y * y * y * y) }
      return x * x * y
    }
    let (light, dark) = (
      max(luminance(one), luminance(other)), min(luminance(one), luminance(other))
    )
    return (light + 0.05) / (dark + 0.05)
  }

  @Test(
    "Text of every role can be read on the theme's ground",
    arguments: [(ThemeName.dark, 4.5), (.light, 4.5), (.contrast, 7), (.deutan, 4.5)])
  func readable(name: ThemeName, least: Double) throws {
    let theme = Theme(usesColour: true, colours: ThemeColours(name))
    for role in Role.allCases where role != .toldBar && role != .heldBar {
      let style = theme.style(role)
      let ink = try #require(Self.rgb(style.foreground))
      let ground = try #require(Self.rgb(style.background))
      #expect(Self.contrast(ink, ground) >= least, "\(role)")
      if name == .contrast { #expect(!style.dim) }
    }
  }

  @Test("The terminal's own light ground keeps its ink, and coloured words can be read on it")
  func lightGround() throws {
    let theme = Theme(
      usesColour: true, colours: ThemeColours(.terminal, onLightGround: true))
    for role in Role.allCases where role != .toldBar && role != .heldBar {
      let style = theme.style(role)
      #expect(style.background == .standard)
      guard style.foreground != .standard else { continue }
      let ink = try #require(Self.rgb(style.foreground), "one that is known")
      #expect(Self.contrast(ink, RGB(255, 255, 255)) >= 4.5, "\(role)")
    }
    var state = AppState()
    state.terminal.hasLightGround = true
    let words = view(state, Size(columns: 80, rows: 24)).screen.cells.map(\.style.foreground)
    #expect(words.contains(theme.style(.key).foreground))
  }

  @Test("The terminal's theme leaves its ground alone, and no colour is no colour")
  func plain() {
    let terminal = Theme(usesColour: true)
    #expect(terminal.style(.plain) == Style())
    for name in ThemeName.allCases {
      let mono = Theme(usesColour: false, colours: ThemeColours(name))
      for role in Role.allCases {
        #expect(mono.style(role).foreground == .standard)
        #expect(mono.style(role).background == .standard)
      }
    }
  }

  @Test("Another theme fills the whole screen and draws plots in its own colours")
  func screen() {
    var state = AppState()
    state.terminal.theme = .light
    _ = update(&state, .command("theme dark"))
    let (drawn, size) = (view(state, Size(columns: 80, rows: 24)).screen, 80 * 24)
    let grounds = Set(drawn.cells.prefix(size).map(\.style.background))
    #expect(!grounds.contains(.standard))
    #expect(state.terminal.plotStyle == .dark)
    state.terminal.theme = .terminal
    state.terminal.hasLightGround = true
    #expect(state.terminal.plotStyle == .light)
  }
}
