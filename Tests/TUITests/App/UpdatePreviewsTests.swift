import Inference
import Testing

@testable import TUI

/// How previews stand in for steps that are not decoded, and which decodes are asked for.
@Suite("Previews of steps")
struct UpdatePreviewsTests {
  private static let preview = RunPreview(version: 3, width: 96, height: 64)

  /// A run of four steps, of which some are there and none is decoded.
  private func state(steps: Int, previews: Bool = true) throws -> (AppState, RunID, [Effect]) {
    var state = Scenario.ready()
    _ = update(&state, .command("run"))
    let run = try #require(state.currentRun)
    let trajectory = try Scenario.trajectory(run, state)
    var effects = update(&state, .run(run.id, .started(trajectory)))
    if previews { effects += update(&state, .run(run.id, .previews(Self.preview))) }
    for index in 0..<steps {
      effects += update(&state, .run(run.id, .step(Scenario.step(index, trajectory.plan))))
    }
    return (state, run.id, effects)
  }

  private func decodes(_ effects: [Effect]) -> [Int] {
    effects.compactMap { effect in
      guard case .decode(_, let index, _) = effect else { return nil }
      return index
    }
  }

  @Test("a step is shown as a preview at once, and as what it is once it is decoded")
  func shown() throws {
    var (state, id, _) = try state(steps: 2)
    let run = try #require(state.runs[id])
    #expect(state.displayed == AppState.Displayed(run: id, index: 1, view: .predOriginal))
    #expect(state.stepPicture(run, 1, .predOriginal).preview == 3)
    #expect(FrameText.of(view(state, state.terminal.size)).contains("preview linear"))
    _ = update(
      &state, .run(id, .decoded(index: 1, .predOriginal, Scenario.prediction(), nil)))
    let decoded = try #require(state.runs[id])
    #expect(state.stepPicture(decoded, 1, .predOriginal).preview == nil)
    #expect(state.stepPicture(decoded, 0, .predOriginal).preview == 3)
    #expect(!FrameText.of(view(state, state.terminal.size)).contains("preview"))
  }

  @Test("without a fit a step waits for its decode")
  func none() throws {
    let (state, id, effects) = try state(steps: 1, previews: false)
    #expect(decodes(effects).contains(0))
    #expect(state.displayed == nil)
    let run = try #require(state.runs[id])
    #expect(state.stepPicture(run, 0, .predOriginal).preview == nil)
    #expect(!effects.contains { if case .look = $0 { true } else { false } })
  }

  @Test("while previews show a run that goes on, no decode keeps its steps waiting")
  func waits() throws {
    var (state, id, effects) = try state(steps: 4)
    #expect(decodes(effects).isEmpty)
    effects = update(&state, .run(id, .finished(seconds: 1)))
    #expect(Set(decodes(effects)) == [0, 1, 2, 3])
    #expect(decodes(effects).first == 3, "the step on the screen is told first")
  }

  @Test("a step that is gone back to is decoded at once")
  func goesBack() throws {
    var (state, id, _) = try state(steps: 3)
    let effects = update(&state, .command("goto 1"))
    #expect(decodes(effects) == [0])
    #expect(effects.contains(.look([StepPlace(run: id, index: 0)])))
    #expect(state.displayed?.index == 0)
  }

  @Test("a run that is cancelled is decoded as far as it came")
  func cancelled() throws {
    var (state, id, _) = try state(steps: 2)
    let effects = update(&state, .run(id, .cancelled))
    #expect(decodes(effects) == [1])
  }

  @Test("errors are of what was decoded, never of a preview")
  func errors() throws {
    var (state, id, _) = try state(steps: 2)
    _ = update(&state, .command("view error"))
    let run = try #require(state.runs[id])
    #expect(state.stepPicture(run, 1, .error).preview == nil)
    #expect(!state.isShown(run, 1, .error))
    #expect(run.metrics.isEmpty)
  }

  @Test("views of several steps are previews until all of them are decoded")
  func several() throws {
    var (state, id, _) = try state(steps: 2)
    _ = update(
      &state, .run(id, .decoded(index: 1, .predOriginal, Scenario.prediction(), nil)))
    var run = try #require(state.runs[id])
    #expect(state.stepPicture(run, 1, .difference).preview == 3)
    _ = update(
      &state, .run(id, .decoded(index: 0, .predOriginal, Scenario.prediction(), nil)))
    run = try #require(state.runs[id])
    #expect(state.stepPicture(run, 1, .difference).preview == nil)
  }

  @Test("playing goes on over previews, and asks for their decodes")
  func plays() throws {
    var (state, id, _) = try state(steps: 4)
    _ = update(&state, .run(id, .finished(seconds: 1)))
    _ = update(&state, .command("goto 1"))
    _ = update(&state, .command("play on"))
    _ = update(&state, .tick(1))
    _ = update(&state, .tick(3))
    #expect(state.cursor == 1)
  }

  @Test("where decodes turn out to be quick, previews end")
  func ends() throws {
    var (state, id, _) = try state(steps: 2)
    #expect(decodes(update(&state, .run(id, .previews(nil)))) == [1])
    let run = try #require(state.runs[id])
    #expect(state.stepPicture(run, 1, .predOriginal).preview == nil)
    #expect(state.shownPreviewMark.isEmpty)
  }

  @Test("a step says which preview it is, and another one takes its place")
  func kinds() throws {
    var (state, id, _) = try state(steps: 2)
    let taesd = RunPreview(version: 4, kind: .taesd, width: 96, height: 64)
    _ = update(&state, .run(id, .previews(taesd)))
    let run = try #require(state.runs[id])
    #expect(state.stepPicture(run, 1, .predOriginal).preview == 4)
    #expect(FrameText.of(view(state, state.terminal.size)).contains("preview taesd"))
  }

  @Test("another choice of previews is the worker's to make, of the runs there are as well")
  func choice() throws {
    var (state, _, _) = try state(steps: 1)
    #expect(update(&state, .command("preview off")) == [.usePreviews(.off)])
    #expect(state.notice?.text == "Without previews, a step waits for its decode.")
    _ = update(&state, .command("preview tiny"))
    #expect(state.notice?.text.contains("auto, linear, taesd, off") == true)
  }
}
