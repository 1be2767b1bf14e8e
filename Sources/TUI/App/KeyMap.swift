/// Which key does what, as it is built in; every key is a command.
///
/// `Keys` is what a person makes of it.
enum KeyMap {
  /// A key that waits for a second one.
  enum Prefix: String, Sendable, Hashable, CaseIterable {
    case change
    case go
    case export
  }

  /// When a key has its meaning; a meaning of the mode goes before that of `normal`.
  enum Mode: Sendable, Hashable {
    case normal
    case after(Prefix)
    /// While the told timestep or the noise level is being turned.
    case holding
    /// While the settings panel has the focus.
    case settings
    /// On one screen.
    case on(ScreenID)
    /// While the border of a wiped picture is moved.
    case wiping
    /// While a pixel is inspected.
    case inspecting
    /// While a pixel is inspected where pixels are large.
    case inspectingClosely
    /// While a part of the picture is shown.
    case zoomed
    /// While the run list is open.
    case runs
    /// While the list of presets is open.
    case presets
    /// While a card of the tour is there.
    case touring
    /// While the open dialogue is there; `/` then types a filter.
    case files
  }

  /// One line of the help.
  struct Binding: Sendable, Hashable {
    var keys: [Key]
    var command: Command
    var help: String
    var mode = Mode.normal

    init(
      _ keys: [Key], _ command: Command, _ help: String, mode: Mode = .normal
    ) {
      self.keys = keys
      self.command = command
      self.help = help
      self.mode = mode
    }
  }

  static let bindings: [Binding] =
    moving + showing + looking + viewing + changing + program + holding + settings + map + comparing
    + wiping + measuring + browsing + zoomed + inspecting + inspectingClosely + seeding + scheduling
    + exporting + runs
    + presets + files + habits + touring

  /// A key's name.
  static func name(_ key: Key) -> String {
    switch key {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "Ctrl-" + character.uppercased()
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .backspace: "Backspace"
    case .delete: "Del"
    case .insert: "Ins"
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .shiftLeft: "Shift-←"
    case .shiftRight: "Shift-→"
    case .function(let number): "F\(number)"
    }
  }
}
