import Inference
import Testing

@testable import TUI

/// Turning the told timestep and the noise level by hand.
@Suite struct UpdateHoldTests {
  private func probe(_ state: AppState, index: Int = 3) -> Probe {
    Probe(
      number: state.probeNumber, index: index, toldTimestep: 0, heldNoise: 0,
      prediction: Scenario.prediction(), metrics: StepMetrics(absRel: 0.5, delta1: 0.4))
  }

  @Test("every turn asks anew, under a new number, with the latents left as they are")
  func turnsTold() throws {
    var state = try Scenario.finished()
    let id = try #require(state.runs.current)
    #expect(
      update(&state, .key(.character("t"))) == [
        .probe(id, index: 3, number: 1, toldTimestep: 249, heldNoise: nil)
      ])
    for (key, told) in [
      (Key.right, 250), (.shiftRight, 260), (.pageUp, 360), (.left, 359), (.pageDown, 259),
    ] {
      let effects = update(&state, .key(key))
      #expect(
        effects == [
          .probe(id, index: 3, number: state.probeNumber, toldTimestep: told, heldNoise: nil)
        ])
    }
    #expect(state.probeNumber == 6)
  }

  @Test("the told timestep stays inside the training timesteps")
  func bounds() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("told 999"))
    #expect(update(&state, .key(.pageUp)).isEmpty)
    #expect(state.hold?.toldTimestep == 999)
    _ = update(&state, .command("told 1000"))
    #expect(state.notice?.text == "told cannot be 1000; allowed: 0 to 999.")
  }

  @Test("the newest answer is shown, older ones that come late are not")
  func answers() throws {
    var state = try Scenario.finished()
    let id = try #require(state.runs.current)
    _ = update(&state, .command("told 400"))
    let late = probe(state)
    _ = update(&state, .command("told 401"))
    let newest = probe(state)
    _ = update(&state, .run(id, .probed(newest)))
    #expect(state.displayed?.probe == 2)
    _ = update(&state, .run(id, .probed(late)))
    #expect(state.displayed?.probe == 2)
    #expect(NumbersLine.figures(state).first?.value == ".500")
    #expect(MismatchBars.levels(state)?.toldTimestep == 401)
  }

  @Test("Esc puts it back")
  func releases() throws {
    var state = try Scenario.finished()
    let id = try #require(state.runs.current)
    _ = update(&state, .command("told 400"))
    _ = update(&state, .run(id, .probed(probe(state))))
    _ = update(&state, .key(.escape))
    #expect(state.hold == nil)
    #expect(state.displayed == AppState.Displayed(run: id, index: 3, view: .predOriginal))
    #expect(NumbersLine.figures(state).first?.value == ".271")
  }

  @Test("keeping the told timestep makes it a setting of that step, to be undone")
  func keepsTold() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("goto 2"))
    _ = update(&state, .command("told 600"))
    let effects = update(&state, .key(.enter))
    #expect(state.settings.value.toldTimesteps == [999, 600, 499, 249])
    #expect(effects == [.start(RunID(number: 2), state.settings.value)])
    #expect(state.schedule?.mismatches[1].told == state.schedule?.noise(at: 600))
    _ = update(&state, .command("undo"))
    #expect(state.settings.value.toldTimesteps == nil)
  }

  @Test("keeping what the plan says anyway changes nothing")
  func keepsPlan() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("hold told"))
    #expect(update(&state, .command("keep")).isEmpty)
    #expect(state.settings.value.toldTimesteps == nil)
  }

  @Test("the noise level is turned under a frozen timestep and can be kept")
  func turnsNoise() throws {
    var state = try Scenario.finished()
    let id = try #require(state.runs.current)
    #expect(
      update(&state, .command("noise 0.5")) == [
        .probe(id, index: 3, number: 1, toldTimestep: 249, heldNoise: 0.5)
      ])
    _ = update(&state, .key(.pageUp))
    #expect(state.hold?.heldNoise == 1)
    _ = update(&state, .run(id, .probed(probe(state))))
    _ = update(&state, .key(.enter))
    #expect(state.hold?.isKept == true)
    #expect(state.displayed?.probe == 2)
    _ = update(&state, .key(.left))
    #expect(state.cursor == 2, "the arrows walk again")
    #expect(state.displayed?.probe == nil)
    _ = update(&state, .key(.right))
    #expect(state.displayed?.probe == 2, "and the kept one is still there")
    _ = update(&state, .key(.escape))
    #expect(state.hold == nil)
  }

  @Test("what cannot be held is refused with the reason")
  func refuses() throws {
    var state = Scenario.ready()
    #expect(update(&state, .key(.character("t"))).isEmpty)
    #expect(state.notice?.text == "There is no step to hold; run first.")
    try Scenario.compute(&state, steps: 2)
    #expect(update(&state, .key(.character("s"))).isEmpty)
    #expect(state.notice?.text.contains("reached its end") == true)
    state = try Scenario.finished()
    _ = update(&state, .command("set noise zeros"))
    try Scenario.compute(&state)
    #expect(update(&state, .key(.character("s"))).isEmpty)
    #expect(state.notice?.text.contains("zeros") == true)
    #expect(update(&state, .command("turn +1")).isEmpty)
    #expect(update(&state, .command("keep")).isEmpty)
    #expect(state.notice?.kind == .failure)
  }

  @Test(
    "a preview of a probe is marked and has no figures, its decode takes its place, an older one does not"
  )
  func previews() throws {
    var state = try Scenario.finished()
    let id = try #require(state.runs.current)
    _ = update(&state, .command("told 400"))
    var preview = probe(state)
    preview.preview = .linear
    preview.metrics = nil
    let decoded = probe(state)
    _ = update(&state, .run(id, .probed(preview)))
    #expect(state.displayed?.probe == 1)
    #expect(state.shownPreviewMark == " preview linear")
    #expect(!NumbersLine.figures(state).contains { $0.label == "AbsRel" })
    _ = update(&state, .run(id, .probed(decoded)))
    #expect(state.shownPreviewMark.isEmpty)
    #expect(NumbersLine.figures(state).first?.value == ".500")
    _ = update(&state, .run(id, .probed(preview)))
    #expect(state.shownPreviewMark.isEmpty, "a preview replaces no decode")
    _ = update(&state, .command("told 401"))
    var next = probe(state)
    next.preview = .taesd
    _ = update(&state, .run(id, .probed(next)))
    _ = update(&state, .run(id, .probed(decoded)))
    #expect(state.shownPreviewMark == " preview taesd")
  }
}
