internal import Render

/// How pictures are shown.
enum GraphicsMode: String, Hashable, Sendable, CaseIterable {
  case sixel
  /// Half blocks in colour.
  case blocks
  /// A ramp of ASCII characters.
  case ascii
  /// Not at all.
  case none
}

/// How many colours cells can have.
enum ColourDepth: Hashable, Sendable {
  case mono
  case eight
  case sixteen
  case indexed256
  case direct
}

/// What the terminal can do, from its replies, its size and the environment.
struct Capabilities: Hashable, Sendable {
  /// What a person or a test ordered.
  struct Overrides: Hashable, Sendable {
    /// Nil is `auto`.
    var graphics: GraphicsMode?
    var cell: PixelSize?
  }

  /// What the kernel knows of the window; 0 where it does not.
  struct Window: Hashable, Sendable {
    var size: Size
    var pixels: PixelSize
  }

  var graphics: GraphicsMode
  /// The pixels of one cell, where known.
  var cell: PixelSize?
  /// Colour registers for sixel, at most 256 a picture.
  var registers: Int { min(256, allRegisters) }
  /// Those that the pictures of a composite share.
  var allRegisters: Int
  /// The largest sixel picture, where the terminal says it.
  var largestPicture: PixelSize?
  var hasSynchronisedOutput: Bool
  var hasFence: Bool
  /// Whether the terminal answers `CSI 16 t`, so that it can be asked again when the font changes.
  var answersCellSize: Bool
  /// Whether the cell follows from the window's pixels.
  var followsWindow: Bool
  /// Whether both the locale writes UTF-8 and the terminal reads it; else all text is ASCII.
  var isUTF8: Bool
  var colours: ColourDepth
  /// Whether the terminal's own ground is light, as far as it says.
  var hasLightGround: Bool
  /// The terminal's name for itself, else nil.
  var version: String?

  /// xterm keeps sixteen pictures and never frees one: see `PictureLayer`.
  var hasFewPictureSlots: Bool { version?.hasPrefix("XTerm(") ?? false }

  init(
    _ replies: TerminalReplies, window: Window, environment: [String: String], isUTF8: Bool,
    overrides: Overrides = Overrides()
  ) {
    let wantsColour = (environment["NO_COLOR"] ?? "").isEmpty
    let cell = overrides.cell ?? Self.cell(replies, window)
    self.cell = cell
    let isUTF8 = isUTF8 && (replies.columnsOfTwoBytes ?? 1) == 1
    self.isUTF8 = isUTF8
    allRegisters = max(2, replies.registers ?? 256)
    largestPicture = replies.geometry
    hasSynchronisedOutput = replies.hasSynchronisedOutput
    hasFence = replies.hasFence
    answersCellSize = replies.cell != nil && overrides.cell == nil
    followsWindow = replies.cell == nil && overrides.cell == nil
    version = replies.version
    hasLightGround = replies.ground.map { $0.luma > 127 } ?? false
    colours = wantsColour ? Self.colours(environment, version: replies.version) : .mono
    let text: GraphicsMode = isUTF8 && colours >= .indexed256 ? .blocks : .ascii
    let showsSixel = replies.attributes.dropFirst().contains(4) && cell != nil
    graphics = overrides.graphics ?? (showsSixel ? .sixel : text)
    if graphics == .sixel, cell == nil {
      // Ordered without knowing the cell: what Windows Terminal and most others emulate.
      self.cell = PixelSize(width: 10, height: 20)
    }
  }

  /// The rule: what the terminal says of a cell, else its window divided, rounded down because some
  /// count their borders in.
  static func cell(_ replies: TerminalReplies, _ window: Window) -> PixelSize? {
    if let cell = replies.cell, isSensible(cell) { return cell }
    return divided(window.pixels, window.size)
      ?? replies.textArea.flatMap { divided($0, window.size) }
  }

  /// The cell of a window, where its pixels are known.
  static func divided(_ pixels: PixelSize, _ size: Size) -> PixelSize? {
    guard size.columns > 0, size.rows > 0 else { return nil }
    let cell = PixelSize(width: pixels.width / size.columns, height: pixels.height / size.rows)
    return isSensible(cell) ? cell : nil
  }

  /// Whether a terminal can be believed.
  static func isSensible(_ cell: PixelSize) -> Bool {
    (2...200).contains(cell.width) && (4...400).contains(cell.height)
  }

  /// Takes over how many colours curses found; half blocks need many.
  mutating func limitColours(to count: Int, overrides: Overrides) {
    colours = min(colours, ColourDepth(count: count))
    if overrides.graphics == nil, graphics == .blocks, colours < .indexed256 { graphics = .ascii }
  }

  /// From `TERM` and `COLORTERM`; curses may know of fewer, which the terminal then takes over.
  static func colours(_ environment: [String: String], version: String?) -> ColourDepth {
    let term = environment["TERM"] ?? ""
    let claim = (environment["COLORTERM"] ?? "").lowercased()
    // screen passes on what its outer terminal claims without being able to do it.
    let isScreen = term.hasPrefix("screen")
    if term.hasSuffix("-direct") || (!isScreen && (claim == "truecolor" || claim == "24bit")) {
      return .direct
    }
    // Under its plain name xterm promises eight, though it has them all.
    if term == "xterm", version?.hasPrefix("XTerm(") == true { return .indexed256 }
    if term.contains("256color") || ["foot", "xterm-kitty", "alacritty"].contains(term) {
      return .indexed256
    }
    if term.contains("16color") { return .sixteen }
    return term.hasPrefix("vt") ? .mono : .eight
  }
}

extension ColourDepth: Comparable {
  /// The depth of a terminal with so many colours.
  init(count: Int) {
    switch count {
    case (1 << 24)...: self = .direct
    case 256...: self = .indexed256
    case 16...: self = .sixteen
    case 8...: self = .eight
    default: self = .mono
    }
  }

  private var rank: Int {
    switch self {
    case .mono: 0
    case .eight: 1
    case .sixteen: 2
    case .indexed256: 3
    case .direct: 4
    }
  }

  static func < (left: ColourDepth, right: ColourDepth) -> Bool { left.rank < right.rank }
}
