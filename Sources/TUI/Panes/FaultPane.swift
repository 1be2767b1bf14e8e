import Inference

/// A step that is not finite: stripes in place of its picture, and what is known of where they come from.
enum FaultPane {
  static func draw(
    _ fault: NonFiniteFault, _ rect: Rect, isFocused: Bool, into drawing: inout Drawing
  ) {
    let step = fault.step.map { "step \($0 + 1)" } ?? "picture"
    drawing.box(rect, step, "not finite", isFocused: isFocused)
    let area = rect.inner
    let lines = lines(fault)
    if drawing.terminal.hasPixels, let fit = Fit.filling(area, drawing.terminal) {
      drawing.place(
        ImageKey(content: .hatch(lines, drawing.terminal.plotStyle), pixels: fit.pixels),
        in: fit.rect)
      return
    }
    for row in 0..<area.rows {
      let line = (0..<area.columns).map { (row + $0) % 4 == 0 ? "/" : " " }.joined()
      drawing.put(line, area.row + row, area.column, .border, limit: area.endColumn)
    }
    PicturePane.message(lines, rect, into: &drawing)
  }

  /// A few words a line.
  static func lines(_ fault: NonFiniteFault) -> [String] {
    var lines = ["NaN or infinity", fault.network]
    if !fault.block.isEmpty { lines.append(Printable.clean(fault.block, limit: 60)) }
    lines.append("\(fault.count) of \(fault.total) values")
    lines.append("7 shows the model")
    return lines
  }

  /// What stands in place of a step's figures.
  static func figures(_ fault: NonFiniteFault) -> [NumbersLine.Figure] {
    var figures = [
      NumbersLine.Figure(
        label: "not finite", value: "\(fault.count) of \(fault.total)", isBad: true),
      NumbersLine.Figure(
        label: "in",
        value: fault.block.isEmpty
          ? fault.network : "\(fault.component) \(Printable.clean(fault.block, limit: 80))",
        isBad: true),
    ]
    if case .tensor(let name, let index, let value) = fault.cause {
      figures.append(
        NumbersLine.Figure(
          label: "tensor",
          value: "\(Printable.clean(name, limit: 120)) is \(value) at \(index)", isBad: true))
    }
    return figures
  }
}
