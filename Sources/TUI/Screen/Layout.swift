/// Where everything of a screen goes, from the size alone.
struct Layout: Hashable {
  /// The lines under the panes, from the top.
  enum Line: Int, Hashable, CaseIterable {
    case told, held, steps, timeline, numbers, views, hints, notice, status

    /// In the order in which they are kept when there is little room.
    static let byWeight: [Line] = [
      .status, .told, .held, .steps, .notice, .numbers, .timeline, .views, .hints,
    ]
  }

  /// The smallest screen that is drawn.
  static let smallest = Size(columns: 40, rows: 10)

  var size: Size
  /// 0, and 1 where there is room for the title.
  var hasTitle: Bool
  /// The large panes.
  var panes: Rect
  var plots: Rect?
  var filmstrip: Rect?
  var rows: [Line: Int]

  static func isTooSmall(_ size: Size) -> Bool {
    size.columns < smallest.columns || size.rows < smallest.rows
  }

  /// Whether screen Steps shows the map and the metrics too.
  static func isWide(_ size: Size) -> Bool { size.columns >= 200 && size.rows >= 60 }

  /// The screen "Steps".
  static func steps(_ size: Size) -> Layout {
    let plots = isWide(size) ? 18 : size.rows >= 48 ? 12 : size.rows >= 34 ? 9 : 0
    return layout(
      size, Line.byWeight, plots: plots,
      filmstrip: size.rows >= 52 && size.columns >= 100 ? 11 : 0)
  }

  /// The screen "Schedule".
  static func schedule(_ size: Size) -> Layout {
    layout(size, [.status, .notice, .told, .held, .hints], plots: 0, filmstrip: 0)
  }

  /// The screen "Metrics".
  static func metrics(_ size: Size) -> Layout {
    layout(size, [.status, .notice, .numbers, .steps, .hints], plots: 0, filmstrip: 0)
  }

  /// The screen "Seeds".
  static func seeds(_ size: Size) -> Layout {
    layout(size, [.status, .numbers, .notice, .hints], plots: 0, filmstrip: 0)
  }

  /// The screen "Model".
  static func model(_ size: Size) -> Layout {
    layout(size, [.status, .numbers, .notice, .hints], plots: 0, filmstrip: 0)
  }

  /// The screen "Map".
  static func map(_ size: Size) -> Layout {
    layout(
      size, [.status, .numbers, .notice, .told, .held, .hints], plots: 0, filmstrip: 0)
  }

  /// The screen "A|B": the bars of both sides, and a timeline of two rows where there is room.
  static func compare(_ size: Size) -> Layout {
    var weights: [Line] = [.status, .told, .held, .notice, .numbers, .steps, .hints]
    if size.rows >= 34 { weights.append(.timeline) }
    return layout(size, weights, plots: 0, filmstrip: 0)
  }

  private static func layout(
    _ size: Size, _ weights: [Line], plots: Int, filmstrip: Int
  ) -> Layout {
    let header = size.rows >= 14 ? 2 : 1
    let room = size.rows - header - max(4, size.rows / 2)
    let kept = weights.prefix(max(1, room)).sorted { $0.rawValue < $1.rawValue }
    let firstLine = size.rows - kept.count
    var rows: [Line: Int] = [:]
    for (place, line) in kept.enumerated() { rows[line] = firstLine + place }
    var end = firstLine
    var result = Layout(
      size: size, hasTitle: header == 2,
      panes: Rect(row: header, column: 0, rows: 0, columns: size.columns), rows: rows)
    if filmstrip > 0 {
      end -= filmstrip
      result.filmstrip = Rect(row: end, column: 0, rows: filmstrip, columns: size.columns)
    }
    if plots > 0 {
      end -= plots
      result.plots = Rect(row: end, column: 0, rows: plots, columns: size.columns)
    }
    result.panes.rows = max(0, end - header)
    return result
  }

  /// Cuts so many rows off the bottom of a rectangle.
  static func split(_ rect: Rect, bottom: Int) -> (top: Rect, bottom: Rect) {
    var top = rect
    top.rows = max(0, rect.rows - bottom)
    let rest = Rect(
      row: top.endRow, column: rect.column, rows: rect.rows - top.rows, columns: rect.columns)
    return (top, rest)
  }

  /// Cuts a rectangle into columns of the given widths; a width of 0 shares what is left.
  static func columns(_ rect: Rect, _ widths: [Int]) -> [Rect] {
    let fixed = widths.reduce(0, +)
    let shares = widths.count { $0 == 0 }
    var left = max(0, rect.columns - fixed)
    var remaining = shares
    var column = rect.column
    return widths.map { width in
      var own = width
      if width == 0, remaining > 0 {
        own = left / remaining
        left -= own
        remaining -= 1
      }
      defer { column += own }
      return Rect(row: rect.row, column: column, rows: rect.rows, columns: own)
    }
  }
}
