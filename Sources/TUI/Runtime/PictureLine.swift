internal import Inference
internal import Render

/// What the log says of a picture that was sent: what it shows, its pixels, and the cell of its top left.
enum PictureLine {
  /// `shown CONTENT WxH at ROW,COLUMN`, both counted from 0.
  static func text(_ shown: Composition.Shown) -> String {
    let pixels = shown.key.pixels
    return "shown \(shown.key.isCoarse ? "coarse " : "")\(content(shown.key.content)) "
      + "\(pixels.width)x\(pixels.height) at \(shown.rect.row),\(shown.rect.column)"
  }

  private static func name(_ picture: ImageKey.StepPicture) -> String {
    "run \(picture.run.number) step \(picture.index) \(picture.view.rawValue)"
      + (picture.isLatent ? " latent" : "")
  }

  private static func content(_ content: ImageKey.Content) -> String {
    switch content {
    case .input: "input"
    case .groundTruth(_, let quantity, _): "truth \(quantity)"
    case .step(let picture): "\(name(picture)) \(picture.quantity)"
    case .wipe(let a, let b, let border): "wipe \(name(a)) \(name(b)) at \(border)"
    case .difference(let a, let b): "difference \(name(a)) \(name(b))"
    case .probe(let run, let number, let quantity, _, let isPreview):
      "run \(run.number) probe \(number) \(quantity)\(isPreview ? " preview" : "")"
    case .plot(let plot, _): "plot \(plot.y.title)"
    case .mismatch: "mismatch"
    case .errorMap(let plot, _): "error map \(plot.map.count)"
    case .mapCell(let number, let quantity, _, let isPreview):
      "map cell \(number) \(quantity)\(isPreview ? " preview" : "")"
    case .seeds(let picture): picture.name
    case .hatch: "stripes"
    case .legend: "legend"
    case .ball: "ball"
    }
  }
}
