import Inference
import Render

/// What a picture is made for: its pixels, its colours, and the part of its source that they show.
struct PictureCanvas {
  var width: Int
  var height: Int
  var levels: Int
  var region: Region
  var style = PictureStyle()
}

/// Makes the picture that an `ImageKey` names.
struct PictureMaker: Sendable {
  let store: PictureStore

  /// Makes a picture.
  ///
  /// - Parameters:
  ///   - key: what it shows and its size.
  ///   - fineness: in how many colours, and how small it is made before it is grown.
  /// - Throws: what the quantiser throws.
  /// - Returns: the picture, or nil while what it is made from is not there.
  func picture(_ key: ImageKey, _ fineness: Fineness) throws(RenderError) -> IndexedImage? {
    let canvas = PictureCanvas(
      width: max(1, key.pixels.width / fineness.divisor),
      height: max(1, key.pixels.height / fineness.divisor), levels: fineness.levels,
      region: key.region, style: key.style)
    guard var small = try content(key, canvas) else { return nil }
    if let mark = key.mark { small = Self.marked(small, mark) }
    return fineness.divisor > 1
      ? Resize.nearest(small, width: key.pixels.width, height: key.pixels.height) : small
  }

  private func content(
    _ key: ImageKey, _ canvas: PictureCanvas
  ) throws(RenderError) -> IndexedImage? {
    let (width, height) = (canvas.width, canvas.height)
    switch key.content {
    case .input(let id):
      guard let picture = store.picture(id) else { return nil }
      return try photo(picture.raster, canvas)
    case .groundTruth(let id, let quantity, let colormap):
      guard let truth = store.picture(id).flatMap({ Self.truth($0, quantity) }) else { return nil }
      return try prediction(truth, quantity, colormap, canvas, scale: .minMax)
    case .step(let picture): return try step(picture, canvas)
    case .wipe(let a, let b, let border):
      return try wipe(a, b, border, canvas)
    case .difference(let a, let b): return difference(a, b, canvas)
    case .probe(let run, let number, let quantity, let colormap, _):
      guard let probe = store.probe(run, number) else { return nil }
      return try prediction(probe, quantity, colormap, canvas)
    case .plot(let plot, let style):
      return PlotPicture.indexed(plot, width: width, height: height, style: style)
    case .mismatch(let bars, let selected, let style):
      return MismatchPlot.indexed(
        bars, selected: selected, width: width, height: height, style: style)
    case .errorMap(let plot, let style):
      return ErrorMapPicture.indexed(plot, width: width, height: height, style: style)
    case .mapCell(let number, let quantity, let colormap, _):
      guard let cell = store.mapCell(number) else { return nil }
      return try prediction(cell, quantity, colormap, canvas)
    case .seeds(let picture): return try seeds(picture, canvas)
    case .hatch(let lines, let style):
      return HatchPicture.indexed(lines, width: width, height: height, style: style)
    case .legend(_, let colormap):
      return LegendBar.horizontal(
        Colormap.named(colormap) ?? .spectral, width: width, height: height)
    case .ball(let flip, let background): return try ball(flip, background, canvas)
    }
  }

  func prediction(
    _ prediction: Prediction, _ quantity: Quantity, _ colormap: String, _ canvas: PictureCanvas,
    scale: DepthMap.Scale? = nil
  ) throws(RenderError) -> IndexedImage {
    switch prediction.quantity {
    case .image, .intrinsic:
      return try photo(Raster(unit: prediction.displayValues), canvas)
    case .normals:
      return try normals(prediction.values, canvas)
    case .depth, .disparity:
      guard quantity != .normals else {
        return try normals(
          NormalMap.fromDepth(prediction.values, quantity: prediction.quantity), canvas)
      }
      return DepthMap.indexed(
        prediction, colormap: Colormap.named(colormap) ?? .spectral,
        scale: scale ?? Self.scale(canvas.style.scale),
        region: canvas.region, width: canvas.width, height: canvas.height,
        levels: min(canvas.levels, 254))
    }
  }

  private func normals(
    _ normals: Tensor, _ canvas: PictureCanvas
  ) throws(RenderError) -> IndexedImage {
    try SixelQuantizer.quantize(
      NormalMap.raster(
        normals, flip: canvas.style.flip, region: canvas.region, width: canvas.width,
        height: canvas.height),
      colours: canvas.levels)
  }

  private func photo(
    _ raster: Raster, _ canvas: PictureCanvas
  ) throws(RenderError) -> IndexedImage {
    try SixelQuantizer.quantize(
      Resize.raster(
        raster, region: canvas.region, width: canvas.width, height: canvas.height),
      colours: canvas.levels)
  }

  private static func truth(_ picture: Picture, _ quantity: Quantity) -> Prediction? {
    switch quantity {
    case .normals: picture.groundTruthNormals.map { Prediction(quantity: .normals, values: $0) }
    default: picture.groundTruthDepth.map { Prediction(quantity: .depth, values: $0) }
    }
  }
}
