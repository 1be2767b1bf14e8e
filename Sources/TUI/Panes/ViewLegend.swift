import Inference
import Render

/// What the colours of the shown view mean, in what is left of a line.
enum ViewLegend {
  static func draw(
    _ state: AppState, _ row: Int, _ column: Int, into drawing: inout Drawing
  ) {
    guard let run = state.currentRun, let index = state.shownIndex, state.view != .input,
      state.missingReason(state.view, run, index) == nil
    else { return }
    let picture = state.stepPicture(run, index, state.view)
    guard picture.quantity != .normals || picture.isLatent || picture.isPlane else {
      return axes(state, row, column, into: &drawing)
    }
    guard let map = map(picture), let ends = ends(state, picture) else { return }
    bar(map, isTurned(picture), ends, row, column, into: &drawing)
  }

  /// The colour map of a view; nil where it has its own colours.
  static func map(_ picture: ImageKey.StepPicture) -> Colormap? {
    if picture.isLatent { return .diverging }
    if picture.isPlane { return .inferno }
    return picture.quantity.isScalar ? Colormap.named(picture.colormap) : nil
  }

  /// Whether the colour map runs from its last colour to its first.
  static func isTurned(_ picture: ImageKey.StepPicture) -> Bool {
    picture.quantity == .disparity && !picture.isLatent && !picture.isPlane
  }

  /// What the ends of a view's colours are called.
  static func words(_ picture: ImageKey.StepPicture) -> (low: String, high: String) {
    if picture.isLatent || picture.isPlane { return ("", "") }
    return picture.quantity == .disparity ? ("far", "near") : ("near", "far")
  }

  /// The unit of a view's values.
  static func unit(_ picture: ImageKey.StepPicture) -> String {
    guard picture.view == .error else { return "" }
    return picture.quantity == .normals ? "°" : " m"
  }

  /// The words at the ends, with values where they are not the usual ones.
  private static func ends(
    _ state: AppState, _ picture: ImageKey.StepPicture
  ) -> (low: String, high: String)? {
    let words = words(picture)
    let isAmount = picture.isLatent || picture.isPlane
    guard isAmount || state.look.range != .auto, let range = state.shownRange(picture) else {
      return isAmount ? nil : words
    }
    let low = Format.short(range.lowerBound)
    let high = Format.short(range.upperBound) + unit(picture)
    return isAmount ? (low, high) : ("\(words.low) \(low)", "\(high) \(words.high)")
  }

  private static func axes(
    _ state: AppState, _ row: Int, _ column: Int, into drawing: inout Drawing
  ) {
    let axes = Printable.clean(state.flippedAxes, limit: 80)
    let short = state.look.flip.isEmpty ? axes : "flipped: " + axes
    let brief = axes.replacing("to the viewer", with: "front")
      .replacing("away from the viewer", with: "back")
    guard
      let text = ["red, green, blue = " + axes, short, axes, brief].first(where: {
        column + TextWidth.columns(of: $0) < drawing.size.columns
      })
    else { return }
    drawing.put(text, row, column, .label)
  }

  /// A colour map from its low end to its high, between two words.
  private static func bar(
    _ map: Colormap, _ isTurned: Bool, _ ends: (low: String, high: String), _ row: Int,
    _ column: Int, into drawing: inout Drawing
  ) {
    let words = TextWidth.columns(of: ends.low) + TextWidth.columns(of: ends.high)
    let room = min(16, drawing.size.columns - column - words - 3)
    guard room >= 4 else { return }
    let start = drawing.put(ends.low, row, column, .label) + 1
    let line = Rect(row: row, column: start, rows: 1, columns: room)
    cells(map, isTurned, line, into: &drawing)
    drawing.put(ends.high, row, line.endColumn + 1, .label)
  }

  /// A row of a colour map's colours; an arrow where there is no colour.
  static func cells(
    _ map: Colormap, _ isTurned: Bool, _ line: Rect, into drawing: inout Drawing
  ) {
    guard line.columns > 1 else { return }
    guard drawing.terminal.usesColour else {
      drawing.put(
        String(repeating: "─", count: line.columns - 1) + "→", line.row, line.column, .border)
      return
    }
    for cell in 0..<line.columns {
      let level = cell * (map.table.count - 1) / (line.columns - 1)
      let colour = map.table[isTurned ? map.table.count - 1 - level : level]
      var style = drawing.style(.plain)
      style.foreground = .rgb(colour.red, colour.green, colour.blue)
      style.background = style.foreground
      drawing.put("█", line.row, line.column + cell, style: style)
    }
  }
}
