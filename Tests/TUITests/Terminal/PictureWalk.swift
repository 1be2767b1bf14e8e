import Inference
import Render

@testable import TUI

/// The explorer without its engine and its terminal: random actions, answers and pictures that take their
/// time, and what the painter makes of all that on a screen in memory.
struct PictureWalk {
  private(set) var state: AppState
  private var worker = FakeWorker()
  private let painter: Painter
  private let screen: VirtualScreen
  private let options: Painter.Options
  private var actions: RandomActions
  private var now = 1.0
  private var answered = 0
  private var ready: Set<ImageKey> = []
  private var making: Set<ImageKey> = []
  /// Whether the program was left.
  private(set) var hasQuit = false

  static let cell = PixelSize(width: 2, height: 4)
  /// Keys of other screens, views and popups.
  private static let switches = Array("1234567vVdni=|R?hloDz")

  init(seed: Int, _ change: (inout Painter.Options) -> Void = { _ in }) throws {
    var facts = Scenario.sixel
    facts.cell = Self.cell
    facts.size = Size(columns: 80, rows: 24)
    state = try Scenario.finished(Scenario.marigold, facts)
    state.pictureChoices = ["scene-00", "scene-05"]
    var options = Painter.Options(graphics: .sixel, cell: Self.cell, registers: 1_024)
    change(&options)
    self.options = options
    screen = VirtualScreen(facts.size, cell: Self.cell)
    painter = Painter(output: screen, options: options)
    actions = RandomActions(seed: seed)
  }

  // MARK: Acting

  /// One random thing happens, and the screen follows as far as it may.
  mutating func step() throws {
    try receive(action())
    for _ in 0..<actions.below(4) { try answer() }
    if actions.below(3) > 0 { try pass(Double(actions.below(20)) / 100) }
    if actions.below(2) == 0 { finishPictures() }
    if actions.below(2) == 0 { acknowledge() }
    paint()
  }

  /// Mostly what brings other pictures to other places; another size now and then.
  private mutating func action() -> Message {
    let isTooSmall = Layout.isTooSmall(state.terminal.size)
    if isTooSmall, actions.below(3) == 0 {
      return .resized(actions.usualSize(), cell: Self.cell)
    }
    // A popup takes most keys; two of three are left at once.
    if state.overlay != nil, actions.below(3) > 0 { return .key(.escape) }
    if actions.below(2) == 0, let key = Self.switches.randomElement(using: &actions.random) {
      return .key(.character(key))
    }
    let message = actions.fromOutside()
    guard case .resized = message else { return message }
    return actions.below(3) == 0
      ? .resized(actions.size(), cell: Self.cell) : .command("open scene-05")
  }

  /// Everything under way comes to its end and is shown.
  mutating func rest() throws {
    for _ in 0..<8 {
      while !worker.isIdle { try answer() }
      try pass(0.2)
      acknowledge()
      paint()
      finishPictures()
      acknowledge()
      paint()
      acknowledge()
      if let due = painter.settleDue { painter.settle(now: due) }
    }
  }

  /// The window gets another size.
  mutating func resize() throws {
    try resize(to: actions.size())
  }

  mutating func resize(to size: Size) throws {
    try receive(.resized(size, cell: Self.cell))
    paint()
  }

  mutating func receive(_ message: Message) throws {
    let effects = update(&state, message)
    try worker.take(effects, state)
    if effects.contains(.redraw) { painter.invalidate() }
    if effects.contains(.quit) { hasQuit = true }
    guard case .resized = message else { return }
    screen.resize(state.terminal.size)
    painter.invalidate()
  }

  private mutating func answer() throws {
    if let message = worker.next() { try receive(message) }
  }

  private mutating func pass(_ seconds: Double) throws {
    now += seconds
    if state.wantsTicks { try receive(.tick(now)) }
    if let due = painter.settleDue, due <= now { painter.settle(now: now) }
  }

  private func acknowledge() {
    if screen.fenceCount > 0 { painter.fenceArrived(now: now) }
  }

  // MARK: Painting

  private mutating func paint() {
    guard painter.mayPaint(now: now) else { return }
    var wanted: Set<ImageKey> = []
    let ready = ready
    let isQuick = actions.below(2) == 0
    painter.paint(view(state, state.terminal.size), now: now) { key in
      guard isQuick || ready.contains(key) else {
        wanted.insert(key)
        return nil
      }
      return Self.picture(key)
    }
    making = wanted
  }

  private mutating func finishPictures() {
    ready.formUnion(making)
    making = []
  }

  /// Four stripes in colours that follow from everything the key says.
  private static func picture(_ key: ImageKey) -> EncodedPicture {
    var bits = UInt64(bitPattern: Int64(key.hashValue))
    let palette = (0..<4).map { _ in
      defer { bits >>= 12 }
      return RGB(UInt8(bits & 15) * 17, UInt8(bits >> 4 & 15) * 17, UInt8(bits >> 8 & 15) * 17)
    }
    let width = key.pixels.width
    let height = key.pixels.height
    var indices: [UInt8] = []
    for row in 0..<height {
      indices += [UInt8](repeating: UInt8(row * 4 / height), count: width)
    }
    let image = IndexedImage(width: width, height: height, indices: indices, palette: palette)
    return .sixel(bytes: SixelEncoder.encode(image), indexed: image)
  }

  // MARK: Looking

  /// What is wrong on the screen, beside one on which the state is shown for the first time; nil for nothing.
  func fault() -> String? {
    let fresh = VirtualScreen(state.terminal.size, cell: Self.cell)
    let painter = Painter(output: fresh, options: options)
    painter.paint(view(state, state.terminal.size), now: now) { Self.picture($0) }
    return (screen.problems + fresh.problems).first ?? screen.difference(from: fresh)
  }

  /// How many pictures the screen shows.
  var pictureCount: Int { view(state, state.terminal.size).placements.count }

  /// Whether `q`, pressed a few times, leaves from here.
  func leaves() -> Bool {
    var state = state
    // What is being typed takes letters; Escape is the way out of it.
    if !Layout.isTooSmall(state.terminal.size) { _ = update(&state, .key(.escape)) }
    return (0..<3).contains { _ in update(&state, .key(.character("q"))).contains(.quit) }
  }
}
