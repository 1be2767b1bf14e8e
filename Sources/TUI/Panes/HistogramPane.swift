import Inference
import Render

/// The values of the selected tensor as a histogram.
enum HistogramPane {
  private static let colour = RGB(86, 180, 233)

  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    guard let tensor = state.shownTensor else {
      drawing.box(rect, "values")
      return
    }
    let room = max(8, rect.columns - 26)
    let plot = state.shownStatistics.flatMap(plot)
    PlotPane.draw(
      ListLines.end(of: tensor.name, room),
      "\(TensorFacts.shape(tensor.shape)) \(tensor.dtype)", plot, rect, into: &drawing)
    if plot == nil { PicturePane.message(reason(tensor, state), rect, into: &drawing) }
  }

  private static func reason(_ tensor: StoredTensor, _ state: AppState) -> [String] {
    switch state.weights[tensor] {
    case .failed(let message): [message]
    case .statistics(let statistics):
      statistics.count == 0
        ? ["The tensor has no values."]
        : ["None of its \(statistics.count) values is finite."]
    case nil: ["Reading \(ByteFormat.short(tensor.byteCount))."]
    }
  }

  /// Nil where no value is finite.
  static func plot(_ statistics: TensorStatistics) -> Plot? {
    guard !statistics.bins.isEmpty else { return nil }
    let isConstant = statistics.minimum == statistics.maximum
    let x =
      isConstant
      ? [Double(statistics.minimum)] : statistics.bins.indices.map(statistics.middle(ofBin:))
    let y = isConstant ? [Double(statistics.finite)] : statistics.bins.map(Double.init)
    let low = Double(statistics.minimum)
    let high = Double(statistics.maximum)
    // Lines up to the middle of each interval, for half a line more at both ends.
    let margin = isConstant ? max(abs(low), 1) : (high - low) / Double(2 * statistics.bins.count)
    return Plot(
      x: Plot.Axis("value", (low - margin)...(high + margin)),
      y: Plot.Axis("count", 0...(max(1, y.max() ?? 1) * 1.06)),
      series: [Plot.Series("", colour, .bars, x: x, y: y)])
  }
}
