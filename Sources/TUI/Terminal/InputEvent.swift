/// What came from the terminal.
enum InputEvent: Hashable, Sendable {
  case key(Key)
  case mouse(MouseEvent)
  case paste(String)
  case focus(Bool)
  /// The answer to `CSI 5 n`: everything written before it is on the screen.
  case fence
  /// The answer to `CSI 16 t`.
  case cell(PixelSize)
}
