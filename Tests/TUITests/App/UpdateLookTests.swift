import Inference
import Render
import Testing

@testable import TUI

/// Views of a step: what is asked for, how it is coloured, and what is refused.
@Suite struct UpdateLookTests {
  /// A model with depth and normals of one run.
  static let geowizard: ModelSummary = {
    var summary = Scenario.marigold
    summary.name = "geowizard-tiny"
    summary.family = "geowizard"
    summary.modalities = [Modality(.depth), Modality(.normals, image: 1)]
    summary.axes = "X left, Y up, Z to the viewer"
    summary.controls = Controls(missing: [.task: "only Lotus models have a task switcher"])
    return summary
  }()

  static let lotus: ModelSummary = {
    var summary = Scenario.marigold
    summary.name = "lotus-g-depth-tiny"
    summary.family = "lotus"
    summary.defaults.steps = 1
    summary.defaults.predictionType = .sample
    summary.controls = Controls(missing: [.domain: "only GeoWizard models are told"])
    return summary
  }()

  private func shown(_ state: AppState) -> [ImageKey] {
    view(state, Size(columns: 120, rows: 40)).placements.map(\.key)
  }

  /// The picture of the step in the large pane.
  private func step(_ state: AppState) throws -> (ImageKey.StepPicture, ImageKey) {
    for key in shown(state) {
      if case .step(let picture) = key.content { return (picture, key) }
    }
    throw Missing()
  }

  private struct Missing: Error {}

  @Test("v goes through all views and back to the first")
  func round() throws {
    var state = try Scenario.finished()
    var seen: [StepView] = []
    for _ in StepView.allCases {
      _ = update(&state, .key(.character("v")))
      seen.append(state.view)
    }
    #expect(seen == Array(StepView.allCases.dropFirst()) + [.predOriginal])
  }

  @Test(
    "a view asks for the tensor it shows",
    arguments: [
      ("eps", DecodeTarget(part: .epsilon)), ("v", DecodeTarget(part: .velocity)),
      ("output", .modelOutput), ("xt", .latents),
    ])
  func asks(name: String, target: DecodeTarget) throws {
    var state = try Scenario.finished()
    let run = try #require(state.runs.current)
    let effects = update(&state, .command("view \(name)"))
    #expect(effects == [.decode(run, index: 3, target)])
    _ = update(
      &state, .run(run, .decoded(index: 3, target, Scenario.prediction(), nil)))
    #expect(try step(state).0.view == state.view)
  }

  @Test("latents need nothing decoded, and their limits are asked for once")
  func latents() throws {
    var state = try Scenario.finished()
    let effects = update(&state, .command("view channels"))
    let (picture, _) = try step(state)
    #expect(picture.isLatent && picture.view == .predOriginal)
    guard case .survey(let wanted) = effects.first else {
      Issue.record("\(effects)")
      return
    }
    #expect(effects.count == 1)
    _ = update(&state, .surveyed(wanted, -2...2))
    #expect(state.shownRange(picture) == -2...2)
    #expect(update(&state, .command("colours turbo")).isEmpty)
    _ = update(&state, .key(.character("c")))
    _ = update(&state, .key(.character("d")))
    #expect(state.look.isLatent == false)
    _ = update(&state, .command("view error"))
    _ = update(&state, .command("latent on"))
    #expect(state.notice?.text.contains("measured on decoded") == true)
    #expect(try step(state).0.isLatent == false)
  }

  @Test("the spread over the steps waits for all of them, and grows with the step")
  func spread() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("view std"))
    #expect(try step(state).0.view == .spread)
    #expect(state.targets(.spread, 2).map(\.index) == [0, 1, 2])
    var lacking = Scenario.ready()
    try Scenario.compute(&lacking, decodes: false)
    _ = update(&lacking, .command("view std"))
    #expect(throws: Missing.self) { try step(lacking) }
  }

  @Test("the error needs the truth of its kind, and says so")
  func error() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("view error"))
    #expect(try step(state).0.view == .error)
    var none = try Scenario.finished(hasTruth: false)
    _ = update(&none, .command("view error"))
    #expect(throws: Missing.self) { try step(none) }
    let text = view(none, Size(columns: 120, rows: 40)).screen.text
    #expect(text.contains("no ground truth"))
  }

  @Test("the error takes the fit of its step, or none")
  func fit() throws {
    var state = try Scenario.finished()
    let run = try #require(state.runs.current)
    let fit = Alignment(scale: 2, shift: 1)
    _ = update(
      &state,
      .run(
        run,
        .decoded(
          index: 3, .predOriginal, Scenario.prediction(),
          StepMetrics(absRel: 0.1, alignment: fit))))
    _ = update(&state, .command("view error"))
    #expect(try step(state).0.alignment == fit)
    _ = update(&state, .command("fit none"))
    #expect(try step(state).0.alignment == Alignment(scale: 1, shift: 0))
  }

  @Test("colours go from end to end of a picture, of all steps, or as told")
  func ranges() throws {
    var state = try Scenario.finished()
    #expect(try step(state).1.style.scale == .usual)
    _ = update(&state, .command("range 0.25 0.75"))
    #expect(try step(state).1.style.scale == .fixed(0.25...0.75))
    var effects = update(&state, .command("range image"))
    #expect(try step(state).1.style.scale == .image)
    #expect(effects.count == 1)
    effects = update(&state, .command("range steps"))
    #expect(effects.count == 3, "one step is known already")
    #expect(try step(state).1.style.scale == .usual, "until one is known")
    for (place, effect) in effects.enumerated() {
      guard case .survey(let picture) = effect else { continue }
      _ = update(&state, .surveyed(picture, (0.1 * Float(place + 1))...0.8))
    }
    #expect(try step(state).1.style.scale == .fixed(0.1...0.8))
    #expect(update(&state, .command("goto 1")).isEmpty, "nothing is asked for twice")
    _ = update(&state, .command("range next"))
    #expect(state.look.range == .auto)
  }

  @Test(
    "wrong words change nothing",
    arguments: [
      "range", "range 1", "range 1 1", "range 2 1", "range nan 1", "range x", "range 0 1e9",
      "flip", "flip w", "flip x y", "latent maybe", "latent on off", "together all", "blend 0",
      "blend", "tasks 2",
    ])
  func wrong(line: String) throws {
    var state = try Scenario.finished()
    let before = state.look
    _ = update(&state, .command(line))
    #expect(state.look == before)
    #expect(state.notice?.kind == .failure)
  }

  @Test("flipped axes change sign and say so; a second time they are as before")
  func flips() throws {
    var state = try Scenario.finished(Scenario.normals)
    #expect(state.flippedAxes == "X right, Y up, Z to the viewer")
    _ = update(&state, .command("flip x"))
    _ = update(&state, .command("flip z"))
    #expect(state.flippedAxes == "X left, Y up, Z away from the viewer")
    #expect(try step(state).1.style.flip == [.x, .z])
    _ = update(&state, .command("flip x"))
    #expect(state.look.flip == .z)
    _ = update(&state, .command("flip none"))
    #expect(state.look.flip.isEmpty)
  }

  @Test("the ground truth is never flipped")
  func truthStays() throws {
    var state = try Scenario.finished(Scenario.normals)
    _ = update(&state, .command("flip x"))
    for key in view(state, Size(columns: 200, rows: 60)).placements.map(\.key) {
      if case .groundTruth = key.content { #expect(key.style == PictureStyle()) }
    }
  }

  @Test("D shows depth beside normals, then normals from depth beside true ones, then one alone")
  func together() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("D")))
    #expect(state.look.together == .maps)
    #expect(quantities(state) == [.depth, .normals])
    _ = update(&state, .key(.character("D")))
    #expect(state.look.together == .normals)
    #expect(quantities(state) == [.normals])
    #expect(
      shown(state).contains {
        if case .groundTruth(_, .normals, _) = $0.content { return true }
        return false
      })
    _ = update(&state, .key(.character("D")))
    #expect(state.look.together == nil)
  }

  /// The quantities of the pictures of the step, from the left.
  private func quantities(_ state: AppState) -> [Quantity] {
    view(state, Size(columns: 120, rows: 40)).placements
      .sorted { $0.rect.column < $1.rect.column }
      .compactMap { placement in
        guard case .step(let picture) = placement.key.content else { return nil }
        return picture.quantity
      }
  }

  @Test("GeoWizard's depth and normals stand side by side, both decoded")
  func twoMaps() throws {
    var state = try Scenario.finished(Self.geowizard)
    let run = try #require(state.runs.current)
    let effects = update(&state, .command("together maps"))
    let normals = DecodeTarget.predOriginal.of(1)
    #expect(effects == [.decode(run, index: 3, normals)])
    _ = update(
      &state, .run(run, .decoded(index: 3, normals, Scenario.prediction(.normals), nil)))
    #expect(quantities(state) == [.depth, .normals])
    _ = update(&state, .command("together normals"))
    #expect(quantities(state) == [.normals, .normals])
  }

  @Test("GeoWizard is told another kind of scene; others say why they are not")
  func domain() throws {
    var state = try Scenario.finished(Self.geowizard)
    _ = update(&state, .key(.character("c")))
    _ = update(&state, .key(.character("k")))
    #expect(state.settings.value.domain == .outdoor)
    _ = update(&state, .key(.character("u")))
    #expect(state.settings.value.domain == .indoor)
    var lotus = try Scenario.finished(Self.lotus)
    _ = update(&lotus, .command("next domain"))
    #expect(lotus.notice?.text.contains("only GeoWizard") == true)
  }

  @Test("what a model of normals cannot show together is refused and passed over")
  func refused() throws {
    var state = try Scenario.finished(Scenario.normals)
    _ = update(&state, .command("together maps"))
    #expect(state.look.together == nil)
    #expect(state.notice?.kind == .failure)
    _ = update(&state, .key(.character("D")))
    #expect(state.look.together == nil)
  }

  @Test("the blend goes in tenths from one end to the other, and is undone")
  func blend() throws {
    var state = try Scenario.finished(Self.lotus)
    for _ in 0..<3 { _ = update(&state, .key(.character("."))) }
    #expect(abs(state.settings.value.taskSwitch.reconstruction - 0.3) < 1e-6)
    #expect(state.settings.value.taskSwitch.slider == "0.3 ───●───────")
    _ = update(&state, .key(.character("u")))
    #expect(abs(state.settings.value.taskSwitch.reconstruction - 0.2) < 1e-6)
    for _ in 0..<20 { _ = update(&state, .key(.character("."))) }
    #expect(state.settings.value.taskSwitch == .reconstruction)
    _ = update(&state, .key(.character("w")))
    #expect(state.settings.value.taskSwitch == .annotation)
    _ = update(&state, .key(.character(",")))
    #expect(state.settings.value.taskSwitch == .annotation)
    var marigold = try Scenario.finished()
    _ = update(&marigold, .key(.character(".")))
    #expect(marigold.notice?.text.contains("only Lotus") == true)
  }

  @Test("W runs both tasks and shows them as A and B, which one step moves")
  func tasks() throws {
    var state = try Scenario.finished(Self.lotus)
    _ = update(&state, .key(.character("W")))
    for side in Comparison.Side.allCases { try Scenario.compute(&state, state.run(side)?.id) }
    #expect(state.screen == .compare)
    #expect(state.run(.a)?.settings.taskSwitch == .annotation)
    #expect(state.run(.b)?.settings.taskSwitch == .reconstruction)
    #expect(state.isComparing)
    var marigold = try Scenario.finished()
    _ = update(&marigold, .key(.character("W")))
    #expect(marigold.screen == .steps)
    #expect(marigold.notice?.kind == .failure)
  }
}
