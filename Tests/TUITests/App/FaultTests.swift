import Inference
import Testing

@testable import TUI

/// NaN and times in the explorer: what is heard of a run's blocks.
@Suite struct FaultTests {
  @Test("a step that is not finite can be looked at, and says where it went wrong")
  func looked() throws {
    var state = try Scenario.broken()
    #expect(state.currentRun?.fault == Scenario.fault)
    #expect(state.cursor == 2 && state.reachableSteps == 3)
    #expect(state.shownFault == Scenario.fault)
    let figures = NumbersLine.figures(state)
    #expect(figures.first?.value == "9216 of 9216" && figures.allSatisfy(\.isBad))
    #expect(StatusLine.status(state, 120).contains("at step 3 of 4 in block mid_block.resnets.0"))
    let contents = view(state, Size(columns: 120, rows: 40)).placements.map(\.key.content)
    let stripes = contents.filter { if case .hatch = $0 { true } else { false } }
    #expect(stripes.count == 1)
    _ = update(&state, .key(.character("h")))
    #expect(state.cursor == 1 && state.shownFault == nil)
    _ = update(&state, .key(.character("$")))
    #expect(state.shownFault == Scenario.fault)
  }

  @Test("7 goes to the tensor that holds the value, once")
  func visits() throws {
    var state = try Scenario.broken()
    _ = update(&state, .key(.character("7")))
    let key = try #require(state.weights.key)
    _ = update(&state, .weights(key, .contents(Scenario.contents, structure: nil)))
    #expect(state.shownComponent?.name == "unet")
    #expect(state.weights.block == "mid_block.resnets.0")
    #expect(state.shownTensor?.name == "mid_block.resnets.0.conv1.weight")
    _ = update(&state, .command("weights tensor conv_in.bias"))
    _ = update(&state, .key(.character("1")))
    _ = update(&state, .key(.character("7")))
    #expect(state.shownTensor?.name == "conv_in.bias", "a person's choice stays")
  }

  @Test("a fault before any step has stripes; one of the encoder has no step")
  func encoder() throws {
    var state = Scenario.ready()
    let run = try #require(state.runs.current)
    let fault = NonFiniteFault(
      network: "vae.encoder", block: "encoder.conv_in", count: 1, total: 2)
    _ = update(&state, .run(run, .fault(fault)))
    _ = update(&state, .run(run, .failed(message: fault.sentence)))
    #expect(state.shownFault == fault)
    #expect(state.notice?.kind == .failure)
  }

  @Test("blocks have their own times, lines above them the sum, slowest first when asked")
  func times() throws {
    var state = try Scenario.browsed()
    let shares = state.blockShares
    let whole = try #require(shares[""])
    #expect(abs(whole.seconds - Scenario.times.reduce(0) { $0 + $1.seconds }) < 1e-9)
    #expect(whole.share == 1)
    #expect(shares["mid_block"]?.seconds == 1.54)
    #expect(shares["time_embedding"] == nil)
    _ = update(&state, .key(.character("s")))
    #expect(
      state.blockRows.map(\.path).prefix(2) == [
        "mid_block.attentions.0", "down_blocks.0.resnets.0",
      ]
    )
    _ = update(&state, .key(.character("s")))
    #expect(state.blockRows.first?.path == "")
    _ = update(&state, .command("weights component vae"))
    _ = update(&state, .key(.character("s")))
    #expect(state.notice?.kind == .failure && !state.weights.isByTime)
  }

  @Test("times of a run of another model are not taken")
  func foreign() throws {
    var state = try Scenario.finished()
    let run = try #require(state.runs.current)
    _ = update(&state, .run(run, .timed(index: 0, Scenario.times)))
    #expect(state.weights.timings["unet"]?.source == "run 1 step 1")
    _ = update(&state, .model(.loaded(Scenario.normals)))
    #expect(state.weights.timings.isEmpty)
    _ = update(&state, .run(run, .timed(index: 0, Scenario.times)))
    #expect(state.weights.timings.isEmpty)
  }

  @Test("the tree stops at the blocks that the networks report")
  func tree() {
    let rows = BlockTree.rows(Scenario.contents.components[0].tensors)
    #expect(
      rows.map(\.path) == [
        "", "conv_in", "conv_norm_out", "conv_out", "down_blocks.0", "down_blocks.0.resnets.0",
        "down_blocks.1", "down_blocks.1.resnets.0", "down_blocks.2", "down_blocks.2.resnets.0",
        "mid_block", "mid_block.attentions.0", "mid_block.resnets.0", "time_embedding",
        "time_embedding.linear_1",
      ])
    #expect(rows[4].title == "down_blocks.0" && rows[5].title == "resnets.0")
    #expect(rows[0].tensors.count == Scenario.contents.components[0].tensors.count)
    for row in rows.dropFirst() {
      let names = Scenario.contents.components[0].tensors[row.tensors].map(\.name)
      #expect(!names.isEmpty && names.allSatisfy { $0.hasPrefix(row.path + ".") })
    }
    #expect(BlockTree.rows([]).isEmpty)
  }
}
