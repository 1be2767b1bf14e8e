/// The sequences that switch modes which curses knows nothing of, and those that undo everything.
enum TerminalModes {
  /// Focus reports, bracketed pastes, and buttons and motion in the SGR form unless the mouse is the
  /// terminal's own.
  static func enter(mouse: Bool) -> String {
    (mouse ? "\u{1B}[?1003h\u{1B}[?1006h" : "") + "\u{1B}[?1004h\u{1B}[?2004h"
  }
  static let leave = "\u{1B}[?1003l\u{1B}[?1006l\u{1B}[?1004l\u{1B}[?2004l"

  /// After a death: ends a picture sent in part, then leaves every mode but the screen.
  ///
  /// Does nothing to a terminal that is in order.
  static let mildRepair =
    "\u{1B}\\\u{1B}[?2026l\u{1B}[?1000l\u{1B}[?1002l\u{1B}[?1003l\u{1B}[?1006l\u{1B}[?1004l"
    + "\u{1B}[?2004l\u{1B}[0m\u{1B}[?7h\u{1B}[?1l\u{1B}>\u{1B}[?25h"

  /// The same, and back to the screen of the shell.
  static let fullRepair = mildRepair + "\u{1B}[?1049l\u{1B}[?25h"

  static let beginSynchronised = "\u{1B}[?2026h"
  static let endSynchronised = "\u{1B}[?2026l"
  static let saveCursor = "\u{1B}7"
  static let restoreCursor = "\u{1B}8"
  static let fence = "\u{1B}[5n"
  static let askCell = "\u{1B}[16t"
  static let endString = "\u{1B}\\"
}
