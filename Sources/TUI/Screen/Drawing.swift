import Render

/// A frame being drawn, with what a click on it means.
struct Drawing {
  /// What the pointer finds.
  enum Action: Hashable, Sendable {
    case command(Command)
    case scrub(AppState.ScrubArea)
    /// A picture whose pixels are inspected.
    case pixels(PictureArea)
    /// A picture to zoom and drag.
    case picture(PictureArea)
    /// Cells of the error map.
    case map(MapArea)
    /// A line of a list on screen Model.
    case weights(WeightsState.List, WeightsAction)
    /// A wiped picture, whose border is dragged.
    case border(Rect)
    /// The border between two panes.
    case divider(Divider)
    /// A bar of what is told or held.
    case bar(HoldBar)
    /// A row of the settings panel.
    case row(Int)
    /// A line of the palette's list.
    case suggestion(Int)
    /// A name of the open dialogue.
    case file(Int)
    /// Something that is not to be clicked through.
    case nothing
  }

  struct Hit: Hashable, Sendable {
    var rect: Rect
    var action: Action
  }

  private(set) var screen: Screen
  private(set) var placements: [Placement] = []
  private var covered: [Placement] = []
  private(set) var hits: [Hit] = []
  var cursor: Frame.Position?
  let terminal: TerminalFacts
  /// What is shown of all pictures.
  let region: Region
  private var reserved = 0
  private let theme: Theme

  init(_ size: Size, _ terminal: TerminalFacts, region: Region = .whole) {
    self.region = region
    screen = Screen(size: Size(columns: max(0, size.columns), rows: max(0, size.rows)))
    self.terminal = terminal
    theme = Theme(
      usesColour: terminal.usesColour,
      colours: ThemeColours(terminal.theme, onLightGround: terminal.hasLightGround))
    screen.fill(
      Rect(row: 0, column: 0, rows: screen.size.rows, columns: screen.size.columns),
      style: theme.style(.plain))
  }

  /// The part of the screen that is drawn on.
  var size: Size { Size(columns: screen.size.columns, rows: wholeRows - reserved) }

  /// The rows of the whole screen.
  var wholeRows: Int { screen.size.rows }

  /// Keeps rows at the bottom for something else.
  mutating func reserve(_ rows: Int) {
    reserved = min(max(0, rows), wholeRows)
  }

  var frame: Frame {
    Frame(
      screen: screen, placements: placements, covered: covered, cursor: visibleCursor)
  }

  private var visibleCursor: Frame.Position? {
    cursor.flatMap { place in
      (0..<size.rows).contains(place.row) && (0..<size.columns).contains(place.column)
        ? place : nil
    }
  }

  func style(_ role: Role) -> Style { theme.style(role) }

  /// Writes text; gives back the column after the last.
  @discardableResult
  mutating func put(
    _ text: String, _ row: Int, _ column: Int, _ role: Role = .plain, limit: Int? = nil
  ) -> Int {
    put(text, row, column, style: theme.style(role), limit: limit)
  }

  @discardableResult
  mutating func put(
    _ text: String, _ row: Int, _ column: Int, style: Style, limit: Int? = nil
  ) -> Int {
    guard terminal.usesUnicode else {
      let plain = String(text.map(PlainText.ascii))
      return screen.put(plain, row: row, column: column, style: style, limit: limit)
    }
    return screen.put(text, row: row, column: column, style: style, limit: limit)
  }

  /// Writes text that fits whole or ends in an ellipsis.
  @discardableResult
  mutating func putCut(
    _ text: String, _ row: Int, _ column: Int, _ role: Role = .plain, width: Int
  ) -> Int {
    put(Self.cut(text, width), row, column, role, limit: column + max(0, width))
  }

  /// Text of at most so many cells, with an ellipsis where something is missing.
  static func cut(_ text: String, _ width: Int) -> String {
    guard width > 0 else { return "" }
    guard TextWidth.columns(of: text) > width else { return text }
    var result = ""
    var columns = 0
    for character in text {
      let next = columns + TextWidth.columns(of: character)
      guard next < width else { break }
      columns = next
      result.append(character)
    }
    return result + "…"
  }

  /// Gives a rectangle one look.
  mutating func fill(_ rect: Rect, _ role: Role) {
    screen.fill(rect, style: theme.style(role))
  }

  /// A border with a name at the left and a word at the right of its top.
  mutating func box(_ rect: Rect, _ title: String, _ trailing: String = "", isFocused: Bool = false)
  {
    guard rect.rows >= 2, rect.columns >= 2 else { return }
    let role = isFocused ? Role.focusedBorder : .border
    let line = String(repeating: "─", count: rect.columns - 2)
    put("┌" + line + "┐", rect.row, rect.column, role)
    put("└" + line + "┘", rect.endRow - 1, rect.column, role)
    for row in (rect.row + 1)..<max(rect.row + 1, rect.endRow - 1) {
      put("│", row, rect.column, role)
      put("│", row, rect.endColumn - 1, role)
    }
    let room = rect.columns - 4
    let name = Self.cut(title, room - 2)
    guard !name.isEmpty, room > 3 else { return }
    let end = put(" \(name) ", rect.row, rect.column + 1, .title, limit: rect.endColumn - 1)
    let word = TextWidth.columns(of: trailing)
    guard word > 0, end + word + 4 <= rect.endColumn else { return }
    put(" \(trailing) ", rect.row, rect.endColumn - word - 3, .label, limit: rect.endColumn - 1)
  }

  /// Puts a picture on the frame; never on the last row, never outside.
  mutating func place(_ key: ImageKey, in rect: Rect) {
    guard rect.rows > 0, rect.columns > 0, rect.row >= 0, rect.column >= 0,
      rect.endRow < size.rows, rect.endColumn <= size.columns
    else { return }
    guard !placements.contains(where: { $0.rect.intersects(rect) }) else { return }
    placements.append(Placement(key: key, rect: rect))
  }

  mutating func hit(_ rect: Rect, _ action: Action) {
    hits.append(Hit(rect: rect, action: action))
  }

  /// The border between two panes; after what is drawn in them, whose place it takes.
  mutating func hit(_ divider: Divider?) {
    if let divider { hit(divider.rect, .divider(divider)) }
  }

  /// Clears a rectangle for a popup; pictures it touches are left out of the frame.
  mutating func cover(_ rect: Rect) {
    covered += placements.filter { $0.rect.intersects(rect) }
    placements.removeAll { $0.rect.intersects(rect) }
    hits.removeAll { $0.rect.intersects(rect) }
    screen.fill(rect, style: theme.style(.plain))
    hit(rect, .nothing)
  }
}
