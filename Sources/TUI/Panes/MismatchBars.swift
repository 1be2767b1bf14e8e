import Inference
import Render

/// The two bars that tell the story: the noise the network is told and the noise the latents hold.
enum MismatchBars {
  /// What the bars show.
  struct Levels: Equatable {
    var told: Float
    var toldTimestep: Int
    var held: Float
    /// Which of the two is turned by hand.
    var turned: Hold.Kind?

    var gap: Float { abs(told - held) }

    /// A difference too small to matter to a network.
    var agrees: Bool { Double(gap) < MismatchPlot.tolerance }

    /// What the two say of each other; models that start from zeros are made for that.
    var verdict: (text: String, role: Role) {
      if agrees { return ("agree", .good) }
      if held == 0 { return ("holds no noise", .label) }
      return (told < held ? "told too little" : "told too much", .bad)
    }
  }

  /// The levels at the cursor, with what is held by hand.
  static func levels(_ state: AppState) -> Levels? {
    guard let facts = state.shownSchedule, !facts.mismatches.isEmpty else { return nil }
    if state.screen == .map, let grid = state.shownErrorMap?.grid, let cell = state.mapCell {
      return Levels(
        told: facts.noise(at: grid.toldTimesteps[cell.column]),
        toldTimestep: grid.toldTimesteps[cell.column], held: grid.heldNoise[cell.row])
    }
    let index = min(state.cursor, facts.mismatches.count - 1)
    var levels = Levels(
      told: facts.mismatches[index].told, toldTimestep: Int(facts.toldTimesteps[index].rounded()),
      held: facts.mismatches[index].held)
    if let hold = state.hold {
      levels = Levels(
        told: facts.noise(at: hold.toldTimestep), toldTimestep: hold.toldTimestep,
        held: hold.heldNoise, turned: hold.kind)
    }
    return levels
  }

  static func draw(_ state: AppState, _ layout: Layout, into drawing: inout Drawing) {
    guard let levels = levels(state) else { return }
    let columns = drawing.size.columns
    let isNarrow = columns < 64
    let start = isNarrow ? 18 : 32
    let verdictWidth = isNarrow ? 0 : 17
    let bar = Rect(
      row: 0, column: start, rows: 1, columns: max(0, columns - start - verdictWidth - 1))
    if let row = layout.rows[.told] {
      let text =
        isNarrow
        ? "told \(padded(levels.toldTimestep)) \(Format.level(levels.told))"
        : "told t \(padded(levels.toldTimestep))   noise std \(Format.level(levels.told))"
      drawing.put(text, row, 1, levels.turned == .told ? .key : .label, limit: start)
      fill(levels.told, bar, row, .toldBar, into: &drawing)
      hits(.told, bar, row, columns, state, into: &drawing)
      verdict(levels, row, bar.endColumn, verdictWidth, into: &drawing)
    }
    if let row = layout.rows[.held] {
      let text =
        isNarrow
        ? "held      \(Format.level(levels.held))"
        : "held          noise std \(Format.level(levels.held))"
      drawing.put(text, row, 1, levels.turned == .noise ? .key : .label, limit: start)
      fill(levels.held, bar, row, .heldBar, into: &drawing)
      hits(.noise, bar, row, columns, state, into: &drawing)
      second(levels, row, bar.endColumn, verdictWidth, into: &drawing)
    }
  }

  /// A click anywhere in the row holds it; on the bar it can be dragged.
  ///
  /// On the map the bars are a cell's.
  private static func hits(
    _ kind: Hold.Kind, _ bar: Rect, _ row: Int, _ columns: Int, _ state: AppState,
    into drawing: inout Drawing
  ) {
    drawing.hit(Rect(row: row, column: 0, rows: 1, columns: columns), .command(.hold(kind)))
    guard state.screen != .map, bar.columns > 2 else { return }
    var rect = bar
    rect.row = row
    drawing.hit(rect, .bar(HoldBar(kind: kind, rect: rect)))
  }

  private static func padded(_ timestep: Int) -> String {
    let text = String(timestep)
    return String(repeating: " ", count: max(0, 4 - text.count)) + text
  }

  static func fill(
    _ level: Float, _ bar: Rect, _ row: Int, _ role: Role, into drawing: inout Drawing
  ) {
    guard bar.columns > 2 else { return }
    let width = bar.columns - 2
    let share = level.isFinite ? min(max(level, 0), 1) : 0
    let full = Int((share * Float(width)).rounded())
    drawing.put("│", row, bar.column, .border)
    drawing.put(String(repeating: "█", count: full), row, bar.column + 1, role)
    drawing.put(
      String(repeating: "·", count: width - full), row, bar.column + 1 + full, .border)
    drawing.put("│", row, bar.endColumn - 1, .border)
  }

  private static func verdict(
    _ levels: Levels, _ row: Int, _ column: Int, _ width: Int, into drawing: inout Drawing
  ) {
    guard width > 0 else { return }
    drawing.put("gap \(Format.level(levels.gap))", row, column + 1, levels.verdict.role)
  }

  private static func second(
    _ levels: Levels, _ row: Int, _ column: Int, _ width: Int, into drawing: inout Drawing
  ) {
    guard width > 0 else { return }
    drawing.put(levels.verdict.text, row, column + 1, levels.verdict.role)
  }
}
