/// A mouse report as terminals send it, in the SGR or the older form.
///
/// - Source: xterm's `ctlseqs`, "Mouse Tracking".
struct MouseReport {
  /// Button in the two low bits and bits 6 and 7, modifiers in bits 2…4, motion in bit 5.
  var code: Int
  /// From 0.
  var column: Int
  /// From 0.
  var row: Int
  var isRelease: Bool

  /// Nil for what no part of the program uses: sideways wheels, extra buttons, places off the screen.
  var event: MouseEvent? {
    guard column >= 0, row >= 0, (0..<128).contains(code) else { return nil }
    let isShifted = code & 4 != 0
    if code & 64 != 0 {
      guard code & 3 < 2 else { return nil }
      return MouseEvent(
        kind: code & 3 == 0 ? .wheelUp : .wheelDown, button: .none, row: row, column: column,
        shift: isShifted)
    }
    let kind: MouseEvent.Kind
    if code & 32 != 0 {
      kind = code & 3 == 3 ? .move : .drag
    } else {
      kind = isRelease ? .release : .press
    }
    return MouseEvent(kind: kind, button: button, row: row, column: column, shift: isShifted)
  }

  private var button: MouseEvent.Button {
    switch code & 3 {
    case 0: .left
    case 1: .middle
    case 2: .right
    default: .none
    }
  }
}
