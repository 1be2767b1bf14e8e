import Inference
import Render

/// The plots of the two screens, as data.
enum Plots {
  private static let held = MismatchPlot.heldColour

  /// What each step is told and holds: two bars a step.
  static func mismatch(_ facts: ScheduleFacts) -> [MismatchBar] {
    zip(facts.toldTimesteps, facts.mismatches).map { timestep, mismatch in
      MismatchBar(
        label: "t \(Format.plain(timestep))", told: Double(mismatch.told),
        held: Double(mismatch.held))
    }
  }

  /// The error of x̂0 at each step, where it is known; else how much it changes.
  static func accuracy(_ run: Run, cursor: Int) -> (title: String, plot: Plot)? {
    let errors = known(run) { $0.absRel }
    if !errors.isEmpty { return ("AbsRel", curve("AbsRel", errors, run, cursor)) }
    let angles = known(run) { $0.meanAngle }
    if !angles.isEmpty { return ("mean angle", curve("degrees", angles, run, cursor)) }
    let changes = run.numbers.enumerated().compactMap { index, numbers in
      numbers.change.map { (index, $0) }
    }
    return changes.isEmpty ? nil : ("change of x̂0", curve("change", changes, run, cursor))
  }

  private static func known(
    _ run: Run, _ value: (StepMetrics) -> Float?
  ) -> [(Int, Float)] {
    run.metrics.keys.sorted().compactMap { index in
      run.metrics[index].flatMap(value).map { (index, $0) }
    }
  }

  private static func curve(
    _ name: String, _ points: [(Int, Float)], _ run: Run, _ cursor: Int
  ) -> Plot {
    let x = points.map { Double($0.0 + 1) }
    let y = points.map { Double($0.1) }
    let top = y.filter(\.isFinite).max() ?? 1
    return Plot(
      x: axis(run.plannedCount), y: Plot.Axis(name, 0...(top > 0 ? top * 1.1 : 1)),
      series: [
        Plot.Series("", held, .line, x: x, y: y), Plot.Series("", held, .points, x: x, y: y),
      ], cursor: Double(cursor + 1))
  }

  private static func axis(_ count: Int) -> Plot.Axis {
    Plot.Axis("step", 0.5...(Double(max(1, count)) + 0.5), isCounted: true)
  }
}
