import Inference
import Testing

@testable import TUI

/// Zoomed pictures and the views of a step as a person sees them.
@Suite struct ViewSnapshotTests {
  static let sizes = [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
  ]

  private func expect(
    _ state: AppState, _ name: String, _ size: Size,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectScreen(state, name, size, isAtRest: true, sourceLocation: sourceLocation)
  }

  @Test("a part of the picture, in all panes", arguments: sizes)
  func zoomed(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("zoom 8"))
    _ = update(&state, .command("pan +50 -25"))
    expect(state, "zoom", size)
  }

  @Test("a part of the picture with its inspected pixel", arguments: sizes)
  func zoomedAndInspected(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("inspect 100 60"))
    _ = update(&state, .command("zoom 16"))
    expect(state, "zoom-inspect", size)
  }

  @Test("the error against ground truth, with its legend", arguments: sizes)
  func error(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("goto 2"))
    for effect in update(&state, .command("view error")) {
      if case .survey(let picture) = effect { _ = update(&state, .surveyed(picture, 0...1.25)) }
    }
    expect(state, "view-error", size)
  }

  @Test("the noise as latents, with its legend", arguments: sizes)
  func latents(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("view eps"))
    for effect in update(&state, .command("latent on")) {
      if case .survey(let picture) = effect { _ = update(&state, .surveyed(picture, -3.5...3.5)) }
    }
    expect(state, "view-latent", size)
  }

  @Test("depth and normals together, flipped, with the ball", arguments: sizes)
  func together(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("quantity normals"))
    _ = update(&state, .command("flip y"))
    _ = update(&state, .command("together maps"))
    expect(state, "together", size)
  }

  @Test("the task switcher as a slider, and the kind of scene")
  func switches() throws {
    var state = try Scenario.finished(UpdateLookTests.lotus)
    _ = update(&state, .command("blend +3"))
    try Scenario.compute(&state)
    expect(state, "lotus-blend", Size(columns: 120, rows: 40))
    let geowizard = try Scenario.finished(UpdateLookTests.geowizard)
    expect(geowizard, "geowizard", Size(columns: 120, rows: 40))
  }

  @Test("colours in words where there are none", arguments: sizes)
  func mono(size: Size) throws {
    var facts = Scenario.sixel
    facts.usesColour = false
    var state = try Scenario.finished(Scenario.marigold, facts)
    _ = update(&state, .command("range 0.25 0.75"))
    expect(state, "view-mono", size)
  }

  @Test("everything at once where there is room")
  func wide() throws {
    for usesColour in [true, false] {
      var facts = Scenario.sixel
      facts.usesColour = usesColour
      facts.size = Size(columns: 200, rows: 60)
      var state = try Scenario.finished(Scenario.marigold, facts)
      let key = try #require(state.mapKey)
      _ = update(&state, .map(key, .began(try Scenario.map(key, cells: 81))))
      expect(state, usesColour ? "wide" : "wide-mono", facts.size)
    }
  }

  @Test("a large model's map is not filled unasked")
  func wideAndLarge() {
    var facts = Scenario.sixel
    facts.size = Size(columns: 200, rows: 60)
    expect(Scenario.ready(Scenario.large, facts), "wide-large", facts.size)
  }
}
