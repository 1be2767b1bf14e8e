import Inference
import Render

/// Pictures of an ensemble.
extension PictureMaker {
  private static let gap = RGB(24, 24, 24)
  private static let frame = RGB(255, 255, 255)

  /// The members as tiles, their merger, or how far they are apart, black where they agree.
  ///
  /// - Throws: what the quantiser throws.
  func seeds(
    _ picture: SeedsPicture, _ canvas: PictureCanvas
  ) throws(RenderError) -> IndexedImage? {
    switch picture.part {
    case .merged(let version):
      guard let merged = store.merged(picture.group, version, picture.modality) else { return nil }
      return try prediction(merged.prediction, picture.quantity, picture.colormap, canvas)
    case .uncertainty(let version):
      guard let merged = store.merged(picture.group, version, picture.modality) else { return nil }
      return DifferenceMap.indexed(
        merged.uncertainty, Tensor(zeros: merged.uncertainty.shape), region: canvas.region,
        width: canvas.width, height: canvas.height, levels: 254)
    case .members(let count, let columns, let rows, let selected):
      return try tiles(picture, count, columns, rows, selected, canvas)
    }
  }

  private func tiles(
    _ picture: SeedsPicture, _ count: Int, _ columns: Int, _ rows: Int, _ selected: Int?,
    _ canvas: PictureCanvas
  ) throws(RenderError) -> IndexedImage? {
    let (width, height) = (canvas.width, canvas.height)
    var sheet = Raster(width: width, height: height, fill: Self.gap)
    // The same room for every tile; two pixels between them.
    let (tileWidth, tileHeight) = (width / max(1, columns) - 2, height / max(1, rows) - 2)
    guard tileWidth > 0, tileHeight > 0 else { return nil }
    let tileCanvas = PictureCanvas(
      width: tileWidth, height: tileHeight, levels: min(canvas.levels, 250),
      region: canvas.region)
    for member in 0..<count {
      guard let own = store.member(picture.group, member, picture.modality) else { return nil }
      let tile = Raster(
        try prediction(own, picture.quantity, picture.colormap, tileCanvas))
      let left = member % columns * width / columns + 1
      let top = member / columns * height / rows + 1
      for row in 0..<tileHeight where top + row < height {
        for column in 0..<tileWidth where left + column < width {
          let isEdge =
            row < 2 || column < 2 || row >= tileHeight - 2 || column >= tileWidth - 2
          sheet[top + row, left + column] =
            member == selected && isEdge ? Self.frame : tile[row, column]
        }
      }
    }
    return try SixelQuantizer.quantize(sheet, colours: canvas.levels)
  }
}
