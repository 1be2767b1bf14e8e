/// The values of `--graphics` and `--cell`.
enum GraphicsOptions {
  /// Reads both; `auto` and absence leave the choice to the terminal's answers.
  static func overrides(
    graphics: String?, cell: String?
  ) throws(TerminalError) -> Capabilities.Overrides {
    var overrides = Capabilities.Overrides()
    if let graphics, graphics != "auto" {
      guard let mode = GraphicsMode(rawValue: graphics) else {
        throw .badOption(
          "--graphics", value: graphics, expected: "sixel, blocks, ascii, none or auto")
      }
      overrides.graphics = mode
    }
    if let cell, cell != "auto" {
      guard let size = size(cell) else {
        throw .badOption(
          "--cell", value: cell,
          expected: "the width and height of a cell in pixels, such as 8x16, or auto")
      }
      overrides.cell = size
    }
    return overrides
  }

  /// A size such as `8x16`.
  static func size(_ text: String) -> PixelSize? {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]),
      (2...200).contains(width), (4...400).contains(height)
    else { return nil }
    return PixelSize(width: width, height: height)
  }
}
