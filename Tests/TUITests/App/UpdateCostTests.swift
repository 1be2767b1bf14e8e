import TestSupport
import Testing

@testable import Inference
@testable import TUI

/// The explorer says what a run takes before it is paid for.
@Suite("Costs before a run")
struct UpdateCostTests {
  /// A large model's state: the structure is a small one's, the kernels are as slow as is asked for.
  private func state(secondsPerOperation: Double) throws -> AppState {
    let folder = try ModelFolder(path: Golden.root + "/assets/models/marigold-depth-tiny")
    var summary = Scenario.large
    summary.cost = try CostModel(folder)
    summary.speed = EngineSpeed { _ in secondsPerOperation }
    summary.heldBefore = 100_000_000
    var state = Scenario.empty()
    _ = update(&state, .picture(.opened(Scenario.picture())))
    _ = update(&state, .model(.loaded(summary)))
    return state
  }

  @Test("what takes long waits for Enter, with its time and memory")
  func slow() throws {
    var state = try state(secondsPerOperation: 1e-9)
    let cost = try #require(state.cost)
    #expect(state.runs.runs.isEmpty)
    #expect(cost.calls == 10)
    let text = try #require(state.notice?.text)
    #expect(text.hasPrefix("Press Enter to run: about "))
    #expect(text.contains(" a step, ") && text.contains(" in all, "))
    #expect(text.contains(MemorySize.text(100_000_000 + cost.peakBytes)))
    #expect(text.hasSuffix("p for a smaller picture."))
    let seconds = cost.seconds(at: try #require(state.summary?.speed))
    #expect(abs(try #require(state.estimatedSeconds) / seconds - 1) < 1e-9)
    #expect(cost.firstStep[.transform] > 0)
    let effects = update(&state, .key(.enter))
    #expect(effects.contains { if case .start = $0 { true } else { false } })
  }

  @Test(
    "that the autoencoder works by bands or passes is said, and counted from then on",
    arguments: [Decoding.bands, .passes])
  func ways(way: Decoding) throws {
    var state = try state(secondsPerOperation: 1e-9)
    let before = try #require(state.cost)
    _ = update(&state, .model(.decoding(way)))
    #expect(state.notice?.text == way.remark && way.remark?.contains(way.rawValue) == true)
    let after = try #require(state.cost)
    #expect(after.decoding == way && after.decode.total > before.decode.total)
    #expect(try HeaderPane.ways(#require(state.summary)).contains(way.rawValue))
    _ = update(&state, .model(.decoding(.whole)))
    #expect(state.cost == before)
    #expect(try !HeaderPane.ways(#require(state.summary)).contains(way.rawValue))
  }

  @Test("what takes less than a second is run at once, large or not")
  func fast() throws {
    let state = try state(secondsPerOperation: 1e-15)
    #expect(state.runs.runs.count == 1)
  }

  @Test("p makes the picture smaller, until there is none")
  func smaller() throws {
    var state = try state(secondsPerOperation: 1e-9)
    let before = try #require(state.cost)
    _ = update(&state, .key(.character("p")))
    #expect(state.settings.value.processingResolution == 640)
    #expect(try #require(state.cost).peakBytes < before.peakBytes)
    for _ in 0..<10 { _ = update(&state, .key(.character("p"))) }
    #expect(state.settings.value.processingResolution == 64)
    #expect(state.notice?.text == "The networks see 64 pixels; there is no smaller picture.")
    _ = update(&state, .key(.character("u")))
    #expect(state.settings.value.processingResolution == 128)
  }

  @Test("a measured step says what another resolution takes")
  func pace() throws {
    var state = try state(secondsPerOperation: 1e-9)
    let operations = try #require(state.cost).step.total
    state.pace = AppState.Pace(
      seconds: 3, resolution: 768, model: Scenario.large.name, operations: operations)
    #expect(state.estimatedStepSeconds == 3)
    // Its weights are in their form by then.
    let cost = try #require(state.cost)
    let seconds = 3 * (cost.operations / operations)
    #expect(abs(try #require(state.estimatedSeconds) / seconds - 1) < 1e-9)
    _ = update(&state, .command("set resolution 384"))
    let smaller = try #require(state.cost).step.total
    #expect(try #require(state.estimatedStepSeconds) == 3 * smaller / operations)
  }
}
