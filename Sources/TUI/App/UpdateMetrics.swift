import Inference
import Render

extension AppState {
  /// How many runs are drawn at once.
  static let mostMeasured = 6

  /// The runs that screen Metrics shows, oldest first: those compared, those kept, and the newest.
  var measuredRuns: [Run] {
    let own = runs.newestFirst.filter { $0.picture == picture?.id && $0.stepCount > 0 }
    let first = own.filter { $0.id == runs.current || $0.id == comparison.other }
    let kept = own.filter { run in run.isKept && !first.contains { $0.id == run.id } }
    let rest = own.filter { run in !run.isKept && !first.contains { $0.id == run.id } }
    return (first + kept + rest).prefix(Self.mostMeasured).sorted { $0.id < $1.id }
  }

  /// Screen Metrics: what is drawn, after which fit, and which pixel is inspected.
  mutating func measure(_ command: Command) -> [Effect] {
    switch command {
    case .metric(let metric):
      measures.metric = metric
      say("\(metric.title): \(metric.help).")
    case .nextMetric: return measure(.metric(measures.metric.neighbour(1)))
    case .previousMetric: return measure(.metric(measures.metric.neighbour(-1)))
    case .fit(let fit):
      measures.fit = fit
      say(
        fit == .depth
          ? "Depth is fitted by scale and shift before it is compared."
          : "Depth is compared as the model gives it, without a fit.")
    case .nextFit: return measure(.fit(measures.fit.opposite))
    case .inspect:
      measures.pixel =
        measures.pixel == nil ? picture.map(viewport.middle) : nil
      if picture == nil { fail(keys.filled("No picture is open; {o|browse} opens one.")) }
      viewMotion.moved()
    case .inspectAt(let x, let y): return inspect(x, y)
    case .inspectBy(let x, let y):
      guard let pixel = measures.pixel ?? picture.map(viewport.middle) else {
        fail(keys.filled("No picture is open; {o|browse} opens one."))
        return []
      }
      return inspect(pixel.x + x, pixel.y + y)
    default: return []
    }
    return []
  }

  /// Opens the picture anew with ground truth from a file; runs measured against another stay with the picture before.
  mutating func measure(against path: String) -> [Effect] {
    guard let picture else {
      fail(keys.filled("No picture is open; {o|browse} opens one."))
      return []
    }
    isOpening = true
    return [.openPicture(path: picture.path, truth: path)]
  }

  /// Inspects a pixel of the input picture, or the nearest there is.
  mutating func inspect(_ x: Int, _ y: Int) -> [Effect] {
    guard let picture else {
      fail(keys.filled("No picture is open; {o|browse} opens one."))
      return []
    }
    let pixel = Measures.Pixel(
      x: min(max(x, 0), max(0, picture.width - 1)), y: min(max(y, 0), max(0, picture.height - 1)))
    guard pixel != measures.pixel else { return [] }
    measures.pixel = pixel
    followPixel()
    viewMotion.moved()
    return []
  }

  /// The pixel under a place of a picture's cells.
  mutating func inspect(_ area: PictureArea, row: Int, column: Int) -> [Effect] {
    guard let picture else { return [] }
    let place = place(area, row: row, column: column)
    return inspect(
      Int((place.x * Double(picture.width)).rounded(.down)),
      Int((place.y * Double(picture.height)).rounded(.down)))
  }

  /// Whether a pixel is inspected on this screen.
  var isInspecting: Bool { measures.pixel != nil && picture != nil && screen.inspects }

  /// Where the crosshair goes in pictures, in thousandths of what is shown of them; nil where the pixel
  /// is out of sight.
  var mark: ImageKey.Mark? {
    guard isInspecting, let pixel = measures.pixel, let picture else { return nil }
    let region = viewport.region
    let across = (Double(pixel.x) + 0.5) / Double(max(1, picture.width)) - region.left
    let down = (Double(pixel.y) + 0.5) / Double(max(1, picture.height)) - region.top
    guard (0..<region.width).contains(across), (0..<region.height).contains(down) else {
      return nil
    }
    let half = 500 / (region.width * Double(max(1, picture.width)))
    return ImageKey.Mark(
      x: Int(1000 * across / region.width), y: Int(1000 * down / region.height),
      reach: viewport.isWhole ? 0 : Int(half.rounded(.up)))
  }

  /// Asks for the figures that screen Metrics lacks, once each; runs that are going are left alone.
  mutating func requestMeasures() -> [Effect] {
    guard screen == .metrics || isWide, hasTruth else { return [] }
    var effects: [Effect] = []
    for run in measuredRuns where !run.isGoing {
      let missing = (0..<run.stepCount).filter { run.measures($0, measures.fit) == nil }
      let keys = missing.map { Run.DecodedKey(index: $0, target: .predOriginal) }
      effects += request(keys.filter { run.decoded[$0] == nil }.reversed(), of: run.id)
      guard measures.fit == .none else { continue }
      for key in keys where run.decoded[key] != nil {
        runs.change(run.id) { run in
          guard run.asked.insert(key.index).inserted else { return }
          effects.append(.measure(run.id, index: key.index))
        }
      }
    }
    return effects
  }

  /// Whether the picture has ground truth for what is predicted.
  var hasTruth: Bool {
    predictsNormals ? picture?.groundTruthNormals != nil : picture?.groundTruthDepth != nil
  }
}
