import Inference

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
        measures.pixel == nil
        ? picture.map { Measures.Pixel(x: $0.width / 2, y: $0.height / 2) } : nil
      if picture == nil { fail("No picture is open; o opens one.") }
      motion.moved()
    case .inspectAt(let x, let y): return inspect(x, y)
    case .inspectBy(let x, let y):
      let pixel =
        measures.pixel ?? picture.map { Measures.Pixel(x: $0.width / 2, y: $0.height / 2) }
      guard let pixel else {
        fail("No picture is open; o opens one.")
        return []
      }
      return inspect(pixel.x + x, pixel.y + y)
    default: return []
    }
    return []
  }

  /// Inspects a pixel of the input picture, or the nearest there is.
  mutating func inspect(_ x: Int, _ y: Int) -> [Effect] {
    guard let picture else {
      fail("No picture is open; o opens one.")
      return []
    }
    let pixel = Measures.Pixel(
      x: min(max(x, 0), max(0, picture.width - 1)), y: min(max(y, 0), max(0, picture.height - 1)))
    guard pixel != measures.pixel else { return [] }
    measures.pixel = pixel
    motion.moved()
    return []
  }

  /// The pixel under a place of a picture's cells.
  mutating func inspect(_ rect: Rect, row: Int, column: Int) -> [Effect] {
    guard let picture else { return [] }
    let across = (Double(column - rect.column) + 0.5) / Double(max(1, rect.columns))
    let down = (Double(row - rect.row) + 0.5) / Double(max(1, rect.rows))
    return inspect(
      Int(across * Double(picture.width)), Int(down * Double(picture.height)))
  }

  /// Where the crosshair goes in pictures, in thousandths of their edges.
  var mark: ImageKey.Mark? {
    guard let pixel = measures.pixel, let picture, screen.inspects else { return nil }
    return ImageKey.Mark(
      x: (2 * pixel.x + 1) * 500 / max(1, picture.width),
      y: (2 * pixel.y + 1) * 500 / max(1, picture.height))
  }

  /// Asks for the figures that screen Metrics lacks, once each; runs that are going are left alone.
  mutating func requestMeasures() -> [Effect] {
    guard screen == .metrics, hasTruth else { return [] }
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
