internal import Inference
internal import Render

/// A frame with its pictures looked up: every cell as it should be, and the sixel pictures over them.
struct Composition {
  /// A cell of the terminal.
  enum Cell: Hashable {
    case text(Screen.Cell)
    /// Under a picture.
    case marker
  }

  /// A picture at its place.
  struct Shown {
    var key: ImageKey
    var rect: Rect
    var picture: EncodedPicture
  }

  let size: Size
  var cells: [Cell]
  var sixels: [Shown] = []
  /// Pictures made of characters; they are in `cells` already.
  var blocks: [Shown] = []
  /// How many pictures are being made, and shown as they were or as a placeholder.
  var missing = 0

  /// What to know of the terminal.
  struct Rules: Hashable {
    var graphics: GraphicsMode
    var cell: PixelSize?
  }

  /// - Parameters:
  ///   - frame: what to show.
  ///   - rules: how pictures are shown.
  ///   - before: the composition on the terminal, whose pictures stay where new ones are not ready.
  ///   - lookUp: the picture of a key, nil while it is being made.
  init(
    _ frame: Frame, rules: Rules, before: Composition?, lookUp: (ImageKey) -> EncodedPicture?
  ) {
    size = frame.screen.size
    cells = frame.screen.cells.map { .text(Self.plainSpace($0)) }
    mendWideCharacters()
    guard rules.graphics != .none else { return }
    for placement in frame.placements where fits(placement.rect) && !isCovered(placement.rect) {
      add(placement, rules: rules, before: before, lookUp: lookUp)
    }
  }

  func index(row: Int, column: Int) -> Int { row * size.columns + column }

  /// Whether a picture may be there: on the screen, and not in the last row, where drawing one scrolls.
  private func fits(_ rect: Rect) -> Bool {
    rect.rows > 0 && rect.columns > 0 && rect.row >= 0 && rect.column >= 0
      && rect.endColumn <= size.columns && rect.endRow <= size.rows - 1
  }

  /// Whether something is written over the rectangle, a popup for example: then the picture is withheld
  /// and what the frame says of the cells is shown.
  private func isCovered(_ rect: Rect) -> Bool {
    for row in rect.row..<rect.endRow {
      for column in rect.column..<rect.endColumn {
        guard case .text(let cell) = cells[index(row: row, column: column)] else { return true }
        if cell.text != " " { return true }
      }
    }
    return false
  }

  private mutating func add(
    _ placement: Placement, rules: Rules, before: Composition?,
    lookUp: (ImageKey) -> EncodedPicture?
  ) {
    let rect = placement.rect
    let last = { (shown: [Shown]?) in shown?.first { $0.rect == rect } }
    // What is there already costs nothing, however few bytes a frame may take by now.
    if let shown = last(before?.sixels), shown.key.isFiner(than: placement.key) {
      return addSixel(shown)
    }
    let found = lookUp(placement.key)
    if found == nil { missing += 1 }
    if let picture = found {
      let shown = Shown(key: placement.key, rect: rect, picture: picture)
      switch picture {
      case .sixel(_, let indexed):
        guard rules.graphics == .sixel, Self.fits(indexed, in: rect, cell: rules.cell) else {
          putPlaceholder(rect)
          return
        }
        addSixel(shown)
      case .blocks(let rows): addBlocks(shown, rows, isPlain: rules.graphics == .ascii)
      }
    } else if let shown = last(before?.sixels) {
      addSixel(shown)
    } else if let shown = last(before?.blocks), case .blocks(let rows) = shown.picture {
      addBlocks(shown, rows, isPlain: rules.graphics == .ascii)
    } else {
      putPlaceholder(rect)
    }
  }

  /// Whether the pixels stay inside the cells.
  private static func fits(_ image: IndexedImage, in rect: Rect, cell: PixelSize?) -> Bool {
    guard let cell else { return false }
    return image.width <= rect.columns * cell.width && image.height <= rect.rows * cell.height
  }

  private mutating func addSixel(_ shown: Shown) {
    for row in shown.rect.row..<shown.rect.endRow {
      for column in shown.rect.column..<shown.rect.endColumn {
        cells[index(row: row, column: column)] = .marker
      }
    }
    sixels.append(shown)
  }

  private mutating func addBlocks(_ shown: Shown, _ rows: [[BlockCell]], isPlain: Bool) {
    for (row, line) in rows.prefix(shown.rect.rows).enumerated() {
      for (column, block) in line.prefix(shown.rect.columns).enumerated() {
        let style = isPlain ? Style.plain : Self.style(of: block)
        cells[index(row: shown.rect.row + row, column: shown.rect.column + column)] =
          .text(Screen.Cell(text: String(block.text), style: style))
      }
    }
    blocks.append(shown)
  }

  private static func style(of block: BlockCell) -> Style {
    let above = block.foreground
    let below = block.background
    return Style(
      foreground: .rgb(above.red, above.green, above.blue),
      background: .rgb(below.red, below.green, below.blue))
  }

  private mutating func putPlaceholder(_ rect: Rect) {
    let middle = index(row: rect.row + rect.rows / 2, column: rect.column + rect.columns / 2)
    cells[middle] = .text(Screen.Cell(text: "\u{2026}", style: Style(dim: true)))
  }

  /// The marker's character means something here, so views' own are made ordinary spaces.
  private static func plainSpace(_ cell: Screen.Cell) -> Screen.Cell {
    cell.text == "\u{A0}" ? Screen.Cell(text: " ", style: cell.style) : cell
  }

  /// Halves of wide characters whose other half was written over become spaces, as on the terminal.
  private mutating func mendWideCharacters() {
    for row in 0..<max(0, size.rows) {
      var isAfterWide = false
      for column in 0..<max(0, size.columns) {
        let place = index(row: row, column: column)
        guard case .text(var cell) = cells[place] else { continue }
        let isRightHalf = cell.text.isEmpty
        let isWide = !isRightHalf && TextWidth.columns(of: cell.text) == 2
        if isRightHalf != isAfterWide, isRightHalf {
          cell.text = " "
          cells[place] = .text(cell)
        } else if isAfterWide, !isRightHalf, case .text(var left) = cells[place - 1] {
          left.text = " "
          cells[place - 1] = .text(left)
        }
        isAfterWide = isWide
        if isWide, column == size.columns - 1 {
          cell.text = " "
          cells[place] = .text(cell)
        }
      }
    }
  }
}
