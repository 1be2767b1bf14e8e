import Inference
import Render

/// The plots of screen Schedule, as data.
extension Plots {
  private static let toldColour = MismatchPlot.toldColour
  private static let heldColour = MismatchPlot.heldColour
  private static let curveColour = RGB(150, 150, 150)
  private static let gapColour = RGB(214, 84, 84)
  private static let measuredColour = RGB(96, 196, 120)
  private static let otherColour = RGB(178, 122, 232)

  /// A curve over diffusion time, with what each step is told and holds, the gap between them, what was measured in a
  /// run's latents, and the timesteps of another schedule.
  static func schedule(
    _ facts: ScheduleFacts, _ kind: ScheduleLook.Curve, isLogarithmic: Bool? = nil,
    over overlaid: (name: String, facts: ScheduleFacts)? = nil, measured: [Float] = [],
    cursor: Int
  ) -> Plot {
    let last = max(1, facts.trainTimesteps - 1)
    let isLogarithmic = isLogarithmic ?? kind.isUsuallyLogarithmic
    func values(_ noise: [Float]) -> [Double] {
      noise.map { noise in
        let value = kind.value(noise)
        return isLogarithmic && value <= 0 ? .nan : value
      }
    }
    let times = Array(Swift.stride(from: 0, through: last, by: max(1, last / 200)))
    let curve = Plot.Series(
      "schedule", curveColour, .line, x: times.map(Double.init),
      y: values(times.map { facts.noise(at: $0) }))
    let places = facts.places
    let toldValues = values(facts.mismatches.map(\.told))
    let heldValues = values(facts.mismatches.map(\.held))
    var series = [curve]
    if let overlaid {
      series.append(
        Plot.Series(
          overlaid.name, otherColour, .stems, x: overlaid.facts.places,
          y: values(overlaid.facts.mismatches.map(\.told))))
    }
    series += gaps(places, toldValues, heldValues, facts)
    // Under the others: it is to be seen where it is apart from both.
    if measured.count == places.count {
      series.append(
        Plot.Series("measured", measuredColour, .points, x: places, y: values(measured)))
    }
    series.append(Plot.Series("told", toldColour, .points, x: places, y: toldValues))
    series.append(Plot.Series("held", heldColour, .points, x: places, y: heldValues))
    return Plot(
      x: Plot.Axis("timestep t", 0...Double(last)), y: axis(kind, isLogarithmic), series: series,
      cursor: places.indices.contains(cursor) ? places[cursor] : nil)
  }

  /// An upright line from told to held at each step where they are apart.
  private static func gaps(
    _ places: [Double], _ told: [Double], _ held: [Double], _ facts: ScheduleFacts
  ) -> [Plot.Series] {
    let apart = facts.mismatches.indices.filter { index in
      let mismatch = facts.mismatches[index]
      return abs(mismatch.told - mismatch.held) >= 0.01
    }
    guard !apart.isEmpty else { return [] }
    return [
      Plot.Series(
        "gap", gapColour, .line, x: apart.flatMap { [places[$0], places[$0], places[$0]] },
        y: apart.flatMap { [told[$0], held[$0], .nan] })
    ]
  }

  private static func axis(_ kind: ScheduleLook.Curve, _ isLogarithmic: Bool) -> Plot.Axis {
    let range: ClosedRange<Double> =
      switch (kind, isLogarithmic) {
      case (.noise, false), (.alpha, false): 0...1.05
      case (.noise, true): 0.01...1.2
      case (.alpha, true): 0.0001...1.2
      case (.sigma, true): 0.02...100
      case (.snr, true): 0.0001...10_000
      case (.sigma, false), (.snr, false): 0...20
      }
    let name =
      switch kind {
      case .noise: "noise std"
      case .alpha: "alpha bar"
      case .sigma: "sigma"
      case .snr: "SNR"
      }
    return Plot.Axis(name, range, isLogarithmic: isLogarithmic)
  }
}
