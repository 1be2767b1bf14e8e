import Render

/// The themes by the names that `:theme` uses.
enum ThemeName: String, Sendable, Hashable, CaseIterable {
  /// The terminal's own sixteen colours on its own ground; on a light one the words of `light`, as most
  /// terminals' yellow, cyan and green cannot be read there.
  case terminal
  case dark
  case light
  /// As much contrast as there is, and nothing dim.
  case contrast
  /// Told apart with red-green colour blindness: blue and orange instead of green and red.
  case deutan
}

/// The colours of a theme.
struct ThemeColours: Sendable, Hashable {
  var ink = Colour.standard
  var ground = Colour.standard
  var accent = Colour.ansi(6)
  var good = Colour.ansi(2)
  var warning = Colour.ansi(3)
  var bad = Colour.ansi(1)
  var told = Colour.ansi(4)
  var held = Colour.ansi(3)
  /// Nothing is dim.
  var isStark = false

  static let terminal = ThemeColours()

  /// The colours of a name, on the terminal's own ground or their own.
  init(_ name: ThemeName, onLightGround: Bool = false) {
    switch name {
    case .terminal:
      self = onLightGround ? Self(.light) : Self()
      (ink, ground) = (.standard, .standard)
    case .dark:
      self.init(
        ink: .rgb(222, 224, 230), ground: .rgb(18, 20, 26), accent: .rgb(96, 196, 208),
        good: .rgb(124, 204, 128), warning: .rgb(232, 190, 92), bad: .rgb(244, 108, 104),
        told: .rgb(86, 150, 255), held: .rgb(242, 158, 32))
    case .light:
      self.init(
        ink: .rgb(38, 40, 48), ground: .rgb(252, 252, 250), accent: .rgb(0, 104, 124),
        good: .rgb(16, 112, 40), warning: .rgb(146, 92, 0), bad: .rgb(188, 28, 28),
        told: .rgb(28, 92, 220), held: .rgb(168, 84, 0))
    case .contrast:
      self.init(
        ink: .rgb(255, 255, 255), ground: .rgb(0, 0, 0), accent: .rgb(0, 255, 255),
        good: .rgb(0, 255, 0), warning: .rgb(255, 255, 0), bad: .rgb(255, 96, 96),
        told: .rgb(96, 168, 255), held: .rgb(255, 200, 0), isStark: true)
    case .deutan:
      self.init(
        ink: .rgb(226, 228, 232), ground: .rgb(18, 20, 26), accent: .rgb(204, 160, 220),
        good: .rgb(86, 180, 233), warning: .rgb(240, 228, 66), bad: .rgb(236, 120, 0),
        told: .rgb(86, 180, 233), held: .rgb(230, 159, 0))
    }
  }

  init(
    ink: Colour = .standard, ground: Colour = .standard, accent: Colour = .ansi(6),
    good: Colour = .ansi(2), warning: Colour = .ansi(3), bad: Colour = .ansi(1),
    told: Colour = .ansi(4), held: Colour = .ansi(3), isStark: Bool = false
  ) {
    self.ink = ink
    self.ground = ground
    self.accent = accent
    self.good = good
    self.warning = warning
    self.bad = bad
    self.told = told
    self.held = held
    self.isStark = isStark
  }
}

extension ThemeName {
  /// How plots are drawn; on the terminal's own ground as that is, light or dark.
  func plotStyle(onLightGround: Bool) -> PlotStyle {
    switch self {
    case .terminal: onLightGround ? .light : .dark
    case .dark, .deutan: .dark
    case .light: .light
    case .contrast: .contrast
    }
  }
}
