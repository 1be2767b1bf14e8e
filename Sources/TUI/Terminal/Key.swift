/// A key as the terminal reported it.
enum Key: Hashable, Sendable {
  case character(Character)
  /// Ctrl with a letter, lower case.
  case control(Character)
  case enter, escape, tab, backTab, backspace, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
  case shiftLeft, shiftRight
  case function(Int)
}

/// A mouse event in cells.
struct MouseEvent: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case press, release, drag, move, wheelUp, wheelDown
  }

  enum Button: Hashable, Sendable {
    case left, middle, right, none
  }

  var kind: Kind
  var button: Button
  var row: Int
  var column: Int
  var shift = false
}
