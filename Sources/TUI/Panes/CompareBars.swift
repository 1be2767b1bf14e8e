import Inference
import Render

/// The two noise levels of one side on one line: told, held, and what they say of each other.
enum CompareBars {
  /// The levels of a side's shown step.
  static func levels(_ side: Comparison.Side, _ state: AppState) -> MismatchBars.Levels? {
    if side == state.comparison.side, state.hold != nil { return MismatchBars.levels(state) }
    guard let facts = state.facts(side), !facts.mismatches.isEmpty else { return nil }
    let index = min(state.comparedIndex(side) ?? 0, facts.mismatches.count - 1)
    return MismatchBars.Levels(
      told: facts.mismatches[index].told, toldTimestep: Int(facts.toldTimesteps[index].rounded()),
      held: facts.mismatches[index].held)
  }

  static func draw(
    _ state: AppState, _ side: Comparison.Side, _ row: Int, into drawing: inout Drawing
  ) {
    let columns = drawing.size.columns
    drawing.put(side.title, row, 1, side == state.comparison.side ? .key : .label)
    guard let levels = levels(side, state) else { return }
    let verdictWidth = columns >= 64 ? 17 : 0
    let half = max(0, (columns - 3 - verdictWidth) / 2)
    let isNarrow = half < 28
    let told =
      isNarrow
      ? Format.level(levels.told)
      : "told t \(levels.toldTimestep)".padded(to: 11) + " " + Format.level(levels.told)
    let held = (isNarrow ? "" : "held ") + Format.level(levels.held)
    part(told, levels.told, .toldBar, row, 3, half, into: &drawing)
    part(held, levels.held, .heldBar, row, 3 + half, half, into: &drawing)
    if verdictWidth > 0 {
      drawing.put(
        levels.verdict.text, row, columns - verdictWidth + 1, levels.verdict.role)
    }
    drawing.hit(
      Rect(row: row, column: 0, rows: 1, columns: columns), .command(.side(side)))
  }

  private static func part(
    _ text: String, _ level: Float, _ role: Role, _ row: Int, _ column: Int, _ width: Int,
    into drawing: inout Drawing
  ) {
    let end = drawing.put(text, row, column, .label, limit: column + width)
    let bar = Rect(row: row, column: end + 1, rows: 1, columns: column + width - end - 2)
    MismatchBars.fill(level, bar, row, role, into: &drawing)
  }
}

extension String {
  /// The text with spaces after it up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - TextWidth.columns(of: self)))
  }
}
