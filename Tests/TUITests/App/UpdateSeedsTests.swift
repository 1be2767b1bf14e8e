import Inference
import Render
import Testing

@testable import TUI

/// Ensembles on screen Seeds: when they grow, when they stop, and what is kept of them.
@Suite struct UpdateSeedsTests {
  @Test("a adds a member, each press one more, A five; the screen is Seeds then")
  func adds() throws {
    var state = try Scenario.finished()
    let first = update(&state, .command("seeds add"))
    let id = try #require(state.shownSeeds?.id)
    #expect(state.screen == .seeds)
    #expect(first == [.growSeeds(id, state.settings.value, to: 1, nil)])
    #expect(
      update(&state, .key(.character("a"))) == [.growSeeds(id, state.settings.value, to: 2, nil)])
    #expect(
      update(&state, .key(.character("A"))) == [.growSeeds(id, state.settings.value, to: 7, nil)])
    for count in 1...7 { Scenario.member(&state, count) }
    _ = update(&state, .seeds(id, .finished(7)))
    #expect(state.seeds.going == nil && state.shownSeeds?.count == 7)
    #expect(update(&state, .command("seeds 5")).isEmpty)
    #expect(state.shownSeeds?.isGoing == false)
  }

  @Test("that all members are there does not end what was asked for since")
  func lateEnd() throws {
    var state = try Scenario.seeded(count: 1, of: 2)
    let id = try #require(state.shownSeeds?.id)
    _ = update(&state, .key(.character("a")))
    _ = update(&state, .seeds(id, .finished(2)))
    #expect(state.seeds.going?.wanted == 3)
  }

  @Test("growing ends when the members agree", arguments: ["until mad<0.04", "until mad < 0.04"])
  func limit(words: String) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("seeds 10 \(words)"))
    let id = try #require(state.shownSeeds?.id)
    #expect(state.shownSeeds?.limit == 0.04 && state.shownSeeds?.wanted == 10)
    Scenario.member(&state, 1)
    Scenario.member(&state, 2)
    #expect(state.seeds.going != nil)
    let effects = update(
      &state,
      .seeds(
        id,
        .merged(
          version: 2, reduction: "median", measure: "MAD",
          [SeedsSpread(count: 3, mean: 0.03, p95: 0.1)])))
    #expect(effects == [.stopSeeds(id)])
    #expect(state.seeds.going == nil)
    #expect(state.notice?.text.contains("are enough") == true)
  }

  @Test("the MAD of two members, which is 0 whatever they are, is neither shown nor an end")
  func twoMembers() throws {
    var state = try Scenario.seeded(count: 2, of: 10)
    let id = try #require(state.shownSeeds?.id)
    state.seeds.change(id) { $0.limit = 0.5 }
    func merged(_ version: Int, _ measure: String, _ mean: Float, count: Int) -> [Effect] {
      update(
        &state,
        .seeds(
          id,
          .merged(
            version: version, reduction: measure == "std" ? "mean" : "median", measure: measure,
            [SeedsSpread(count: count, mean: mean, p95: mean)])))
    }
    #expect(merged(2, "MAD", 0, count: 2).isEmpty)
    #expect(state.seeds.going != nil)
    #expect(state.shownSeeds.flatMap { Plots.uncertainty($0, 0) } == nil)
    let screen = view(state, Size(columns: 120, rows: 40)).screen.text
    #expect(screen.contains("of two members is 0") && !screen.contains("MAD mean"))
    #expect(merged(3, "std", 0.9, count: 2).isEmpty)
    #expect(state.shownSeeds?.spreads(0).last?.mean == 0.9)
    #expect(merged(4, "MAD", 0.1, count: 3) == [.stopSeeds(id)])
    #expect(state.shownSeeds?.spreads(0).map(\.count) == [3])
  }

  @Test("a cancel keeps the members there are, and a goes on", arguments: ["cancel", "interrupt"])
  func cancel(command: String) throws {
    var state = try Scenario.seeded(count: 3, of: 10)
    let id = try #require(state.shownSeeds?.id)
    #expect(update(&state, .command(command)) == [.stopSeeds(id)])
    #expect(state.shownSeeds?.count == 3 && state.shownSeeds?.spreads(0).count == 1)
    #expect(
      update(&state, .key(.character("a"))) == [.growSeeds(id, state.settings.value, to: 4, nil)])
  }

  @Test("other settings stop the growing and begin an ensemble beside the first")
  func settings() throws {
    var state = try Scenario.seeded(count: 2, of: 5)
    let id = try #require(state.shownSeeds?.id)
    #expect(update(&state, .command("set predicts sample")).contains(.stopSeeds(id)))
    #expect(state.shownSeeds == nil)
    _ = update(&state, .key(.character("A")))
    Scenario.member(&state, 1)
    Scenario.member(&state, 2)
    let plot = try #require(Plots.deviations(state))
    #expect(plot.series.filter { !$0.name.isEmpty }.map(\.name).count == 2)
    _ = update(&state, .command("undo"))
    #expect(state.shownSeeds?.id == id)
  }

  @Test("median and mean turn; only figures of one reduction stand in one curve")
  func merges() throws {
    var state = try Scenario.seeded(count: 4, of: 4)
    let id = try #require(state.shownSeeds?.id)
    #expect(update(&state, .key(.character("m"))) == [.mergeSeeds(id, .mean)])
    _ = update(
      &state,
      .seeds(
        id,
        .merged(
          version: 9, reduction: "mean", measure: "std",
          [SeedsSpread(count: 4, mean: 0.05, p95: 0.1)])))
    #expect(state.shownSeeds?.spreads(0).count == 1 && state.shownSeeds?.measure == "std")
    #expect(update(&state, .key(.character("m"))) == [.mergeSeeds(id, .median)])
    #expect(update(&state, .command("seeds merge auto")) == [.mergeSeeds(id, nil)])
    // An answer that was overtaken changes nothing.
    _ = update(&state, .seeds(id, .merged(version: 8, reduction: "median", measure: "MAD", [])))
    #expect(state.shownSeeds?.reduction == "mean")
  }

  @Test("only so many ensembles are kept, and the worker forgets the rest")
  func isBounded() throws {
    var state = try Scenario.finished()
    var forgotten: [Effect] = []
    for seed in 1...(SeedsState.kept + 2) {
      _ = update(&state, .command("set seed \(seed)"))
      forgotten += update(&state, .command("seeds 2")).filter {
        if case .forgetSeeds = $0 { return true }
        return false
      }
    }
    #expect(state.seeds.groups.count == SeedsState.kept)
    #expect(forgotten == [.forgetSeeds(.init(number: 1)), .forgetSeeds(.init(number: 2))])
  }

  @Test("what cannot be grown is refused in a sentence")
  func refusals() throws {
    var none = Scenario.empty()
    #expect(update(&none, .command("seeds 4")).isEmpty)
    #expect(none.notice?.kind == .failure)
    var summary = Scenario.marigold
    summary.controls.missing[.noise] = "Lotus-D sees the picture alone, without noise"
    var lotus = Scenario.ready(summary)
    #expect(update(&lotus, .command("seeds add")).isEmpty)
    #expect(lotus.notice?.text.contains("alike") == true)
    var state = try Scenario.finished()
    for line in [
      "seeds 0", "seeds 257", "seeds many", "seeds 4 until", "seeds 4 until mad<0",
      "seeds 4 until mad<nan", "seeds 4 mad<1", "seeds merge sum", "seeds merge", "seeds show all",
      "seeds add 0", "seeds add x",
    ] {
      _ = update(&state, .command(line))
      #expect(state.notice?.kind == .failure, "\(line)")
      _ = update(&state, .key(.escape))
      #expect(state.seeds.groups.isEmpty, "\(line)")
    }
    _ = update(&state, .command("seeds 2"))
    let id = try #require(state.shownSeeds?.id)
    _ = update(&state, .seeds(id, .failed(message: "No memory.")))
    #expect(state.seeds.going == nil && state.shownSeeds?.problem == "No memory.")
  }

  @Test("x turns the pane, 5 and gd lead to the screen")
  func panes() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("5")))
    #expect(state.screen == .seeds)
    _ = update(&state, .key(.character("1")))
    _ = update(&state, .key(.character("g")))
    _ = update(&state, .key(.character("d")))
    #expect(state.screen == .seeds)
    for pane in [SeedsState.Pane.members, .spread, .input, .uncertainty] {
      _ = update(&state, .key(.character("x")))
      #expect(state.seeds.pane == pane)
    }
  }

  @Test("a member becomes the current run by Enter, by a click and by its number, and once")
  func opens() throws {
    var state = try Scenario.seeded(count: 3, of: 3)
    let group = try #require(state.shownSeeds?.id)
    for _ in 0..<5 { _ = update(&state, .key(.character("j"))) }
    _ = update(&state, .key(.character("k")))
    #expect(state.selectedMember == 1, "the last was reached, and one back")
    let effects = update(&state, .key(.enter))
    let id = try #require(state.runs.current)
    #expect(effects.contains(.startMember(id, SeedsMember(group: group, number: 2))))
    #expect(state.screen == .steps && state.runs[id]?.member?.number == 2)
    try Scenario.compute(&state)
    let size = Size(columns: 120, rows: 40)
    #expect(view(state, size).screen.text.contains("member 2 of the ensemble"))
    _ = update(&state, .key(.character("r")))
    #expect(state.currentRun?.member == nil, "r runs the settings alone")
    _ = update(&state, .command("seeds"))
    #expect(
      update(&state, .key(.enter)).allSatisfy { if case .startMember = $0 { false } else { true } })
    #expect(state.runs.current == id, "a member that is there is used again")
    _ = update(&state, .command("screen compare"))
    _ = update(&state, .command("side a 1"))
    let line = CompareTable.lines(state, 40).first { $0.label == "member" }
    #expect(line?.a == "none" && line?.b == "2", "their settings are the same")
  }

  @Test("each tile is a place to click")
  func clicks() throws {
    var state = try Scenario.seeded(count: 4, of: 5)
    _ = update(&state, .resized(Size(columns: 120, rows: 40), cell: state.terminal.cell))
    let hits = draw(state, state.terminal.size).hits.filter {
      if case .command(.seeds(.open)) = $0.action { return $0.rect.rows > 1 }
      return false
    }
    #expect(hits.map(\.action) == (1...4).map { .command(.seeds(.open($0))) })
    for (one, other) in zip(hits, hits.dropFirst()) { #expect(!one.rect.intersects(other.rect)) }
    let rect = try #require(hits.last).rect
    _ = update(
      &state,
      .mouse(
        MouseEvent(
          kind: .press, button: .left, row: rect.row + rect.rows / 2,
          column: rect.column + rect.columns / 2)))
    #expect(state.currentRun?.member?.number == 4)
  }

  @Test("a member that is not there is refused, and Enter without members runs")
  func noMember() throws {
    var state = try Scenario.seeded(count: 2, of: 5)
    for line in ["seeds open 3", "seeds open 0", "seeds open x", "seeds open 1 2"] {
      #expect(update(&state, .command(line)).isEmpty, "\(line)")
      #expect(state.notice?.kind == .failure, "\(line)")
    }
    var none = try Scenario.finished()
    _ = update(&none, .command("seeds"))
    #expect(update(&none, .command("seeds open 1")).isEmpty && none.notice?.kind == .failure)
    _ = update(&none, .key(.enter))
    #expect(none.notice?.text.hasPrefix("These settings have been run") == true)
  }

  @Test("a member is seen as a preview before its decode, and opened or merged only after it")
  func previews() throws {
    let size = Size(columns: 120, rows: 40)
    var state = try Scenario.seeded(count: 2, of: 4)
    let id = try #require(state.shownSeeds?.id)
    let map = Scenario.prediction()
    func members() -> SeedsPicture? {
      draw(state, size).placements.lazy.compactMap { placed in
        guard case .seeds(let picture) = placed.key.content, case .members = picture.part else {
          return nil
        }
        return picture
      }.first
    }
    _ = update(&state, .seeds(id, .previewed(count: 3, maps: [map], .linear)))
    let picture = try #require(members())
    #expect(picture.hasPreview)
    guard case .members(3, _, _, _) = picture.part else {
      Issue.record("\(picture.part)")
      return
    }
    #expect(FrameText.of(view(state, size)).contains("3 preview linear"))
    #expect(state.shownSeeds?.count == 2 && state.shownSeeds?.version == 1)
    let opens = draw(state, size).hits.filter {
      if case .command(.seeds(.open(.some))) = $0.action { true } else { false }
    }
    #expect(opens.count == 2)
    Scenario.member(&state, 3)
    #expect(members()?.hasPreview == false)
    #expect(!FrameText.of(view(state, size)).contains("preview"))
    _ = update(&state, .seeds(id, .previewed(count: 3, maps: [map], .linear)))
    #expect(members()?.hasPreview == false, "a preview replaces no decode")
  }
}
