import Inference
import Render

/// Views of steps, coloured.
extension PictureMaker {
  /// The view of a step, or nil while it is not there.
  ///
  /// - Throws: what the quantiser throws.
  func step(
    _ picture: ImageKey.StepPicture, _ canvas: PictureCanvas
  ) throws(RenderError) -> IndexedImage? {
    switch store.content(picture) {
    case nil: return nil
    case .latents(let latents):
      return LatentTiles.indexed(
        latents, limit: Self.limit(canvas.style.scale), region: canvas.region,
        width: canvas.width, height: canvas.height)
    case .plane(let plane):
      return Colormap.inferno.indexed(
        Resize.plane(
          plane, region: canvas.region, width: canvas.width, height: canvas.height),
        range: 0...max(Self.limit(canvas.style.scale) ?? Self.top(plane), 1e-6),
        levels: min(canvas.levels, 254))
    case .prediction(let prediction):
      return try self.prediction(prediction, picture.quantity, picture.colormap, canvas)
    }
  }

  private static func top(_ plane: Tensor) -> Float {
    DepthMap.finiteRange(plane)?.upperBound ?? 0
  }

  /// The largest amount that colours tell apart, where it is given.
  private static func limit(_ scale: PictureStyle.Scale) -> Float? {
    switch scale {
    case .usual, .image: nil
    case .fixed(let range): max(abs(range.lowerBound), abs(range.upperBound))
    }
  }

  /// The ends of a depth map's colours.
  static func scale(_ scale: PictureStyle.Scale) -> DepthMap.Scale {
    switch scale {
    case .usual: .unit
    case .image: .minMax
    case .fixed(let range): .fixed(range)
    }
  }

  /// The ball that explains the colours of normals.
  ///
  /// - Throws: what the quantiser throws.
  func ball(
    _ flip: NormalMap.Flip, _ background: RGB, _ canvas: PictureCanvas
  ) throws(RenderError) -> IndexedImage {
    try SixelQuantizer.quantize(
      NormalBall.raster(
        flip: flip, width: canvas.width, height: canvas.height, background: background),
      colours: canvas.levels)
  }
}
