/// One character cell that shows two pixels.
public struct BlockCell: Sendable, Hashable {
  /// The character.
  public var text: Character
  /// The colour of the upper pixel.
  public var foreground: RGB
  /// The colour of the lower pixel.
  public var background: RGB

  /// A cell from its parts.
  public init(text: Character, foreground: RGB, background: RGB) {
    self.text = text
    self.foreground = foreground
    self.background = background
  }
}

/// Pictures made of characters, for terminals that draw none.
public enum BlockArt {
  /// How many colours a terminal shows.
  public enum Colours: Sendable, Hashable {
    /// 24 bits.
    case direct
    /// The 6 × 6 × 6 cube and the grey ramp of 256-colour terminals.
    case indexed256
  }

  /// Darkest to brightest, for a dark background.
  public static let ramp = " .:-=+*#%@"

  /// Rows of upper half blocks: two pixels a cell, one above the other.
  public static func halfBlocks(
    _ raster: Raster, columns: Int, rows: Int, colours: Colours = .direct
  ) -> [[BlockCell]] {
    guard columns > 0, rows > 0 else { return [] }
    var small = Resize.raster(raster, width: columns, height: rows * 2)
    if colours == .indexed256 { small = Palette256.dithered(small) }
    return (0..<rows).map { row in
      (0..<columns).map { column in
        BlockCell(
          text: "\u{2580}", foreground: small[row * 2, column],
          background: small[row * 2 + 1, column])
      }
    }
  }

  /// Lines of characters by brightness; `onLight` turns the ramp round for a light background.
  public static func ascii(
    _ raster: Raster, columns: Int, rows: Int, onLight: Bool = false
  ) -> [String] {
    guard columns > 0, rows > 0 else { return [] }
    let small = Resize.raster(raster, width: columns, height: rows)
    let characters = onLight ? Array(ramp.reversed()) : Array(ramp)
    return (0..<rows).map { row in
      String(
        (0..<columns).map { column in
          characters[small[row, column].luma * (characters.count - 1) / 255]
        })
    }
  }
}

extension RGB {
  /// Perceived brightness, 0…255: the weights of BT.601 on the encoded values.
  public var luma: Int { (299 * Int(red) + 587 * Int(green) + 114 * Int(blue)) / 1000 }
}
