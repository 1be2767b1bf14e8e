/// The timelines of A and B, one above the other, scrubbed as one.
enum CompareTimeline {
  static func draw(_ state: AppState, _ layout: Layout, into drawing: inout Drawing) {
    guard let row = layout.rows[.steps] else { return }
    if let second = layout.rows[.timeline] {
      line(.a, state, row, into: &drawing)
      line(.b, state, second, into: &drawing)
    } else {
      line(longer(state), state, row, into: &drawing)
    }
  }

  private static func longer(_ state: AppState) -> Comparison.Side {
    let a = state.run(.a)?.plannedCount ?? 0
    let b = state.run(.b)?.plannedCount ?? 0
    return a == b ? state.comparison.side : a > b ? .a : .b
  }

  private static func line(
    _ side: Comparison.Side, _ state: AppState, _ row: Int, into drawing: inout Drawing
  ) {
    guard let run = state.run(side), run.plannedCount > 0 else { return }
    let link = state.comparison.link == .fraction ? "by share" : "by number"
    let width = drawing.size.columns
    let tail = state.isComparing && width >= 64 ? link.count + 3 : 1
    let area = Rect(row: row, column: 3, rows: 1, columns: max(1, width - 3 - tail))
    let joint = state.isComparing ? state.jointCount : run.plannedCount
    // One run alone is nobody's B.
    if state.isComparing || state.screen == .compare {
      drawing.put(side.title, row, 1, side == state.comparison.side ? .key : .label)
    }
    let scrub = AppState.ScrubArea(rect: area, count: joint)
    drawing.hit(area, .scrub(scrub))
    let done = area.columns * min(run.stepCount, run.plannedCount) / run.plannedCount
    for column in 0..<area.columns {
      drawing.put(
        column < done ? "─" : "·", row, area.column + column, column < done ? .told : .border)
    }
    marks(side, run, state, area, into: &drawing)
    if tail > 1 {
      drawing.put(link, row, area.endColumn + 1, .label)
      drawing.hit(
        Rect(row: row, column: area.endColumn, rows: 1, columns: tail), .command(.nextLink))
    }
  }

  /// The numbers of the steps, that of the shown one in brackets.
  private static func marks(
    _ side: Comparison.Side, _ run: Run, _ state: AppState, _ area: Rect,
    into drawing: inout Drawing
  ) {
    let count = run.plannedCount
    let current = state.comparedIndex(side)
    let room = max(1, area.columns / (String(count).count + 3))
    let stride = max(1, (count + room - 1) / room)
    var taken: Range<Int>?
    if let current {
      let text = "[\(current + 1)]"
      let start = place(text, current, state, count, area)
      drawing.put(text, area.row, start, .key, limit: area.endColumn)
      taken = start..<(start + text.count)
    }
    for index in Swift.stride(from: 0, to: count, by: stride) where index != current {
      let text = String(index + 1)
      let start = place(text, index, state, count, area)
      if let taken, taken.overlaps((start - 1)..<(start + text.count + 1)) { continue }
      drawing.put(
        text, area.row, start, index < run.stepCount ? .plain : .disabled, limit: area.endColumn)
    }
  }

  /// By share a step stands where it ends in its schedule; by number, where the longer run has it.
  private static func place(
    _ text: String, _ index: Int, _ state: AppState, _ count: Int, _ area: Rect
  ) -> Int {
    let isByNumber = state.isComparing && state.comparison.link == .index
    let total = isByNumber ? max(state.jointCount, count) : count
    let middle = area.column + (2 * index + 1) * area.columns / (2 * max(1, total))
    return min(
      max(area.column, middle - text.count / 2), max(area.column, area.endColumn - text.count))
  }
}
