import Inference
import Testing

@testable import TUI

/// Every picture of a frame has its share of the bytes that the frame may take.
@Suite("The budget of a frame")
struct FrameBudgetTests {
  private let budget = FrameBudget(moving: 64 << 10, resting: 256 << 10)

  private func frame(_ state: AppState, _ columns: Int, _ rows: Int) -> Frame {
    budget.limiting(view(state, Size(columns: columns, rows: rows)))
  }

  @Test(
    "The limits of a frame's pictures together stay within it",
    arguments: [(80, 24), (120, 40), (200, 60)])
  func whole(columns: Int, rows: Int) throws {
    var state = try Scenario.finished()
    for key in ["1", "v", "2", "4", "|", "=", "3", "6"] {
      _ = update(&state, .key(.character(Character(key))))
      let limits = frame(state, columns, rows).placements.compactMap(\.key.byteLimit)
      #expect(limits.reduce(0, +) <= budget.resting * 7 / 8)
      #expect(limits.allSatisfy { $0 > 4096 })
    }
  }

  @Test("The ball of normals has its share too")
  func ball() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("n")))
    let balls = frame(state, 200, 60).placements.filter {
      if case .ball = $0.key.content { true } else { false }
    }
    #expect(balls.count == 1 && balls.allSatisfy { $0.key.byteLimit != nil })
  }

  @Test("A photo has twice the share of a map of the same size")
  func photo() throws {
    let frame = frame(try Scenario.finished(), 120, 40)
    let shares = { (isPhoto: Bool) in
      frame.placements.compactMap { placement -> Double? in
        guard let limit = placement.key.byteLimit else { return nil }
        let found = if case .input = placement.key.content { true } else { false }
        return found == isPhoto
          ? Double(limit) / Double(placement.rect.rows * placement.rect.columns) : nil
      }
    }
    let (photos, maps) = (shares(true), shares(false))
    #expect(photos.count == 1 && !maps.isEmpty)
    // Limits are rounded down by up to a quarter.
    for map in maps { #expect((1.5...2.7).contains(photos[0] / map)) }
  }

  @Test("While a step moves, what moves shares the smaller budget and what stays keeps its own")
  func moving() throws {
    var state = try Scenario.finished()
    let rest = frame(state, 120, 40)
    for key in "hhh" { _ = update(&state, .key(.character(key))) }
    let moved = frame(state, 120, 40)
    let coarse = moved.placements.filter(\.key.isCoarse)
    #expect(!coarse.isEmpty)
    #expect(coarse.compactMap(\.key.byteLimit).reduce(0, +) <= budget.moving * 3 / 4)
    let input = { (frame: Frame) in
      frame.placements.first {
        if case .input = $0.key.content { true } else { false }
      }
    }
    #expect(input(moved) == input(rest), "the picture beside it is not sent again")
  }

  @Test("Where plots move along, as in the wide layout, the picture that moves leaves them room")
  func movingBesidePlots() throws {
    var state = try Scenario.finished()
    for key in "hhh" { _ = update(&state, .key(.character(key))) }
    let limits = { (columns: Int, rows: Int) in
      self.frame(state, columns, rows).placements.filter(\.key.isCoarse)
        .compactMap(\.key.byteLimit).reduce(0, +)
    }
    #expect(limits(200, 60) <= limits(120, 40) * 3 / 4)
    #expect(limits(200, 60) > budget.moving / 5)
  }

  @Test("A large window's text and plots leave less for its pictures, and never nothing")
  func restingBesideText() throws {
    let state = try Scenario.finished()
    let limits = { (columns: Int, rows: Int) in
      self.frame(state, columns, rows).placements.compactMap(\.key.byteLimit).reduce(0, +)
    }
    #expect(limits(200, 60) < budget.resting - 200 * 60 * 2)
    #expect(limits(200, 60) >= budget.resting / 5)
    #expect(limits(80, 24) > budget.resting * 3 / 5)
  }

  @Test("Plots have no limit, and a popup changes nobody's")
  func plots() throws {
    var state = try Scenario.finished()
    let before = frame(state, 200, 60)
    for placement in before.placements {
      if case .mismatch = placement.key.content { #expect(placement.key.byteLimit == nil) }
    }
    #expect(before.placements.contains { $0.key.byteLimit == nil })
    _ = update(&state, .key(.character(":")))
    let shown = frame(state, 200, 60).placements
    #expect(!shown.isEmpty)
    #expect(shown.filter { !before.placements.contains($0) }.isEmpty)
  }
}

/// What is learnt of the line from the answers behind the frames.
@Suite("The speed of the line")
struct LinkSpeedTests {
  private let budget = FrameBudget.usual

  /// What is left of the budget on a line of so many bytes a second and seconds of delay.
  private func budget(rate: Double, delay: Double, frames: Int = 12) -> FrameBudget {
    var link = LinkSpeed(delay: delay)
    var now = 0.0
    for _ in 0..<frames {
      let bytes = link.limited(budget).moving
      link.sent(bytes, now: now)
      now += delay + Double(bytes) / rate
      link.answered(now: now, budget: budget)
      now += 0.05
    }
    return link.limited(budget)
  }

  @Test("A fast line has the whole budget, however far away it is", arguments: [0.001, 0.05, 0.3])
  func fast(delay: Double) {
    #expect(budget(rate: 5e6, delay: delay) == budget)
  }

  @Test(
    "On a slow line a moving frame takes about a tenth of a second",
    arguments: [400_000.0, 200_000, 100_000])
  func slow(rate: Double) {
    let left = budget(rate: rate, delay: 0.08)
    #expect(left.moving < budget.moving)
    #expect(Double(left.moving) / rate <= 0.125)
    #expect(Double(left.moving) / rate >= 0.04)
    #expect(Double(left.resting) / rate <= 1.3)
  }

  @Test("It never falls below a sixteenth, and a line that is fast again has all of it")
  func recovers() {
    var link = LinkSpeed(delay: 0.01)
    var now = 0.0
    func send(_ seconds: Double) {
      link.sent(20_000, now: now)
      now += seconds
      link.answered(now: now, budget: budget)
    }
    for _ in 0..<10 { send(5) }
    #expect(link.limited(budget).moving == budget.moving / 16)
    for _ in 0..<30 { send(0.02) }
    #expect(link.limited(budget) == budget)
  }

  @Test("Small pictures alone let it recover; slow or fast, they never lower it")
  func smallPictures() {
    var link = LinkSpeed(delay: 0.01)
    var now = 0.0
    func send(_ bytes: Int, _ seconds: Double) {
      link.sent(bytes, now: now)
      now += seconds
      link.answered(now: now, budget: budget)
    }
    for _ in 0..<8 { send(1_500, 2) }
    #expect(link.limited(budget) == budget, "they say nothing of a slow line")
    for _ in 0..<8 { send(60_000, 3) }
    let loaded = link.limited(budget)
    #expect(loaded.resting < budget.resting)
    send(1_500, 2)
    #expect(link.limited(budget) == loaded)
    send(1_500, 0.001)
    #expect(link.limited(budget) == budget)
  }

  @Test("What slows single frames down is not taken for a slow line")
  func hiccups() {
    var link = LinkSpeed(delay: 0.01)
    var now = 0.0
    for frame in 0..<40 {
      let bytes = link.limited(budget).resting
      link.sent(bytes, now: now)
      now += 0.01 + Double(bytes) / 2e6 + (frame % 4 == 3 ? 0 : 1.5)
      link.answered(now: now, budget: budget)
      #expect(frame < 4 || link.limited(budget) == budget, "\(frame)")
    }
  }

  @Test("Answers belong to the frames in order; those that will not come are forgotten")
  func order() {
    var link = LinkSpeed(delay: 0.01)
    // The second question is asked before the first is answered: neither took 2.5 seconds alone.
    link.sent(60_000, now: 0)
    link.sent(100, now: 2.4)
    link.answered(now: 2.5, budget: budget)
    #expect(link.limited(budget).moving < budget.moving)
    var other = LinkSpeed(delay: 0.01)
    other.sent(60_000, now: 0)
    other.forget()
    other.answered(now: 2.5, budget: budget)
    #expect(other.limited(budget) == budget)
  }
}
