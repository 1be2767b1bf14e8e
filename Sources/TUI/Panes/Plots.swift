import Inference
import Render

/// The plots of the two screens, as data.
enum Plots {
  private static let told = MismatchPlot.toldColour
  private static let held = MismatchPlot.heldColour
  private static let curve = RGB(150, 150, 150)

  /// The schedule's noise level over diffusion time, with what each step is told and holds.
  static func schedule(_ facts: ScheduleFacts, cursor: Int) -> Plot {
    let last = max(1, facts.trainTimesteps - 1)
    let stride = max(1, last / 200)
    let times = Array(Swift.stride(from: 0, through: last, by: stride))
    let toldTimes = facts.places
    var plot = Plot(
      x: Plot.Axis("timestep t", 0...Double(last)), y: Plot.Axis("noise std", 0...1.05),
      series: [
        Plot.Series(
          "schedule", curve, .line, x: times.map(Double.init),
          y: times.map { Double(facts.noise(at: $0)) }),
        Plot.Series(
          "told", told, .points, x: toldTimes, y: facts.mismatches.map { Double($0.told) }),
        Plot.Series(
          "held", held, .points, x: toldTimes, y: facts.mismatches.map { Double($0.held) }),
      ])
    plot.cursor = toldTimes.indices.contains(cursor) ? toldTimes[cursor] : nil
    return plot
  }

  /// What each step is told and holds: two bars a step.
  static func mismatch(_ facts: ScheduleFacts) -> [MismatchBar] {
    zip(facts.toldTimesteps, facts.mismatches).map { timestep, mismatch in
      MismatchBar(
        label: "t \(Format.plain(timestep))", told: Double(mismatch.told),
        held: Double(mismatch.held))
    }
  }

  /// σ over diffusion time, on a logarithmic scale.
  static func sigma(_ facts: ScheduleFacts, cursor: Int) -> Plot {
    let last = max(1, facts.trainTimesteps - 1)
    let times = Array(Swift.stride(from: 0, through: last, by: max(1, last / 200)))
    func sigma(_ noise: Float) -> Double {
      let signal = (1 - Double(noise) * Double(noise)).squareRoot()
      let value = Double(noise) / signal
      return value.isFinite && value > 0 ? value : .nan
    }
    let toldTimes = facts.places
    var plot = Plot(
      x: Plot.Axis("timestep t", 0...Double(last)),
      y: Plot.Axis("sigma", 0.02...100, isLogarithmic: true),
      series: [
        Plot.Series(
          "schedule", curve, .line, x: times.map(Double.init),
          y: times.map { sigma(facts.noise(at: $0)) }),
        Plot.Series(
          "told", told, .points, x: toldTimes, y: facts.mismatches.map { sigma($0.told) }),
      ])
    plot.cursor = toldTimes.indices.contains(cursor) ? toldTimes[cursor] : nil
    return plot
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
