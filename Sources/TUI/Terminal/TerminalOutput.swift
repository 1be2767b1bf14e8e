/// Where a painter sends what it has to show; the terminal, or a record in tests.
protocol TerminalOutput: AnyObject {
  /// Puts one cell into the next flush; `marker` cells lie under pictures and look empty.
  func put(_ cell: Screen.Cell, row: Int, column: Int)
  func putMarker(row: Int, column: Int)
  /// Where the text cursor stands, hidden without a place.
  func place(cursor: Frame.Position?)
  /// Brings the cells put since the last flush to the terminal.
  func flushCells()
  /// Makes the next flush clear the terminal and paint every cell.
  func invalidate()
  /// Sends bytes past curses; false when the terminal did not take them all.
  func write(_ bytes: [UInt8]) -> Bool
}
