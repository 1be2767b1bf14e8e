import Render

/// The part of the picture that every pane shows: one for all of them, so that they stay together.
struct Viewport: Sendable, Hashable {
  /// How many times larger than the whole the picture can be shown.
  static let factors = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]
  /// What `z` goes to first.
  static let usual = 4

  /// How many times larger than the whole the picture is shown.
  private(set) var factor = 1
  /// The middle, in shares of the picture's edges.
  private var x = 0.5
  private var y = 0.5

  var isWhole: Bool { factor == 1 }

  /// What is shown.
  var region: Region {
    guard !isWhole else { return .whole }
    let size = 1 / Double(factor)
    return Region(left: x - size / 2, top: y - size / 2, width: size, height: size)
  }

  /// The next factor in a direction; stays at the ends.
  func factor(_ direction: Int) -> Int {
    let place = Self.factors.lastIndex { $0 <= factor } ?? 0
    return Self.factors[min(max(place + direction, 0), Self.factors.count - 1)]
  }

  /// Shows a place in the middle, as far as the picture's edges allow.
  mutating func centre(_ x: Double, _ y: Double) {
    let half = 0.5 / Double(factor)
    self.x = min(max(x, half), 1 - half)
    self.y = min(max(y, half), 1 - half)
  }

  /// Another factor, with a place of the picture where it was on the screen.
  mutating func zoom(to factor: Int, around anchor: (x: Double, y: Double)) {
    let old = region
    self.factor = min(max(factor, 1), Self.factors.last ?? 1)
    let size = 1 / Double(self.factor)
    centre(
      anchor.x + (0.5 - (anchor.x - old.left) / old.width) * size,
      anchor.y + (0.5 - (anchor.y - old.top) / old.height) * size)
  }

  /// The middle of what is shown, in shares of the picture.
  var centre: (x: Double, y: Double) { (x, y) }

  /// Moves by shares of what is shown.
  mutating func pan(across: Double, down: Double) {
    centre(x + across / Double(factor), y + down / Double(factor))
  }

  /// Moves no further than needed to have a place inside, a little away from the edge.
  mutating func show(_ x: Double, _ y: Double) {
    guard !isWhole else { return }
    let margin = 0.1 / Double(factor)
    let shown = region
    let right = shown.left + shown.width
    let bottom = shown.top + shown.height
    let across = min(x - margin - shown.left, 0) + max(x + margin - right, 0)
    let down = min(y - margin - shown.top, 0) + max(y + margin - bottom, 0)
    guard across != 0 || down != 0 else { return }
    centre(self.x + across, self.y + down)
  }

  /// The pixel in the middle of what is shown.
  func middle(_ picture: Picture) -> Measures.Pixel {
    Measures.Pixel(
      x: min(Int(x * Double(picture.width)), max(0, picture.width - 1)),
      y: min(Int(y * Double(picture.height)), max(0, picture.height - 1)))
  }

  /// The place of the picture under a place of a pane, both in shares.
  func place(across: Double, down: Double) -> (x: Double, y: Double) {
    let shown = region
    return (shown.left + across * shown.width, shown.top + down * shown.height)
  }
}

/// What can be done with the shown part of the picture.
enum ZoomAction: Hashable, Sendable {
  /// Closer where the whole picture is shown, else the whole picture.
  case toggle
  case closer, further
  /// The whole picture.
  case off
  case factor(Int)
  /// Percent of what is shown.
  case pan(across: Int, down: Int)

  /// The command, as it is typed.
  var text: String {
    switch self {
    case .toggle: "zoom"
    case .closer: "zoom in"
    case .further: "zoom out"
    case .off: "zoom off"
    case .factor(let factor): "zoom \(factor)"
    case .pan(let across, let down): "pan \(Self.signed(across)) \(Self.signed(down))"
    }
  }

  private static func signed(_ count: Int) -> String { (count < 0 ? "" : "+") + String(count) }
}

/// The cells of a picture that shows the viewport, once or, as latent channels do, in two by two tiles.
struct PictureArea: Sendable, Hashable {
  var rect: Rect
  var isTiled = false

  /// A cell's place, in shares of what is shown.
  func share(row: Int, column: Int) -> (across: Double, down: Double) {
    let across = (Double(column - rect.column) + 0.5) / Double(max(1, rect.columns))
    let down = (Double(row - rect.row) + 0.5) / Double(max(1, rect.rows))
    guard isTiled else { return (across, down) }
    return (Self.inTile(across), Self.inTile(down))
  }

  /// The shares of what is shown that so many cells are.
  func shares(rows: Int, columns: Int) -> (across: Double, down: Double) {
    let tiles = isTiled ? 2.0 : 1.0
    return (
      Double(columns) * tiles / Double(max(1, rect.columns)),
      Double(rows) * tiles / Double(max(1, rect.rows))
    )
  }

  private static func inTile(_ share: Double) -> Double { share < 0.5 ? 2 * share : 2 * share - 1 }
}

/// The picture is being dragged: where the pointer went down, and what was shown then.
struct Dragged: Sendable, Hashable {
  var area: PictureArea
  var row: Int
  var column: Int
  var start: Viewport
}
