import Inference
import Render

/// The plots of screen Seeds, as data.
extension Plots {
  /// How far the members' x̂0 are apart at each step, of every ensemble of the picture; nil while none has
  /// two members.
  static func deviations(_ state: AppState) -> Plot? {
    let shown = state.shownSeeds
    let groups =
      ([shown].compactMap { $0 }
      + state.seeds.groups.reversed().filter {
        $0.id != shown?.id && $0.picture == state.picture?.id
      }).filter { $0.deviations.count > 0 }
    guard !groups.isEmpty else { return nil }
    var series: [Plot.Series] = []
    var top = 0.0
    for (group, colour) in zip(groups, runColours) {
      let x = group.deviations.indices.map { share($0, group.deviations.count) }
      let y = group.deviations.map(Double.init)
      top = max(top, y.filter(\.isFinite).max() ?? 0)
      series.append(Plot.Series(name(group, besides: shown), colour, .line, x: x, y: y))
      series.append(Plot.Series("", colour, .points, x: x, y: y))
    }
    let count = shown?.deviations.count ?? 0
    return Plot(
      x: Plot.Axis("% of the schedule", 0...104),
      y: Plot.Axis("std of x0 over seeds", 0...(top > 0 ? top * 1.1 : 1)), series: series,
      cursor: count > 0 ? share(min(state.cursor, count - 1), count) : nil)
  }

  /// Prediction type and schedule, short enough for a legend; with the model where it is another.
  private static func name(_ group: SeedsGroup, besides shown: SeedsGroup?) -> String {
    let settings = group.settings
    let own =
      "\(settings.predictionType.rawValue) \(settings.timestepSpacing.rawValue)-\(settings.steps)"
    let isOther = shown.map { $0.model != group.model } ?? true
    return
      "\(group.id.number): \(isOther ? Printable.clean(group.model, limit: 20) + " " : "")\(own)"
  }

  private static func share(_ index: Int, _ count: Int) -> Double {
    100 * Double(index + 1) / Double(max(1, count))
  }

  /// Mean and 95th percentile of the uncertainty over the number of members; nil before two.
  static func uncertainty(_ group: SeedsGroup, _ modality: Int) -> Plot? {
    let spreads = group.spreads(modality).sorted { $0.count < $1.count }
    guard let last = spreads.last else { return nil }
    let x = spreads.map { Double($0.count) }
    let curves: [(String, RGB, [Double])] = [
      ("mean", runColours[0], spreads.map { Double($0.mean) }),
      ("p95", runColours[1], spreads.map { Double($0.p95) }),
    ]
    let top = curves.flatMap(\.2).filter(\.isFinite).max() ?? 0
    return Plot(
      x: Plot.Axis("members", 1.5...(Double(max(last.count, group.wanted)) + 0.5), isCounted: true),
      y: Plot.Axis(group.measure, 0...(top > 0 ? top * 1.1 : 1)),
      series: curves.flatMap { name, colour, y in
        [
          Plot.Series(name, colour, .line, x: x, y: y),
          Plot.Series("", colour, .points, x: x, y: y),
        ]
      })
  }
}
