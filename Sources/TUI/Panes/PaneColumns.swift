/// The two panes of a screen beside each other, with the settings where there is room for them; where
/// there is not, they take the place of the lesser pane while they are changed.
struct PaneColumns {
  typealias Pane = (Rect, inout Drawing) -> Void

  /// What a screen is about; it is drawn first, because xterm keeps the pictures that came last of those
  /// that change.
  var main: Pane
  var other: Pane
  var isMainLeft: Bool
  /// The widths of two panes, of three with the settings, and of three on a wide screen; 0 shares what
  /// is left.
  var two: [Int]
  var three: [Int]
  var wide: [Int]

  func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let showsSettings = state.focus == .settings
    switch rect.columns {
    case ..<Self.leastForTwo:
      if showsSettings {
        SettingsPane.draw(state, rect, into: &drawing)
      } else {
        main(rect, &drawing)
      }
    case _ where !hasRoomForThree(rect.columns):
      let (cells, divider) = state.divided(Layout.columns(rect, two))
      main(cells[isMainLeft ? 0 : 1], &drawing)
      let rest = cells[isMainLeft ? 1 : 0]
      if showsSettings {
        SettingsPane.draw(state, rest, into: &drawing)
      } else {
        other(rest, &drawing)
      }
      drawing.hit(divider)
    default:
      let (cells, divider) = state.divided(
        Layout.columns(rect, rect.columns < 160 ? three : wide))
      main(cells[isMainLeft ? 0 : 1], &drawing)
      other(cells[isMainLeft ? 1 : 0], &drawing)
      SettingsPane.draw(state, cells[2], into: &drawing)
      drawing.hit(divider)
    }
  }
  private static let leastForTwo = 64
  private static let leastForThree = 100
  /// Narrower, a pane that takes what is left shows nothing of use.
  private static let leastShare = 24

  private func hasRoomForThree(_ columns: Int) -> Bool {
    let left = columns - three.reduce(0, +)
    let sharing = max(1, three.count { $0 == 0 })
    return columns >= Self.leastForThree && left / sharing >= Self.leastShare
  }
}
