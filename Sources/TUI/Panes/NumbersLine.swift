import Inference

/// One row of figures on the shown step.
enum NumbersLine {
  /// A figure with its name.
  struct Figure: Equatable {
    var label: String
    var value: String
    var isBad = false
  }

  static func draw(_ state: AppState, _ row: Int, into drawing: inout Drawing) {
    draw(figures(state), row, into: &drawing)
  }

  /// Figures as far as there is room.
  static func draw(_ figures: [Figure], _ row: Int, into drawing: inout Drawing) {
    var column = 1
    for figure in figures {
      let width = TextWidth.columns(of: figure.label) + 1 + TextWidth.columns(of: figure.value)
      guard column + width < drawing.size.columns else { break }
      column = drawing.put(figure.label, row, column, .label) + 1
      column = drawing.put(figure.value, row, column, figure.isBad ? .bad : .value) + 3
    }
  }

  static func figures(_ state: AppState) -> [Figure] {
    if let fault = state.shownFault { return FaultPane.figures(fault) }
    guard let run = state.currentRun, let index = state.shownIndex else { return [] }
    var figures = accuracy(state.shownProbe.map(\.metrics) ?? run.metrics[index], state)
    guard state.shownProbe == nil, run.numbers.indices.contains(index) else { return figures }
    let numbers = run.numbers[index]
    if let change = numbers.change {
      figures.append(Figure(label: "change", value: Format.metric(change)))
    }
    if let range = numbers.range {
      figures.append(
        Figure(
          label: "x̂0",
          value: "\(Format.short(range.lowerBound)) to \(Format.short(range.upperBound))"))
    }
    figures.append(
      Figure(label: "NaN", value: String(numbers.nonfinite), isBad: numbers.nonfinite > 0))
    if let step = state.shownStep {
      figures.append(Figure(label: "step took", value: Format.seconds(step.seconds)))
    }
    if run.measuredNoise.indices.contains(index) {
      figures.append(
        Figure(label: "measured noise", value: Format.level(run.measuredNoise[index])))
    }
    return figures
  }

  private static func accuracy(_ metrics: StepMetrics?, _ state: AppState) -> [Figure] {
    guard let metrics else {
      let hasTruth =
        state.picture?.groundTruthDepth != nil || state.picture?.groundTruthNormals != nil
      return hasTruth ? [] : [Figure(label: "no ground truth", value: "")]
    }
    var figures: [Figure] = []
    if let absRel = metrics.absRel {
      figures.append(Figure(label: "AbsRel", value: Format.metric(absRel)))
    }
    if let delta1 = metrics.delta1 {
      figures.append(Figure(label: "δ1", value: Format.metric(delta1)))
    }
    if let angle = metrics.meanAngle {
      figures.append(Figure(label: "mean angle", value: Format.short(angle) + "°"))
    }
    return figures
  }
}
