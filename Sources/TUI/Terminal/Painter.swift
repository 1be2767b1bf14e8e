internal import Render

/// Brings frames to the terminal: changed cells through curses, then changed pictures in one write.
///
/// - Source: the order and the escape sequences are those found to work in xterm, mlterm and foot.
final class Painter {
  /// What it has to know of the terminal.
  struct Options: Hashable {
    var graphics: GraphicsMode
    var cell: PixelSize?
    var limit: PixelSize?
    var registers = 256
    var hasSynchronisedOutput = false
    var hasFence = false
    var hasFewSlots = false
    /// How many bytes a frame may take on a fast line; nil for as many as it needs.
    var budget: FrameBudget?
    /// Seconds that the terminal took to answer when nothing was sent before.
    var delay = 0.02
  }

  private let output: any TerminalOutput
  private let options: Options
  /// Told of each picture that was sent.
  private let report: (Composition.Shown) -> Void
  private var layer: PictureLayer
  private var shown: Composition?
  /// Whether everything has to be sent.
  private(set) var isInvalid = true
  private var fenceSentAt: Double?
  private var link: LinkSpeed
  private var lastPictureAt = 0.0
  private var settledAt: Double?
  private var cursor: Frame.Position?

  /// How long an answer to the fence is waited for.
  static let fenceLimit = 2.0
  /// How long no picture comes before all are settled, at least.
  ///
  /// Pictures of a map come one after another, and more slowly on a slow line or machine, where sending
  /// all of them between any two would take most of the time: so it is also so many times what the last
  /// settling took.
  static let leastSettleDelay = 0.15
  static let settleRests = 3.0
  private(set) var settleDelay = Painter.leastSettleDelay

  init(
    output: any TerminalOutput, options: Options,
    report: @escaping (Composition.Shown) -> Void = { _ in }
  ) {
    self.output = output
    self.options = options
    self.report = report
    link = LinkSpeed(delay: options.delay)
    layer = PictureLayer(
      cell: options.cell ?? PixelSize(width: 1, height: 1), limit: options.limit,
      registers: options.registers, hasFewSlots: options.hasFewSlots)
  }

  // MARK: What the loop asks

  /// When the next frame may be sent: at once, or when the terminal has shown the last one.
  func mayPaint(now: Double) -> Bool {
    guard let fenceSentAt else { return true }
    return now - fenceSentAt >= Self.fenceLimit
  }

  /// When the wait for the fence ends.
  var fenceDeadline: Double? { fenceSentAt.map { $0 + Self.fenceLimit } }

  /// When to call `settle`.
  var settleDue: Double? { needsSettling ? lastPictureAt + settleDelay : nil }

  /// Not before the next frame where the contents are unknown: a window that has become smaller has no room for
  /// the pictures of the last one.
  private var needsSettling: Bool { layer.needsSettling && !isInvalid }

  /// How many bytes a frame may take, as fast as the line is.
  var budget: FrameBudget? { options.budget.map(link.limited) }

  /// The answer to the fence came.
  func fenceArrived(now: Double) {
    fenceSentAt = nil
    if let budget = options.budget { link.answered(now: now, budget: budget) }
    guard let settledAt else { return }
    let seconds = min(max(0, now - settledAt), Self.fenceLimit)
    settleDelay = max(Self.leastSettleDelay, Self.settleRests * seconds)
    self.settledAt = nil
  }

  /// The answer to the fence will not come.
  func forgetFence() {
    fenceSentAt = nil
    settledAt = nil
    link.forget()
  }

  /// The terminal's contents are unknown: everything is sent with the next frame.
  func invalidate() { isInvalid = true }

  /// The window may have been covered meanwhile.
  func exposed(now: Double) {
    layer.exposed()
    lastPictureAt = now
  }

  // MARK: Painting

  /// Shows a frame; gives back how many of its pictures are still being made.
  @discardableResult
  func paint(
    _ frame: Frame, now: Double, picture: (ImageKey) -> EncodedPicture?
  ) -> Int {
    let rules = Composition.Rules(graphics: options.graphics, cell: options.cell)
    let isResized = shown?.size != frame.screen.size
    let next = Composition(
      frame, rules: rules, before: isResized ? nil : shown, lookUp: picture)
    let isAnew = isInvalid || isResized
    let before = isAnew ? nil : shown
    if isAnew { output.invalidate() }
    let changed = Self.changes(from: before, to: next)
    let dirty = Self.dirty(next, before: before, changed: changed)
    shown = next
    isInvalid = false
    guard isAnew || !changed.isEmpty || !dirty.isEmpty || cursor != frame.cursor else {
      return next.missing
    }
    cursor = frame.cursor
    if options.hasSynchronisedOutput { send(TerminalModes.beginSynchronised) }
    wipe(next, before: before, dirty: dirty)
    for place in changed { put(next.cells[place], place, columns: next.size.columns) }
    output.place(cursor: frame.cursor)
    output.flushCells()
    if sendPictures(layer.bytes(drawing: dirty), now: now) { dirty.forEach(report) }
    return next.missing
  }

  /// Sends all pictures as one, so that none is missing when the window is exposed.
  func settle(now: Double) {
    guard let shown, needsSettling, mayPaint(now: now) else { return }
    if options.hasSynchronisedOutput { send(TerminalModes.beginSynchronised) }
    if sendPictures(layer.bytes(settling: shown.sixels), now: now) { shown.sixels.forEach(report) }
    if fenceSentAt == now { settledAt = now }
  }

  /// One write: the pictures, and the question whose answer says that they are on the screen; false
  /// when the terminal did not take them all.
  private func sendPictures(_ pictures: [UInt8], now: Double) -> Bool {
    var bytes: [UInt8] = []
    if !pictures.isEmpty {
      bytes += Array(TerminalModes.saveCursor.utf8) + pictures
      bytes += Array(TerminalModes.restoreCursor.utf8)
      lastPictureAt = now
    }
    if options.hasSynchronisedOutput { bytes += Array(TerminalModes.endSynchronised.utf8) }
    if !pictures.isEmpty, options.hasFence {
      bytes += Array(TerminalModes.fence.utf8)
      fenceSentAt = now
      settledAt = nil
      link.sent(bytes.count, now: now)
    }
    guard !bytes.isEmpty else { return true }
    let isWhole = output.write(bytes)
    // Who knows how much arrived.
    if !isWhole { invalidate() }
    return isWhole
  }

  private func send(_ text: String) { _ = output.write(Array(text.utf8)) }

  // MARK: Differences

  /// The places of the cells that differ.
  private static func changes(from before: Composition?, to next: Composition) -> [Int] {
    guard let before else { return Array(next.cells.indices) }
    return next.cells.indices.filter { before.cells[$0] != next.cells[$0] }
  }

  /// The pictures to send: new ones, changed ones, moved ones, and those with cells written over.
  private static func dirty(
    _ next: Composition, before: Composition?, changed: [Int]
  ) -> [Composition.Shown] {
    let columns = next.size.columns
    let places = changed.map { (row: $0 / columns, column: $0 % columns) }
    return next.sixels.filter { picture in
      let same = before?.sixels.first { $0.rect == picture.rect && $0.key == picture.key }
      if same == nil { return true }
      if wipes(picture, before: before) { return true }
      return places.contains { picture.rect.contains(row: $0.row, column: $0.column) }
    }
  }

  /// Whether parts of other pictures lie where this one goes and it does not cover them all.
  private static func wipes(_ picture: Composition.Shown, before: Composition?) -> Bool {
    guard let before else { return false }
    return before.sixels.contains { old in
      old.rect.intersects(picture.rect)
        && (old.rect != picture.rect || old.pixels.width > picture.pixels.width
          || old.pixels.height > picture.pixels.height)
    }
  }

  /// Prints spaces where a picture's remains would show beside a new one: the cells are marked before
  /// and after, so that the difference alone would leave them.
  private func wipe(
    _ next: Composition, before: Composition?, dirty: [Composition.Shown]
  ) {
    let columns = next.size.columns
    var places: [Int] = []
    for picture in dirty where Self.wipes(picture, before: before) {
      for row in picture.rect.row..<picture.rect.endRow {
        for column in picture.rect.column..<picture.rect.endColumn {
          let place = row * columns + column
          if before?.cells[place] == .marker { places.append(place) }
        }
      }
    }
    guard !places.isEmpty else { return }
    for place in places { put(.text(Screen.Cell()), place, columns: columns) }
    output.flushCells()
    for place in places { put(.marker, place, columns: columns) }
  }

  private func put(_ cell: Composition.Cell, _ place: Int, columns: Int) {
    switch cell {
    case .marker: output.putMarker(row: place / columns, column: place % columns)
    case .text(let cell):
      // The right half of a wide character comes with the left.
      if !cell.text.isEmpty { output.put(cell, row: place / columns, column: place % columns) }
    }
  }
}

extension Composition.Shown {
  /// The size of a sixel picture.
  fileprivate var pixels: PixelSize {
    guard case .sixel(_, let image) = picture else { return PixelSize(width: 0, height: 0) }
    return PixelSize(width: image.width, height: image.height)
  }
}
