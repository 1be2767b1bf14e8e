/// What a piece of text is, from which its look follows.
enum Role: Sendable, Hashable, CaseIterable {
  case plain
  /// The program's name.
  case brand
  case tab, activeTab
  case border, focusedBorder
  /// A pane's name in its border.
  case title
  /// The name beside a value.
  case label
  case value
  /// A knob the model lacks.
  case disabled
  /// A value that can be changed by its key, and the key itself.
  case key
  /// The row or word the cursor is on.
  case selected
  case good, warning, bad
  /// The noise the network is told, and the noise the latents hold.
  case told, held
  /// The same as solid bars: the ground has the colour too, for fonts without block characters.
  case toldBar, heldBar
  case status
}

/// The look of each role.
struct Theme: Sendable, Hashable {
  var usesColour: Bool
  var colours = ThemeColours.terminal

  func style(_ role: Role) -> Style {
    var style = Style()
    switch role {
    case .plain, .value, .tab: break
    case .brand, .title: style.bold = true
    case .activeTab, .selected: style.reverse = true
    case .border: style.dim = true
    case .focusedBorder: style.bold = true
    case .label, .disabled: style.dim = true
    case .key: style.bold = true
    case .good: break
    case .warning: style.bold = true
    case .bad: style.bold = true
    case .told, .toldBar, .heldBar: break
    case .held: style.bold = true
    case .status: style.reverse = true
    }
    if usesColour { colour(&style, role) }
    return style
  }

  private func colour(_ style: inout Style, _ role: Role) {
    style.foreground = colours.ink
    style.background = colours.ground
    if colours.isStark { style.dim = false }
    switch role {
    case .brand, .focusedBorder, .key: style.foreground = colours.accent
    case .good: style.foreground = colours.good
    case .warning: style.foreground = colours.warning
    case .bad: style.foreground = colours.bad
    case .told: style.foreground = colours.told
    case .held:
      style.foreground = colours.held
      style.bold = false
    case .toldBar:
      style.foreground = colours.told
      style.background = colours.told
    case .heldBar:
      style.foreground = colours.held
      style.background = colours.held
    default: break
    }
  }
}
