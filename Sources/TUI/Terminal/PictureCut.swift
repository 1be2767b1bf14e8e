internal import Render

/// Cuts pictures that are larger than the terminal takes.
///
/// xterm, unless told otherwise, silently drops sixel pictures of more than 1000 pixels a side.
enum PictureCut {
  struct Piece: Hashable {
    /// Cells from the picture's top left.
    var row: Int
    var column: Int
    var image: IndexedImage
  }

  /// Pieces of whole cells, each within the limit; the picture alone if it is.
  static func pieces(of image: IndexedImage, limit: PixelSize, cell: PixelSize) -> [Piece] {
    let columns = max(1, limit.width / cell.width)
    let rows = max(1, limit.height / cell.height)
    let width = columns * cell.width
    let height = rows * cell.height
    var pieces: [Piece] = []
    for (down, top) in stride(from: 0, to: image.height, by: height).enumerated() {
      for (across, left) in stride(from: 0, to: image.width, by: width).enumerated() {
        let part = crop(
          image, left: left, top: top, width: min(width, image.width - left),
          height: min(height, image.height - top))
        pieces.append(Piece(row: down * rows, column: across * columns, image: part))
      }
    }
    return pieces
  }

  private static func crop(
    _ image: IndexedImage, left: Int, top: Int, width: Int, height: Int
  ) -> IndexedImage {
    var indices: [UInt8] = []
    indices.reserveCapacity(width * height)
    for row in top..<(top + height) {
      let start = row * image.width + left
      indices += image.indices[start..<(start + width)]
    }
    return IndexedImage(width: width, height: height, indices: indices, palette: image.palette)
  }
}
