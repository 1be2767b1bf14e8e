import Inference
import Testing

@testable import TUI

/// The screens as a person sees them, at every size the layout treats differently.
@Suite struct ScreenSnapshotTests {
  static let sizes = [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
    Size(columns: 40, rows: 10), Size(columns: 39, rows: 9),
  ]

  @Test("the steps of a finished run", arguments: sizes)
  func steps(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("goto 2"))
    expectScreen(state, "steps", size)
  }

  @Test("a run that is going", arguments: sizes)
  func going(size: Size) throws {
    var state = Scenario.ready()
    _ = update(&state, .command("set steps 10"))
    try Scenario.compute(&state, steps: 6)
    let run = try #require(state.runs.current)
    let stage = Checkpoint.Stage(
      network: "unet", block: "mid_block.attentions.0", completed: 9, total: 25)
    _ = update(&state, .run(run, .stage(stage, secondsLeft: 1.8)))
    expectScreen(state, "going", size)
  }

  @Test("one leading step, where the network is told far too little noise", arguments: sizes)
  func leading(size: Size) throws {
    var state = Scenario.ready()
    _ = update(&state, .command("preset leading-1"))
    try Scenario.compute(&state)
    expectScreen(state, "leading-1", size)
  }

  @Test("the schedule", arguments: sizes)
  func schedule(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("screen schedule"))
    _ = update(&state, .command("preset linspace-2"))
    expectScreen(state, "schedule", size)
  }

  @Test("the schedule of many steps in braille")
  func scheduleInBraille() throws {
    var state = Scenario.ready(Scenario.marigold, TerminalFacts())
    _ = update(&state, .command("set steps 50"))
    _ = update(&state, .command("screen schedule"))
    _ = update(&state, .command("goto 30"))
    expectScreen(state, "schedule-braille", Size(columns: 80, rows: 24))
    expectScreen(state, "schedule-braille", Size(columns: 120, rows: 40))
  }

  @Test("normals, with their axes")
  func normals() throws {
    let state = try Scenario.finished(Scenario.normals)
    expectScreen(state, "normals", Size(columns: 80, rows: 24))
    expectScreen(state, "normals", Size(columns: 120, rows: 40))
  }

  @Test("a picture without ground truth, in ASCII")
  func ascii() throws {
    var facts = TerminalFacts()
    facts.graphics = .ascii
    facts.usesUnicode = false
    facts.usesColour = false
    facts.graphicsName = "letters"
    let state = try Scenario.finished(Scenario.marigold, facts, hasTruth: false)
    expectScreen(state, "ascii", Size(columns: 80, rows: 24))
  }

  @Test("the settings panel with the focus", arguments: sizes.dropLast())
  func settings(size: Size) throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.tab))
    _ = update(&state, .key(.down))
    expectScreen(state, "settings", size)
  }

  @Test("a held timestep with its probe")
  func hold() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("told 400"))
    let run = try #require(state.runs.current)
    let probe = Probe(
      number: state.probeNumber, index: 3, toldTimestep: 400, heldNoise: 0.57,
      prediction: Scenario.prediction(), metrics: StepMetrics(absRel: 0.412, delta1: 0.5))
    _ = update(&state, .run(run, .probed(probe)))
    expectScreen(state, "hold", Size(columns: 80, rows: 24))
  }

  @Test("before anything is there")
  func beginnings() {
    let size = Size(columns: 80, rows: 24)
    var state = Scenario.empty()
    expectScreen(state, "no-model", size)
    _ = update(&state, .command("model marigold-depth-tiny"))
    _ = update(&state, .command("open scene-00"))
    expectScreen(state, "loading", size)
    expectScreen(Scenario.ready(Scenario.large), "not-run", size)
    expectScreen(Scenario.ready(), "starting", size)
  }

  @Test("what went wrong, with what to do")
  func failures() throws {
    let size = Size(columns: 80, rows: 24)
    var state = Scenario.empty()
    _ = update(
      &state,
      .model(
        .failed(
          name: "broken",
          message: "unet/diffusion_pytorch_model.safetensors is damaged: the file ends 1048576 "
            + "bytes early; download it again.")))
    expectScreen(state, "model-failed", size)
    state = try Scenario.finished()
    _ = update(&state, .picture(.failed(path: "x.png", message: "x.png is not a picture.")))
    expectScreen(state, "picture-failed", size)
    _ = update(&state, .command("set spacing linspace"))
    let run = try #require(state.runs.current)
    _ = update(
      &state,
      .run(
        run,
        .failed(
          message: "The unet gives NaN or infinity in block mid_block.attentions.0: 12 of 12 "
            + "values are not finite; check the checkpoint with a fresh download.")))
    expectScreen(state, "run-failed", size)
    state = Scenario.ready()
    _ = update(&state, .key(.control("c")))
    _ = update(&state, .run(try #require(state.runs.current), .cancelled))
    expectScreen(state, "cancelled", size)
  }
}
