import Inference
import Render

/// What the colours of the shown view mean, in a box of its own: a ball for normals, a bar for the rest.
enum LegendPane {
  /// How wide the box is.
  static let columns = 22

  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    drawing.box(rect, "colours", ViewLine.name(state.view))
    guard let run = state.currentRun, let index = state.shownIndex, state.view != .input else {
      return
    }
    let picture = state.stepPicture(run, index, state.view)
    drawing.hit(rect, .command(.look(picture.quantity == .normals ? .flip([]) : .nextRange)))
    guard picture.quantity == .normals, !picture.isLatent, !picture.isPlane else {
      return bar(state, picture, rect.inner, into: &drawing)
    }
    ball(state, rect.inner, into: &drawing)
  }

  /// The ball with its axes to the right.
  private static func ball(_ state: AppState, _ area: Rect, into drawing: inout Drawing) {
    let axes = state.flippedAxes.split(separator: ",").map {
      Printable.clean(String($0.drop { $0 == " " }), limit: 30)
    }
    let names = zip(["red", "green", "blue"], axes).map { "\($0) \($1)" }
    let wraps = names.map { Wrap.lines($0, area.columns) }
    let text = wraps.reduce(0) { $0 + $1.count }
    let (top, bottom) = Layout.split(area, bottom: min(text, max(0, area.rows - 3)))
    if let fit = Fit.picture(width: 1, height: 1, in: top, drawing.terminal) {
      let content = ImageKey.Content.ball(
        state.look.flip, background: drawing.terminal.plotStyle.background)
      drawing.place(ImageKey(content: content, pixels: fit.pixels), in: fit.rect)
    }
    var row = bottom.row
    for line in wraps.joined() where row < bottom.endRow {
      drawing.putCut(line, row, area.column, .label, width: area.columns)
      row += 1
    }
  }

  /// The colour map from its low end at the left to its high end at the right, with values.
  private static func bar(
    _ state: AppState, _ picture: ImageKey.StepPicture, _ area: Rect, into drawing: inout Drawing
  ) {
    guard let map = ViewLegend.map(picture), area.rows >= 3, area.columns >= 12 else { return }
    let row = area.row + max(0, (area.rows - 4) / 2)
    let line = Rect(row: row, column: area.column + 1, rows: 1, columns: area.columns - 2)
    ViewLegend.cells(map, ViewLegend.isTurned(picture), line, into: &drawing)
    let (low, high) = ViewLegend.words(picture)
    let range = state.shownRange(picture)
    let lowValue = range.map { Format.short($0.lowerBound) } ?? ""
    let highValue = range.map { Format.short($0.upperBound) + ViewLegend.unit(picture) } ?? ""
    for (offset, pair) in [(lowValue, highValue), (low, high)].enumerated() {
      guard row + 1 + offset < area.endRow else { return }
      drawing.put(pair.0, row + 1 + offset, line.column, .label)
      drawing.put(
        pair.1, row + 1 + offset, line.endColumn - TextWidth.columns(of: pair.1), .label)
    }
    guard row + 3 < area.endRow else { return }
    drawing.putCut(
      meaning(picture, state.look.range), row + 3, line.column, .label, width: line.columns)
  }

  private static func meaning(_ picture: ImageKey.StepPicture, _ range: ColourRange) -> String {
    switch range {
    case .fixed: return "fixed"
    case .steps: return "over all steps"
    case .image: return "of this picture"
    case .auto:
      return picture.isPlane || picture.isLatent ? "of this picture" : "as the model gives"
    }
  }
}
