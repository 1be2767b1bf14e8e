import Inference
import Render

/// Pictures made of two steps.
extension PictureMaker {
  private static let border = RGB(255, 255, 255)
  /// What lies beside the border, so that it shows on bright pictures too.
  private static let edge = RGB(0, 0, 0)

  /// A left of the border, B right of it.
  ///
  /// - Throws: what the quantiser throws.
  func wipe(
    _ a: ImageKey.StepPicture, _ b: ImageKey.StepPicture, _ border: Int,
    _ canvas: PictureCanvas
  ) throws(RenderError) -> IndexedImage? {
    // The rest of the palette is for the border and for values that are not finite.
    var canvas = canvas
    canvas.levels = min(canvas.levels, 250)
    let (width, height) = (canvas.width, canvas.height)
    guard let left = try step(a, canvas), let right = try step(b, canvas) else { return nil }
    var raster = Raster(left)
    let rightRaster = Raster(right)
    let place = min(max(0, border), 100) * width / 100
    for row in 0..<height {
      for column in place..<max(place, width) { raster[row, column] = rightRaster[row, column] }
      for column in (place - 2)...(place + 1) where (0..<width).contains(column) {
        let isMiddle = column == place - 1 || column == place
        raster[row, column] = isMiddle ? Self.border : Self.edge
      }
    }
    return try SixelQuantizer.quantize(raster, colours: canvas.levels + 6)
  }

  /// What two predictions differ by, black where they agree.
  func difference(
    _ a: ImageKey.StepPicture, _ b: ImageKey.StepPicture, _ canvas: PictureCanvas
  ) -> IndexedImage? {
    guard let left = store.prediction(a.run, a.index, .predOriginal.of(a.modality)),
      let right = store.prediction(b.run, b.index, .predOriginal.of(b.modality)),
      let plane = PairPlane.difference(left, right)
    else { return nil }
    let top = DepthMap.finiteRange(plane)?.upperBound ?? 0
    return Colormap.inferno.indexed(
      Resize.plane(
        plane, region: canvas.region, width: canvas.width, height: canvas.height),
      range: 0...max(top, 1e-6), levels: min(canvas.levels, 254))
  }
}
