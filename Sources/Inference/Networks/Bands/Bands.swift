/// How a map's rows are divided where only some of them are computed at a time.
struct Bands: Sendable {
  /// What a band of the widest map takes: work for many threads, and little beside any map that repays bands.
  private static let bytes = 16 << 20

  /// Rows of the map.
  let height: Int
  /// Rows of a band; the last one may have fewer.
  let rows: Int

  /// The division of a map of `height` rows; with `rows` a band, rounded up, instead of what fits into memory.
  init(height: Int, width: Int, channels: Int, rows: Int? = nil) {
    self.height = height
    let wanted = rows ?? Self.bytes / max(1, MemoryLayout<Float>.size * width * channels)
    let step = PreparedConvolution.step
    self.rows = Self.tiled(max(step, rows == nil ? wanted / step * step : wanted))
  }

  /// Rows filled up to whole tiles.
  static func tiled(_ rows: Int) -> Int {
    let step = PreparedConvolution.step
    return (rows + step - 1) / step * step
  }

  /// The bands from the first to the last.
  var ranges: [Range<Int>] {
    stride(from: 0, to: height, by: rows).map { $0..<min(height, $0 + rows) }
  }

  /// The most rows under those of a band of a 3×3 convolution.
  var under: Int { rows + 2 }
}
