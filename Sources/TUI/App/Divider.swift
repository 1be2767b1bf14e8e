import Inference

/// The border between the first two panes of a screen, which can be moved.
struct Divider: Sendable, Hashable {
  /// The two borders that touch.
  var rect: Rect
  /// The column of the second pane where nobody has moved it.
  var usual: Int
  /// How many columns it may stand right of that; to the left negative.
  var range: ClosedRange<Int>
  /// How far left of the second pane's first column the pointer took it.
  var grip = 0

  /// The least columns that a pane keeps.
  static let least = 20

  /// How many columns it stands right of its usual place with the pointer at a column.
  func shift(at column: Int) -> Int { clamped(column + grip - usual) }

  /// The nearest that leaves both panes their room.
  func clamped(_ shift: Int) -> Int { min(max(shift, range.lowerBound), range.upperBound) }
}

/// What can be done with the border between panes.
enum DividerAction: Hashable, Sendable {
  /// So many columns to the right; to the left negative.
  case by(Int)
  /// Where it is unless somebody moves it.
  case usual

  /// The command, as it is typed.
  var text: String {
    switch self {
    case .by(let count): "divide \(count > 0 ? "+" : "")\(count)"
    case .usual: "divide usual"
    }
  }
}

extension AppState {
  /// Cells beside each other with the first border where the person moved it, and that border.
  func divided(_ cells: [Rect]) -> (cells: [Rect], divider: Divider?) {
    guard cells.count > 1 else { return (cells, nil) }
    let room = cells.prefix(2).map { max(0, $0.columns - Divider.least) }
    var divider = Divider(
      rect: Rect(row: cells[0].row, column: 0, rows: cells[0].rows, columns: 2),
      usual: cells[1].column, range: -room[0]...room[1])
    let shift = divider.clamped(dividers[screen] ?? 0)
    var moved = cells
    moved[0].columns += shift
    moved[1].column += shift
    moved[1].columns -= shift
    divider.rect.column = moved[1].column - 1
    return (moved, divider)
  }

  /// Moves the border by a command.
  mutating func divide(_ action: DividerAction) -> [Effect] {
    let dividers = draw(self, terminal.size).hits.compactMap { hit in
      if case .divider(let divider) = hit.action { divider } else { nil }
    }
    guard let divider = dividers.first else {
      say("There is no border between panes that could be moved here.")
      return []
    }
    switch action {
    case .by(let count): move(divider, to: divider.clamped(self.dividers[screen] ?? 0) + count)
    case .usual: move(divider, to: 0)
    }
    return []
  }

  /// The border goes along with the pointer.
  mutating func drag(_ divider: Divider, column: Int) {
    move(divider, to: divider.shift(at: column))
  }

  private mutating func move(_ divider: Divider, to shift: Int) {
    let shift = divider.clamped(shift)
    guard shift != dividers[screen] ?? 0 else { return }
    dividers[screen] = shift
    viewMotion.moved()
  }
}
