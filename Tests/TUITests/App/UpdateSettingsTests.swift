import Inference
import Testing

@testable import TUI

/// Settings, models and pictures.
@Suite struct UpdateSettingsTests {
  @Test("changes can be taken back and made again")
  func undo() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("set seed 7"))
    _ = update(&state, .key(.character("u")))
    #expect(state.settings.value.seed == 2024)
    _ = update(&state, .key(.control("r")))
    #expect(state.settings.value.seed == 7)
    #expect(update(&state, .command("redo")).isEmpty)
    #expect(state.notice?.text == "There is nothing to redo.")
  }

  @Test("a knob the model lacks is refused with the reason")
  func refuses() throws {
    var state = try Scenario.finished()
    #expect(update(&state, .key(.character("w"))).isEmpty)
    #expect(
      state.notice
        == Notice(
          kind: .failure, text: "task cannot be changed: only Lotus models have a task switcher."))
    var empty = Scenario.empty()
    #expect(update(&empty, .command("set steps 2")).isEmpty)
    #expect(empty.notice?.text == "No model is loaded; :model loads one.")
  }

  @Test("leading to trailing at one step is one key")
  func spacingKey() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("preset leading-1"))
    #expect(state.schedule?.toldTimesteps == [1])
    #expect(abs((state.schedule?.mismatches[0].told ?? 0) - 0.0413) < 1e-4)
    _ = update(&state, .key(.character("c")))
    _ = update(&state, .key(.character("p")))
    #expect(state.settings.value.timestepSpacing == .trailing)
    #expect(state.schedule?.toldTimesteps == [999])
  }

  @Test("cf turns what is decoded at the end: in the panel, a session and a command line")
  func finalKey() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("c")))
    let effects = update(&state, .key(.character("f")))
    #expect(state.settings.value.finalSample == .predOriginalSample)
    #expect(effects.contains { if case .start = $0 { true } else { false } })
    #expect(
      state.notice?.text
        == "pred_original_sample is decoded at the end; the steps themselves are the same.")
    #expect(SettingsRow.setting(.finalSample).value(state) == "pred_original_sample")
    let session = try #require(state.session)
    #expect(session.lines.contains("set final pred_original_sample"))
    #expect(
      RunLine.text(session, Scenario.marigold.defaults).hasSuffix(" --final pred_original_sample"))
    _ = update(&state, .command("next final"))
    #expect(state.settings.value.finalSample == .prevSample)
    _ = update(&state, .command("set final x0"))
    #expect(
      state.notice?.kind == .failure
        && state.notice?.text.contains("prev_sample, pred_original_sample") == true)
  }

  @Test("the stride's miss is noticed where it happens")
  func stride() throws {
    var state = Scenario.ready()
    _ = update(&state, .command("preset trailing-13-offbyone"))
    let facts = try #require(state.schedule)
    #expect(facts.strideMisses(0))
    #expect(SchedulePane.remark(facts).contains("t − T/n"))
    _ = update(&state, .command("set steps 4"))
    let even = try #require(state.schedule)
    #expect(SchedulePane.remark(even).isEmpty)
  }

  @Test("steps that give no schedule say so, and nothing runs")
  func impossible() {
    var state = Scenario.ready()
    _ = update(&state, .command("set spacing leading"))
    let effects = update(&state, .command("set steps 1000"))
    #expect(effects.isEmpty)
    #expect(state.schedule == nil)
    #expect(state.notice?.kind == .failure)
    #expect(update(&state, .key(.enter)).isEmpty)
    _ = update(&state, .command("set steps 4"))
    #expect(state.schedule != nil)
  }

  @Test("a model is loaded by name; the picture and the seed stay")
  func model() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("set seed 5"))
    try Scenario.compute(&state)
    #expect(update(&state, .command("model x y")) == [.loadModel("x y")])
    #expect(state.summary == Scenario.marigold, "the old one is there until the new one is")
    let effects = update(&state, .model(.loaded(Scenario.normals)))
    #expect(state.picture?.id == PictureID(number: 1))
    #expect(state.settings.value.seed == 5)
    #expect(effects.count == 1)
    #expect(state.displayed == nil)
    #expect(state.shownQuantity == .normals)
    #expect(update(&state, .command("quantity depth")).isEmpty)
    #expect(state.notice?.kind == .failure)
  }

  @Test("a model that fails to load leaves the old one")
  func modelFails() throws {
    var state = try Scenario.finished()
    _ = update(&state, .model(.loading(name: "x")))
    _ = update(&state, .model(.failed(name: "x", message: "x is not there; look again.")))
    #expect(state.model == .ready(Scenario.marigold))
    #expect(state.notice?.kind == .failure)
  }

  @Test("another picture is run with the same settings; the old result is not shown beside it")
  func picture() throws {
    var state = try Scenario.finished()
    #expect(update(&state, .command("open other.png")) == [.openPicture(path: "other.png")])
    let effects = update(&state, .picture(.opened(Scenario.picture(2))))
    #expect(effects == [.start(RunID(number: 2), Scenario.marigold.defaults)])
    #expect(state.displayed == nil)
    _ = update(&state, .picture(.failed(path: "x", message: "x is not a picture.")))
    #expect(state.picture?.id == PictureID(number: 2))
  }

  @Test("the old picture stays until the new run has one")
  func noFlicker() throws {
    var state = try Scenario.finished()
    let before = state.displayed
    _ = update(&state, .command("set spacing leading"))
    #expect(state.displayed == before)
    try Scenario.compute(&state, steps: 1)
    #expect(
      state.displayed == AppState.Displayed(run: RunID(number: 2), index: 0, view: .predOriginal))
  }
}
