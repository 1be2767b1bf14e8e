public import Inference

/// The four channels of latents as two by two tiles.
public enum LatentTiles {
  /// The largest absolute finite value, which takes the outermost colours on both sides of zero.
  public static func limit(_ latents: Tensor) -> Float {
    latents.scalars.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
  }

  /// Latents `[4, h, w]` or `[1, 4, h, w]` at a pixel size, white where they are zero.
  ///
  /// All channels share one range, so that their strengths compare; `limit` fixes it across steps.
  /// Latent cells stay square-edged. Each tile shows the region of its channel. Tiles are two pixels apart where there is room.
  public static func indexed(
    _ latents: Tensor, limit: Float? = nil, gap: RGB = RGB(24, 24, 24), region: Region = .whole,
    width: Int, height: Int
  ) -> IndexedImage {
    let shape = latents.shape.count == 4 ? Array(latents.shape.dropFirst()) : latents.shape
    precondition(
      shape.count == 3 && shape[0] == 4 && latents.count == shape.reduce(1, *),
      "latents are [4, h, w] or [1, 4, h, w]")
    let width = max(1, width)
    let height = max(1, height)
    let bound = max(limit ?? self.limit(latents), 1e-6)
    // One palette for all tiles: room for the hatch and for the gap.
    let levels = 253
    let gapIndex = UInt8(levels + 2)
    var result = IndexedImage(
      width: width, height: height, indices: Array(repeating: gapIndex, count: width * height),
      palette: Colormap.diverging.palette(levels: levels) + Colormap.hatch + [gap])
    for channel in 0..<4 {
      let area = tile(channel, width: width, height: height)
      guard !area.columns.isEmpty, !area.rows.isEmpty else { continue }
      let start = channel * shape[1] * shape[2]
      var plane = Tensor(zeros: [shape[1], shape[2]])
      plane.scalars = Array(latents.scalars[start..<(start + plane.count)])
      let image = Colormap.diverging.indexed(plane, range: -bound...bound, levels: levels)
      let tile = Resize.nearest(
        image, region: region, width: area.columns.count, height: area.rows.count)
      result.copy(tile, atColumn: area.columns.lowerBound, row: area.rows.lowerBound)
    }
    return result
  }

  private static func tile(
    _ channel: Int, width: Int, height: Int
  ) -> (columns: Range<Int>, rows: Range<Int>) {
    (span(channel % 2, of: width), span(channel / 2, of: height))
  }

  /// The first or the second half of a length, with the gap between them.
  private static func span(_ half: Int, of length: Int) -> Range<Int> {
    let gap = length >= 8 ? 2 : 0
    let first = (length - gap + 1) / 2
    return half == 0 ? 0..<first : min(length, first + gap)..<length
  }
}

extension IndexedImage {
  /// Copies the indices of a picture that shares this one's palette; what lies outside is left out.
  mutating func copy(_ image: IndexedImage, atColumn column: Int, row: Int) {
    for sourceRow in 0..<image.height where (0..<height).contains(row + sourceRow) {
      for sourceColumn in 0..<image.width where (0..<width).contains(column + sourceColumn) {
        indices[(row + sourceRow) * width + column + sourceColumn] =
          image.indices[sourceRow * image.width + sourceColumn]
      }
    }
  }
}
