import Inference

/// The steps of the run: their numbers, how far it is, and where the cursor stands.
enum TimelinePane {
  private static let labelWidth = 7

  static func draw(_ state: AppState, _ layout: Layout, into drawing: inout Drawing) {
    let count = state.reachablePlan
    guard count > 0 else { return }
    let controls = drawing.size.columns >= 64 ? 17 : 0
    let area = Rect(
      row: 0, column: labelWidth, rows: 1,
      columns: max(1, drawing.size.columns - labelWidth - controls - 1))
    if let row = layout.rows[.steps] {
      drawing.put("step", row, 1, .label)
      numbers(state, count, area, row, into: &drawing)
      if controls > 0 { play(state, row, area.endColumn + 1, into: &drawing) }
    }
    if let row = layout.rows[.timeline] {
      line(state, count, area, row, into: &drawing)
      if controls > 0 {
        drawing.put(progress(state), row, area.endColumn + 1, .label)
      }
    }
  }

  /// The middle of a step's place.
  private static func column(of index: Int, _ count: Int, _ area: Rect) -> Int {
    area.column + (2 * index + 1) * area.columns / (2 * count)
  }

  private static func numbers(
    _ state: AppState, _ count: Int, _ area: Rect, _ row: Int, into drawing: inout Drawing
  ) {
    let hitRect = Rect(row: row, column: area.column, rows: 1, columns: area.columns)
    drawing.hit(hitRect, .scrub(AppState.ScrubArea(rect: hitRect, count: count)))
    let cursor = min(state.cursor, count - 1)
    let digits = String(count).count + 2
    let room = max(1, area.columns / (digits + 1))
    let stride = max(1, (count + room - 1) / room)
    let own = bounds("[\(cursor + 1)]", cursor, count, area)
    for index in Swift.stride(from: 0, to: count, by: stride) where index != cursor {
      let place = bounds(" \(index + 1) ", index, count, area)
      guard place.upperBound <= own.lowerBound || place.lowerBound >= own.upperBound else {
        continue
      }
      let isThere = index < (state.currentRun?.stepCount ?? 0)
      let isBad = state.currentRun?.fault?.step == index
      drawing.put(
        " \(index + 1) ", row, place.lowerBound, isBad ? .bad : isThere ? .plain : .disabled,
        limit: area.endColumn)
    }
    drawing.put("[\(cursor + 1)]", row, own.lowerBound, .key, limit: area.endColumn)
  }

  private static func bounds(
    _ text: String, _ index: Int, _ count: Int, _ area: Rect
  ) -> Range<Int> {
    let middle = column(of: index, count, area)
    let start = min(max(area.column, middle - text.count / 2), area.endColumn - text.count)
    return start..<(start + text.count)
  }

  private static func line(
    _ state: AppState, _ count: Int, _ area: Rect, _ row: Int, into drawing: inout Drawing
  ) {
    let hitRect = Rect(row: row, column: area.column, rows: 1, columns: area.columns)
    let scrub = AppState.ScrubArea(rect: hitRect, count: count)
    drawing.hit(hitRect, .scrub(scrub))
    let done = state.currentRun?.stepCount ?? 0
    for column in area.column..<area.endColumn {
      let isDone = scrub.index(at: column) < done
      drawing.put(isDone ? "─" : "·", row, column, isDone ? .told : .border)
    }
    for index in 0..<min(count, area.columns / 2) where count <= area.columns / 2 {
      drawing.put(
        index < done ? "┼" : "·", row, column(of: index, count, area),
        index < done ? .told : .border)
    }
    drawing.put("◆", row, column(of: min(state.cursor, count - 1), count, area), .key)
  }

  private static func play(
    _ state: AppState, _ row: Int, _ column: Int, into drawing: inout Drawing
  ) {
    let buttons: [(String, Command)] = [
      ("|<", .first), ("<", .stepBy(-1)), (state.playback.isPlaying ? "stop" : "play", .togglePlay),
      (">", .stepBy(1)), (">|", .last),
    ]
    var column = column
    for (text, command) in buttons {
      drawing.put(text, row, column, .key)
      drawing.hit(
        Rect(row: row, column: column, rows: 1, columns: text.count), .command(command))
      column += text.count + 1
    }
  }

  private static func progress(_ state: AppState) -> String {
    if state.playback.isPlaying {
      return "\(Format.plain(Float(state.playback.speed))) a second"
    }
    return state.currentRun?.isGoing == true ? "computing" : ""
  }
}

extension AppState {
  /// How many steps the timeline has: those of the settings, or of the run that is shown.
  var reachablePlan: Int {
    isUpToDate ? (currentRun?.plannedCount ?? plannedSteps) : plannedSteps
  }
}
