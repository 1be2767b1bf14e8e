import Inference
import TestSupport
import Testing

@testable import TUI

/// Undo and redo of what is no setting of a run: previews, model, precision.
@Suite("Undo of models, precisions and previews")
struct UpdateUndoTests {
  /// What undo brings back.
  private struct Choices: Equatable {
    var settings: RunSettings
    var opened: Opening?
    var precision: PrecisionChoice
    var preview: PreviewChoice

    init(_ state: AppState) {
      settings = state.settings.value
      opened = state.opened
      precision = state.precision
      preview = state.preview
    }
  }

  private static let undo = Message.key(.character("u"))
  private static let redo = Message.key(.control("r"))

  /// A message and, where it asks for a model, that model's loading.
  @discardableResult
  private func play(_ message: Message, _ state: inout AppState) -> [Effect] {
    let effects = update(&state, message)
    for case .loadModel(let name) in effects {
      var summary = name.contains("normals") ? Scenario.normals : Scenario.marigold
      if name.contains("lotus") {
        summary.name = name
        summary.defaults.steps = 1
      }
      _ = update(&state, .model(.loaded(summary)))
    }
    return effects
  }

  @Test("previews are taken back and chosen again, without a run")
  func previews() throws {
    var state = try Scenario.finished()
    #expect(play(.command("preview linear"), &state) == [.usePreviews(.linear)])
    play(.command("preview linear"), &state)
    play(.command("preview off"), &state)
    #expect(play(Self.undo, &state) == [.usePreviews(.linear)])
    #expect(play(Self.undo, &state) == [.usePreviews(.auto)])
    #expect(state.preview == .auto && state.notice?.text == PreviewChoice.auto.sentence)
    #expect(play(Self.undo, &state).isEmpty)
    #expect(state.notice?.text == "There is nothing to undo.")
    #expect(play(Self.redo, &state) == [.usePreviews(.linear)])
    #expect(state.preview == .linear)
  }

  @Test("previews chosen before any model was there are taken back, too")
  func early() {
    var state = Scenario.empty()
    _ = update(&state, .command("preview off"))
    _ = update(&state, .model(.loaded(Scenario.marigold)))
    #expect(update(&state, Self.undo) == [.usePreviews(.auto)])
    #expect(state.settings.value == Scenario.marigold.defaults)
  }

  @Test("the former model is opened again with the settings it had, and its run is there")
  func model() throws {
    var state = try Scenario.finished()
    play(.command("set steps 3"), &state)
    try Scenario.compute(&state)
    let run = state.runs.current
    play(.command("model marigold-normals-tiny"), &state)
    play(.command("set steps 7"), &state)
    play(Self.undo, &state)
    #expect(state.settings.value.steps == Scenario.normals.defaults.steps)
    let effects = update(&state, Self.undo)
    #expect(effects.contains(.loadModel("marigold-depth-tiny")))
    #expect(
      state.notice?.text == "marigold-depth-tiny opens again with the settings it had.")
    _ = update(&state, .model(.loaded(Scenario.marigold)))
    #expect(state.settings.value.steps == 3 && state.runs.current == run)
    #expect(state.notice?.text.hasSuffix("Its settings are those it had.") == true)
    play(Self.redo, &state)
    #expect(state.summary == Scenario.normals && state.predictsNormals)
    play(Self.redo, &state)
    #expect(state.settings.value.steps == 7)
    #expect(play(Self.redo, &state).isEmpty)
  }

  @Test("the precision before is asked for again; what was set stays through both")
  func precision() throws {
    var state = try Scenario.finished()
    play(.command("set steps 7"), &state)
    play(.command("precision fp32"), &state)
    #expect(state.settings.value.steps == 7)
    let effects = play(Self.undo, &state)
    #expect(effects.contains(.usePrecision(.auto)))
    #expect(effects.contains(.loadModel("marigold-depth-tiny")))
    #expect(state.precision == .auto && state.settings.value.steps == 7)
    play(Self.redo, &state)
    #expect(state.precision == .fp32)
  }

  @Test("while a model loads nothing is wound, and a model that fails leaves all as it was")
  func fails() throws {
    var state = try Scenario.finished()
    play(.command("precision fp32"), &state)
    play(.command("set seed 3"), &state)
    play(Self.undo, &state)
    _ = update(&state, Self.undo)
    #expect(update(&state, Self.undo).isEmpty)
    #expect(
      state.notice?.text
        == "marigold-depth-tiny is loading; u and Ctrl-R wait until it is there.")
    let before = Scenario.marigold.name
    #expect(
      update(&state, .model(.failed(name: before, message: "Gone."))) == [.usePrecision(.fp32)])
    #expect(state.precision == .fp32 && state.model == .ready(Scenario.marigold))
    play(Self.redo, &state)
    #expect(state.settings.value.seed == 3, "what undo could not do is not in the way of redo")
    play(Self.undo, &state)
    play(Self.undo, &state)
    #expect(state.precision == .auto)
  }

  @Test("another model asked for while undo waits for one is a change of its own")
  func overtaken() throws {
    var state = try Scenario.finished()
    play(.command("model marigold-normals-tiny"), &state)
    _ = update(&state, Self.undo)
    var lotus = Scenario.marigold
    lotus.name = "lotus"
    _ = update(&state, .command("model lotus"))
    _ = update(&state, .model(.loaded(Scenario.marigold)))
    _ = update(&state, .model(.loaded(lotus)))
    #expect(state.reopening == nil)
    play(Self.undo, &state)
    #expect(state.summary == Scenario.marigold)
    play(Self.undo, &state)
    #expect(state.summary == Scenario.normals)
  }

  @Test("after mixed changes undo ends at the beginning and redo at the end", arguments: 1...20)
  func mixed(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let precisions = PrecisionChoice.allCases.filter { (try? $0.check()) != nil }
    let lines =
      ["preview linear", "preview off", "preview auto", "preview /a/b"]
      + precisions.map { "precision \($0.rawValue)" }
      + ["marigold-depth-tiny", "marigold-normals-tiny", "lotus-g"].map { "model \($0)" }
      + ["set seed 1", "set seed 2", "set steps 2", "set spacing leading", "set final \(final)"]
      + ["preset trailing-1", "set scheduler euler"]
    var state = try Scenario.finished()
    var passed = [Choices(state)]
    for _ in 0..<40 {
      play(.command(lines.randomElement(using: &random) ?? "set seed 9"), &state)
      let now = Choices(state)
      if now != passed.last { passed.append(now) }
    }
    for expected in passed.dropLast().reversed() {
      play(Self.undo, &state)
      #expect(Choices(state) == expected)
    }
    play(Self.undo, &state)
    #expect(state.notice?.text == "There is nothing to undo.")
    for expected in passed.dropFirst() {
      play(Self.redo, &state)
      #expect(Choices(state) == expected)
    }
    play(Self.redo, &state)
    #expect(state.notice?.text == "There is nothing to redo.")
  }

  private var final: String { RunSettings.FinalSample.predOriginalSample.rawValue }
}
