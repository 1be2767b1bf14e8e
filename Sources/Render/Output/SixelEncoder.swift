/// Writes indexed pictures as sixel data, the pictures of DEC's terminals.
///
/// The time is proportional to the pixels whatever they show: a trajectory begins as noise, which is the
/// worst case of encoders that sort.
///
/// - Source: DEC STD 070, chapter 9; VT330/VT340 Graphics Programming, chapter 14.
public enum SixelEncoder {
  /// A picture at a place of a larger one.
  public struct Tile: Sendable, Hashable {
    /// What is drawn.
    public var image: IndexedImage
    /// The column of its left edge.
    public var x: Int
    /// The row of its top edge.
    public var y: Int
    /// The colour register of its palette's first entry.
    public var firstRegister: Int

    /// A tile from its parts.
    public init(_ image: IndexedImage, x: Int, y: Int, firstRegister: Int) {
      self.image = image
      self.x = x
      self.y = y
      self.firstRegister = firstRegister
    }
  }

  /// One picture as one sixel string, from `ESC P` to `ESC \`.
  ///
  /// Each pixel is set. Only the registers that occur are defined, all of them before the first pixel.
  public static func encode(_ image: IndexedImage, firstRegister: Int = 0) -> [UInt8] {
    composite(
      [Tile(image, x: 0, y: 0, firstRegister: firstRegister)], width: image.width,
      height: image.height)
  }

  /// Several pictures as one sixel string of `width` × `height` pixels; where no tile lies the screen
  /// shows through.
  ///
  /// Tiles must not overlap and need register ranges of their own; `assigned` hands them out.
  public static func composite(_ tiles: [Tile], width: Int, height: Int) -> [UInt8] {
    let width = max(0, width)
    let height = max(0, height)
    let registers = tiles.map { $0.firstRegister + $0.image.palette.count }.max() ?? 0
    var bytes = SixelBytes(capacity: width * height / 2 + 8192)
    bytes.put(text: "\u{1B}P0;1;0q\"1;1;\(width);\(height)")
    for tile in tiles { putPalette(of: tile, to: &bytes) }
    var band = SixelBand(width: width, registers: registers)
    for top in stride(from: 0, to: height, by: 6) {
      if top > 0 { bytes.put(text: "-") }
      for tile in tiles {
        add(tile, to: &band, top: top, bottom: min(height, top + 6), width: width)
      }
      band.write(to: &bytes)
    }
    bytes.put(text: "\u{1B}\\")
    return bytes.array
  }

  /// Tiles with the register ranges that follow one another from `firstRegister` on.
  public static func assigned(
    _ images: [(image: IndexedImage, x: Int, y: Int)], firstRegister: Int = 0
  ) -> [Tile] {
    var next = firstRegister
    return images.map { item in
      defer { next += item.image.palette.count }
      return Tile(item.image, x: item.x, y: item.y, firstRegister: next)
    }
  }

  /// Defines the colours that occur in a tile, in hundredths.
  private static func putPalette(of tile: Tile, to bytes: inout SixelBytes) {
    var isUsed = [Bool](repeating: false, count: 256)
    tile.image.indices.withUnsafeBufferPointer { indices in
      for index in indices { isUsed[Int(index)] = true }
    }
    for (index, colour) in tile.image.palette.enumerated() where index < 256 && isUsed[index] {
      let parts = [colour.red, colour.green, colour.blue].map { hundredths($0) }
      bytes.put(
        text: "#\(tile.firstRegister + index);2;\(parts[0]);\(parts[1]);\(parts[2])")
    }
  }

  private static func hundredths(_ channel: UInt8) -> Int { (Int(channel) * 100 + 127) / 255 }

  /// Adds what a tile has in the rows from `top` to `bottom`, cut to the picture.
  private static func add(
    _ tile: Tile, to band: inout SixelBand, top: Int, bottom: Int, width: Int
  ) {
    let firstRow = max(top, tile.y)
    let lastRow = min(bottom, tile.y + tile.image.height)
    let firstColumn = max(0, tile.x)
    let lastColumn = min(width, tile.x + tile.image.width)
    guard firstRow < lastRow, firstColumn < lastColumn else { return }
    let start = (firstRow - tile.y) * tile.image.width + firstColumn - tile.x
    tile.image.indices.withUnsafeBufferPointer { indices in
      guard let base = indices.baseAddress else { return }
      band.add(
        base + start, stride: tile.image.width, firstRow: firstRow - top,
        rowCount: lastRow - firstRow, columns: firstColumn..<lastColumn,
        firstRegister: tile.firstRegister)
    }
  }
}
