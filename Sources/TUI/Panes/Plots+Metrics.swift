import Inference
import Render

/// The plots of screen Metrics, as data.
extension Plots {
  /// The colours of runs, in the order in which they are listed.
  static let runColours = [
    RGB(86, 180, 233), RGB(230, 159, 0), RGB(0, 190, 130), RGB(240, 228, 66), RGB(204, 121, 167),
    RGB(213, 94, 0),
  ]
  private static let truth = RGB(190, 190, 190)

  /// One figure of every step of several runs; nil where none of it is known.
  static func metric(_ state: AppState) -> Plot? {
    let measures = state.measures
    let link = state.comparison.link
    var series: [Plot.Series] = []
    var top = 0.0
    let runs = state.measuredRuns
    for (run, colour) in zip(runs, runColours) {
      let points = (0..<run.stepCount).compactMap { index in
        run.value(measures.metric, index, measures.fit).map { (index, Double($0)) }
      }
      guard !points.isEmpty else { continue }
      let x = points.map { place($0.0, run, link) }
      let y = points.map(\.1)
      top = max(top, y.filter(\.isFinite).max() ?? 0)
      series.append(Plot.Series("run \(run.id.number)", colour, .line, x: x, y: y))
      series.append(Plot.Series("", colour, .points, x: x, y: y))
    }
    guard !series.isEmpty else { return nil }
    let most = Double(runs.map(\.plannedCount).max() ?? 1)
    let axis =
      link == .fraction
      ? Plot.Axis("% of the schedule", 0...104)
      : Plot.Axis("step", 0.5...(most + 0.5), isCounted: true)
    let range = measures.metric == .delta1 ? 0...1.05 : 0...(top > 0 ? top * 1.1 : 1)
    let cursor = state.currentRun.flatMap { run in
      state.shownIndex.map { place($0, run, link) }
    }
    return Plot(
      x: axis, y: Plot.Axis(measures.metric.title, range), series: series, cursor: cursor)
  }

  private static func place(_ index: Int, _ run: Run, _ link: Comparison.Link) -> Double {
    link == .index
      ? Double(index + 1) : 100 * Double(index + 1) / Double(max(1, run.plannedCount))
  }

  /// Depth along the inspected row, of both sides and of the ground truth; of normals the three parts.
  static func profile(_ state: AppState) -> Plot? {
    guard let pixel = state.measures.pixel, let picture = state.picture else { return nil }
    var series: [Plot.Series] = []
    var isMetric = false
    for side in state.inspectedSides {
      guard let run = state.run(side), let index = state.comparedIndex(side),
        let prediction = run.decoded[
          Run.DecodedKey(index: index, target: .predOriginal.of(state.shownModality))]
      else { continue }
      let colour = runColours[side == .a ? 1 : 0]
      let name = state.isComparing ? side.title : "x0"
      if prediction.values.shape.count > 2 {
        guard side == state.comparison.side else { continue }
        series += parts(row(prediction.values, pixel, picture), picture)
        continue
      }
      var values = row(prediction.values, pixel, picture).map(Double.init)
      if let alignment = run.measures(index, state.measures.fit)?.alignment {
        values = values.map(alignment.callAsFunction)
        isMetric = true
      }
      series.append(line(name, colour, values, picture))
    }
    guard !series.isEmpty else { return nil }
    if isMetric, let depth = picture.groundTruthDepth {
      series.append(line("truth", truth, row(depth, pixel, picture).map(Double.init), picture))
    }
    let finite = series.flatMap(\.y).filter(\.isFinite)
    let low = finite.min() ?? 0
    let high = finite.max() ?? 1
    let margin = max((high - low) * 0.05, 1e-3)
    return Plot(
      x: Plot.Axis("pixel of row \(pixel.y)", 0...Double(max(1, picture.width - 1))),
      y: Plot.Axis(isMetric ? "depth, m" : "value", (low - margin)...(high + margin)),
      series: series, cursor: Double(pixel.x))
  }

  /// The values of the row under the crosshair; of vectors all three, one after the other.
  private static func row(
    _ tensor: Tensor, _ pixel: Measures.Pixel, _ picture: Picture
  ) -> ArraySlice<Float> {
    let width = tensor.count / max(1, tensor.shape[0])
    let row = min(pixel.y * tensor.shape[0] / max(1, picture.height), tensor.shape[0] - 1)
    guard row >= 0 else { return [] }
    return tensor.scalars[(row * width)..<((row + 1) * width)]
  }

  private static func line(
    _ name: String, _ colour: RGB, _ values: [Double], _ picture: Picture
  ) -> Plot.Series {
    let last = Double(max(1, picture.width - 1))
    let count = Double(max(1, values.count - 1))
    return Plot.Series(
      name, colour, .line, x: values.indices.map { Double($0) * last / count }, y: values)
  }

  private static func parts(_ values: ArraySlice<Float>, _ picture: Picture) -> [Plot.Series] {
    let values = Array(values)
    return zip(["x", "y", "z"], [RGB(230, 80, 80), RGB(80, 200, 90), RGB(90, 140, 255)])
      .enumerated().map { part, style in
        let own = stride(from: part, to: values.count, by: 3).map { Double(values[$0]) }
        return line(style.0, style.1, own, picture)
      }
  }
}
