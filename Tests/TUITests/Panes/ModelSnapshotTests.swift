import Inference
import TestSupport
import Testing

@testable import TUI

/// Screen Model as a person sees it.
@Suite struct ModelSnapshotTests {
  @Test(
    "components, blocks with times, tensors and a histogram", arguments: ScreenSnapshotTests.sizes)
  func browsed(size: Size) throws {
    expectScreen(try Scenario.browsed(), "model", size)
  }

  @Test("its colours", arguments: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)])
  func colours(size: Size) throws {
    expectScreen(try Scenario.browsed(), "model-colours", size, FrameText.styles)
  }

  @Test("the slowest blocks first")
  func slowest() throws {
    var state = try Scenario.browsed()
    _ = update(&state, .key(.character("s")))
    expectScreen(state, "model-slowest", Size(columns: 120, rows: 40))
  }

  @Test("in braille and without colour", arguments: ScreenSnapshotTests.sizes.prefix(3))
  func mono(size: Size) throws {
    var facts = TerminalFacts()
    facts.usesColour = false
    expectScreen(try Scenario.browsed(facts), "model-mono", size)
    facts.usesUnicode = false
    facts.graphics = .ascii
    expectScreen(try Scenario.browsed(facts), "model-ascii", size)
  }

  @Test("what is wrong with a checkpoint", arguments: ScreenSnapshotTests.sizes.prefix(3))
  func broken(size: Size) throws {
    var state = try Scenario.broken()
    expectScreen(state, "fault", size)
    _ = update(&state, .key(.character("7")))
    let key = try #require(state.weights.key)
    let structure = "The weights do not fit the UNet that its config.json describes."
    _ = update(&state, .weights(key, .contents(Scenario.contents, structure: structure)))
    var statistics = Scenario.statistics
    statistics.nans = 1
    if let tensor = state.shownTensor {
      _ = update(&state, .weights(key, .measured(tensor, .statistics(statistics))))
    }
    let bad = ComponentHealth.Values.bad(
      tensor: "mid_block.resnets.0.conv1.weight", index: 5, value: "nan")
    _ = update(&state, .weights(key, .values(component: "unet", bad)))
    expectScreen(state, "model-fault", size)
  }

  @Test("stripes in text")
  func stripes() throws {
    expectScreen(try Scenario.broken(TerminalFacts()), "fault-text", Size(columns: 80, rows: 24))
  }

  @Test("while the headers are read, and a component without weights")
  func waiting() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("7")))
    expectScreen(state, "model-reading", Size(columns: 80, rows: 24))
    state = try Scenario.browsed()
    _ = update(&state, .command("weights component scheduler"))
    expectScreen(state, "model-scheduler", Size(columns: 80, rows: 24))
  }
}
