import Inference

/// Small pictures of steps side by side; xterm keeps sixteen pictures, so there are few.
enum Filmstrip {
  /// The most thumbnails there are.
  static let most = 7

  /// Which steps are shown: all, or so many spread evenly with both ends.
  static func indices(count: Int, room: Int) -> [Int] {
    guard count > room else { return Array(0..<max(0, count)) }
    guard room > 1 else { return room == 1 ? [count - 1] : [] }
    return (0..<room).map { $0 * (count - 1) / (room - 1) }
  }

  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    guard let run = state.currentRun, run.stepCount > 0 else {
      drawing.box(rect, "filmstrip")
      return
    }
    let area = rect.inner
    let shown = indices(count: run.plannedCount, room: min(most, area.columns / 20))
    let note = shown.count < run.plannedCount ? "\(shown.count) of \(run.plannedCount) steps" : ""
    drawing.box(rect, "filmstrip  x̂0 at each step", note)
    let tiles = Layout.columns(area, shown.map { _ in 0 })
    for (index, tile) in zip(shown, tiles) {
      draw(index, tile, run, state, into: &drawing)
    }
  }

  private static func draw(
    _ index: Int, _ tile: Rect, _ run: Run, _ state: AppState, into drawing: inout Drawing
  ) {
    let picture = Rect(
      row: tile.row, column: tile.column, rows: max(0, tile.rows - 1), columns: tile.columns - 1)
    drawing.hit(tile, .command(.goTo(index)))
    let isCurrent = index == state.shownIndex
    var label = isCurrent ? "[\(index + 1)]" : " \(index + 1) "
    if let facts = state.shownSchedule, state.isUpToDate,
      facts.toldTimesteps.indices.contains(index)
    {
      label += " t \(Int(facts.toldTimesteps[index].rounded()))"
    }
    if let absRel = run.metrics[index]?.absRel { label += "  AbsRel \(Format.metric(absRel))" }
    if let angle = run.metrics[index]?.meanAngle { label += "  \(Format.short(angle))°" }
    let column = tile.column + max(0, (tile.columns - 1 - TextWidth.columns(of: label)) / 2)
    drawing.putCut(
      label, tile.endRow - 1, column, isCurrent ? .key : .label, width: tile.endColumn - column)
    let key = Run.DecodedKey(index: index, target: .predOriginal.of(state.shownModality))
    guard index < run.stepCount, let size = state.shownSize(run, key),
      let fit = Fit.picture(
        width: size.width, height: size.height, in: picture, drawing.terminal)
    else {
      drawing.put("·", tile.row + tile.rows / 2, tile.column + tile.columns / 2, .disabled)
      return
    }
    var shown = state.stepPicture(run, index, .predOriginal)
    shown.isLatent = false
    let content = ImageKey.Content.step(shown)
    drawing.place(
      ImageKey(content: content, pixels: fit.pixels, style: state.style(of: content)),
      in: fit.rect)
  }
}
