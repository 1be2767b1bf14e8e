import Inference
import Render

/// Makes the picture that an `ImageKey` names.
struct PictureMaker: Sendable {
  /// Colours a photo is quantised to at rest, and any picture while it moves.
  private enum Colours {
    static let sharp = 256
    static let coarse = 16
  }

  let store: PictureStore

  /// The picture, or nil while what it is made from is not there.
  ///
  /// - Throws: what the quantiser throws.
  func picture(_ key: ImageKey) throws(RenderError) -> IndexedImage? {
    // A moving picture is made at half the size and grown: a quarter of the work and of the bytes.
    let divisor = key.isCoarse ? 2 : 1
    let width = max(1, key.pixels.width / divisor)
    let height = max(1, key.pixels.height / divisor)
    guard var small = try content(key, width, height) else { return nil }
    if let mark = key.mark { small = Self.marked(small, mark) }
    return key.isCoarse
      ? Resize.nearest(small, width: key.pixels.width, height: key.pixels.height) : small
  }

  private func content(
    _ key: ImageKey, _ width: Int, _ height: Int
  ) throws(RenderError) -> IndexedImage? {
    let levels = key.isCoarse ? Colours.coarse : Colours.sharp
    switch key.content {
    case .input(let id):
      guard let picture = store.picture(id) else { return nil }
      return try photo(picture.raster, width, height, levels)
    case .groundTruth(let id, let quantity, let colormap):
      guard let truth = store.picture(id).flatMap({ Self.truth($0, quantity) }) else { return nil }
      return try prediction(truth, quantity, colormap, width, height, levels, scale: .minMax)
    case .step(let run, let index, let view, let modality, let quantity, let colormap):
      return try step(run, index, view, modality, quantity, colormap, width, height, levels)
    case .wipe(let a, let b, let border):
      return try wipe(a, b, border, width, height, levels)
    case .difference(let a, let b): return difference(a, b, width, height)
    case .probe(let run, let number, let quantity, let colormap):
      guard let probe = store.probe(run, number) else { return nil }
      return try prediction(probe, quantity, colormap, width, height, levels)
    case .plot(let plot, let style):
      return PlotPicture.indexed(plot, width: width, height: height, style: style)
    case .mismatch(let bars, let selected, let style):
      return MismatchPlot.indexed(
        bars, selected: selected, width: width, height: height, style: style)
    case .errorMap(let plot, let style):
      return ErrorMapPicture.indexed(plot, width: width, height: height, style: style)
    case .mapCell(let number, let quantity, let colormap):
      guard let cell = store.mapCell(number) else { return nil }
      return try prediction(cell, quantity, colormap, width, height, levels)
    case .hatch(let lines, let style):
      return HatchPicture.indexed(lines, width: width, height: height, style: style)
    case .legend(_, let colormap):
      return LegendBar.horizontal(
        Colormap.named(colormap) ?? .spectral, width: width, height: height)
    }
  }

  func step(
    _ run: RunID, _ index: Int, _ view: StepView, _ modality: Int, _ quantity: Quantity,
    _ colormap: String, _ width: Int, _ height: Int, _ levels: Int
  ) throws(RenderError) -> IndexedImage? {
    switch view {
    case .input: return nil
    case .channels:
      return store.latents(run, index, modality).map {
        LatentTiles.indexed($0, width: width, height: height)
      }
    case .difference:
      let target = DecodeTarget.predOriginal.of(modality)
      guard let now = store.prediction(run, index, target),
        let before = store.prediction(run, max(0, index - 1), target)
      else { return nil }
      return DifferenceMap.indexed(now.values, before.values, width: width, height: height)
    case .predOriginal, .latents, .modelOutput:
      let target: DecodeTarget =
        view == .latents ? .latents : view == .modelOutput ? .modelOutput : .predOriginal
      guard let prediction = store.prediction(run, index, target.of(modality)) else { return nil }
      return try self.prediction(prediction, quantity, colormap, width, height, levels)
    }
  }

  private func prediction(
    _ prediction: Prediction, _ quantity: Quantity, _ colormap: String, _ width: Int,
    _ height: Int, _ levels: Int, scale: DepthMap.Scale = .unit
  ) throws(RenderError) -> IndexedImage {
    switch prediction.quantity {
    case .image, .intrinsic:
      return try photo(Raster(unit: prediction.displayValues), width, height, levels)
    case .normals:
      return try normals(prediction.values, width, height, levels)
    case .depth, .disparity:
      guard quantity != .normals else {
        return try normals(NormalMap.fromDepth(prediction.values), width, height, levels)
      }
      return DepthMap.indexed(
        prediction, colormap: Colormap.named(colormap) ?? .spectral, scale: scale, width: width,
        height: height, levels: min(levels, 254))
    }
  }

  private func normals(
    _ normals: Tensor, _ width: Int, _ height: Int, _ levels: Int
  ) throws(RenderError) -> IndexedImage {
    try SixelQuantizer.quantize(
      NormalMap.raster(normals, width: width, height: height), colours: levels)
  }

  private func photo(
    _ raster: Raster, _ width: Int, _ height: Int, _ levels: Int
  ) throws(RenderError) -> IndexedImage {
    try SixelQuantizer.quantize(
      Resize.raster(raster, width: width, height: height), colours: levels)
  }

  private static func truth(_ picture: Picture, _ quantity: Quantity) -> Prediction? {
    switch quantity {
    case .normals: picture.groundTruthNormals.map { Prediction(quantity: .normals, values: $0) }
    default: picture.groundTruthDepth.map { Prediction(quantity: .depth, values: $0) }
    }
  }
}
