/// How fast the terminal, and the line to it, take pictures: learnt from the time until the question behind
/// a frame is answered.
struct LinkSpeed: Hashable, Sendable {
  private struct Sent: Hashable {
    var bytes: Int
    var time: Double
  }

  /// The shortest time that an answer took: the way there and back.
  private var delay: Double
  /// Seconds a byte of the last frames.
  private var paces: [Double] = []
  private var unanswered: [Sent] = []
  /// How often the budget's moving and resting bytes are halved.
  private var movingHalvings = 0
  private var restingHalvings = 0

  /// Seconds that a frame should take at most while it moves, and at rest.
  private static let movingTime = 0.1
  private static let restingTime = 1.0
  /// A sixteenth of the budget still shows what is there.
  private static let mostHalvings = 4
  /// Whatever else the machine does makes a frame slower, never faster: the fastest of so many says most
  /// of the line.
  private static let remembered = 4
  /// Shorter frames say more about the way than about the speed: all that can be learnt of them is that the line
  /// is no slower.
  private static let fewBytes = 4_096

  /// - Parameter delay: Seconds that the terminal took to answer when nothing was sent before.
  init(delay: Double = 0.02) {
    self.delay = delay
  }

  /// A frame that ends in a question was sent.
  mutating func sent(_ bytes: Int, now: Double) {
    // A terminal that answers nothing any more is asked again for ever.
    if unanswered.count > 16 { unanswered.removeFirst() }
    unanswered.append(Sent(bytes: bytes, time: now))
  }

  /// Answers that are under way will not come.
  mutating func forget() { unanswered = [] }

  /// The oldest question was answered.
  mutating func answered(now: Double, budget: FrameBudget) {
    guard !unanswered.isEmpty else { return }
    let frame = unanswered.removeFirst()
    let seconds = max(0, now - frame.time)
    delay = min(delay, seconds)
    let isShort = frame.bytes < Self.fewBytes
    let pace = max(isShort ? seconds : seconds - delay, 1e-4) / Double(max(1, frame.bytes))
    // A screen of small pictures sends no other frames, and would stay as coarse as under load.
    guard !isShort || pace < paces.min() ?? 0 else { return }
    paces = paces.suffix(Self.remembered - 1) + [pace]
    let fastest = paces.min() ?? pace
    Self.adapt(&movingHalvings, budget.moving, allowed: Self.movingTime / fastest)
    Self.adapt(&restingHalvings, budget.resting, allowed: Self.restingTime / fastest)
  }

  /// What is left of a budget on this line.
  func limited(_ budget: FrameBudget) -> FrameBudget {
    FrameBudget(
      moving: budget.moving >> movingHalvings, resting: budget.resting >> restingHalvings)
  }

  /// Down when the frames take too long, up only when they would be well in time.
  private static func adapt(_ halvings: inout Int, _ bytes: Int, allowed: Double) {
    while halvings < mostHalvings, allowed < 0.8 * Double(bytes >> halvings) { halvings += 1 }
    while halvings > 0, allowed > 1.5 * Double(bytes >> (halvings - 1)) { halvings -= 1 }
  }
}
