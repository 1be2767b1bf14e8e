import Inference
import Render
import Testing

@testable import TUI

/// Screen Metrics and the inspected pixel.
@Suite struct UpdateMetricsTests {
  private static let one = RunID(number: 1)

  private func measured() throws -> AppState {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("6")))
    return state
  }

  @Test("the keys choose metric, fit and link")
  func chooses() throws {
    var state = try measured()
    #expect(state.screen == .metrics)
    for metric in [Measures.Metric.delta1, .rmse, .angle, .change, .absRel] {
      _ = update(&state, .key(.character("m")))
      #expect(state.measures.metric == metric)
    }
    _ = update(&state, .key(.character("M")))
    #expect(state.measures.metric == .change)
    _ = update(&state, .command("metric rmse"))
    #expect(state.measures.metric == .rmse)
    _ = update(&state, .key(.character("a")))
    #expect(state.measures.fit == .none)
    _ = update(&state, .command("fit depth"))
    #expect(state.measures.fit == .depth)
    _ = update(&state, .key(.character("x")))
    #expect(state.comparison.link == .index)
  }

  @Test("a model of another kind brings a figure that can be had of it")
  func followsModel() throws {
    var state = try measured()
    _ = update(&state, .model(.loaded(Scenario.normals)))
    #expect(state.measures.metric == .angle)
    _ = update(&state, .command("metric change"))
    _ = update(&state, .model(.loaded(Scenario.marigold)))
    #expect(state.measures.metric == .change)
    _ = update(&state, .command("metric angle"))
    _ = update(&state, .model(.loaded(Scenario.marigold)))
    #expect(state.measures.metric == .absRel)
  }

  @Test("without a fit every step is measured anew, once")
  func measuresUnaligned() throws {
    var state = try measured()
    let effects = update(&state, .command("fit none"))
    #expect(effects == (0..<4).map { .measure(Self.one, index: $0) })
    #expect(update(&state, .key(.character("l"))).isEmpty)
    let metrics = StepMetrics(absRel: 0.9, delta1: 0.1, rmse: 2)
    _ = update(&state, .run(Self.one, .measured(index: 2, metrics)))
    #expect(state.runs[Self.one]?.value(.rmse, 2, .none) == 2)
    #expect(state.runs[Self.one]?.value(.absRel, 2, .depth) == 0.281)
    #expect(state.runs[Self.one]?.value(.change, 1, .none) != nil)
  }

  @Test("steps of earlier runs that were never looked at are decoded for their figures")
  func decodesRest() throws {
    var state = Scenario.ready()
    try Scenario.compute(&state, decodes: false)
    state.runs.change(Self.one) { $0.requested = [] }
    let effects = update(&state, .key(.character("6")))
    for index in 0..<4 {
      #expect(effects.contains(.decode(Self.one, index: index, .predOriginal)))
    }
    #expect(update(&state, .command("metric next")).isEmpty)
  }

  @Test("without ground truth nothing is asked for")
  func noTruth() throws {
    var state = try Scenario.finished(hasTruth: false)
    #expect(update(&state, .key(.character("6"))).isEmpty)
    #expect(update(&state, .command("fit none")).isEmpty)
  }

  @Test("few runs are drawn: those compared, those kept, then the newest")
  func fewRuns() throws {
    var state = try measured()
    _ = update(&state, .command("pin 1"))
    for seed in 1...8 {
      _ = update(&state, .command("set seed \(seed)"))
      try Scenario.compute(&state)
    }
    let numbers = state.measuredRuns.map(\.id.number)
    #expect(numbers.count == AppState.mostMeasured)
    #expect(numbers.contains(1))
    #expect(numbers.last == 9)
    #expect(numbers == numbers.sorted())
  }

  @Test("i inspects the middle, the keys move it inside the picture, Esc ends it")
  func inspects() throws {
    var state = try measured()
    _ = update(&state, .key(.character("i")))
    #expect(state.measures.pixel == Measures.Pixel(x: 192, y: 192))
    #expect(state.keyMode == .inspecting)
    _ = update(&state, .key(.character("h")))
    _ = update(&state, .key(.down))
    #expect(state.measures.pixel == Measures.Pixel(x: 188, y: 196))
    #expect(state.sendsCoarse == true)
    _ = update(&state, .command("inspect 9999 -3"))
    #expect(state.notice?.kind == .failure, "one sign is neither a place nor a move")
    _ = update(&state, .command("inspect 9999 3"))
    #expect(state.measures.pixel == Measures.Pixel(x: 383, y: 3))
    _ = update(&state, .key(.character("K")))
    #expect(state.measures.pixel?.y == 0)
    _ = update(&state, .key(.escape))
    #expect(state.measures.pixel == nil)
    #expect(state.keys.command(for: .left, in: state.keyMode, on: state.screen) == .stepBy(-1))
  }

  @Test("the pointer inspects where it is pressed, dragged, and then where it hovers")
  func pointer() throws {
    var state = try measured()
    _ = update(&state, .command("inspect 0 0"))
    let hit = try #require(
      draw(state, state.terminal.size).hits.last {
        if case .pixels = $0.action { return true }
        return false
      })
    func event(_ kind: MouseEvent.Kind, _ row: Int, _ column: Int) -> Message {
      .mouse(MouseEvent(kind: kind, button: .left, row: row, column: column))
    }
    _ = update(&state, event(.move, hit.rect.endRow - 1, hit.rect.endColumn - 1))
    #expect((state.measures.pixel?.x ?? 0) > 340)
    _ = update(&state, event(.press, hit.rect.row, hit.rect.column))
    #expect((state.measures.pixel?.x ?? 383) < 40)
    _ = update(&state, event(.drag, hit.rect.row, 500))
    #expect(state.measures.pixel?.x == 383)
    _ = update(&state, event(.release, hit.rect.row, 500))
    _ = update(&state, event(.move, 0, 0))
    #expect(state.measures.pixel?.x == 383, "nothing is under the pointer")
  }

  @Test("the values under the crosshair, in metres after the fit")
  func values() throws {
    var state = Scenario.ready()
    var picture = Scenario.picture(2)
    var truth = Tensor(zeros: [2, 2])
    truth.scalars = [1, 2, 3, 4]
    picture.groundTruthDepth = truth
    _ = update(&state, .picture(.opened(picture)))
    try Scenario.compute(&state)
    var depth = Tensor(zeros: [2, 2])
    depth.scalars = [0, 0.25, 0.5, 1]
    let metrics = StepMetrics(
      absRel: 0.1, delta1: 0.9, rmse: 0.2, alignment: Alignment(scale: 3, shift: 1))
    let id = try #require(state.runs.current)
    _ = update(
      &state,
      .run(
        id,
        .decoded(
          index: 3, .predOriginal, Prediction(quantity: .depth, values: depth), metrics)))
    _ = update(&state, .command("inspect 383 0"))
    let inspection = try #require(Inspection(state))
    #expect(inspection.depth == 2)
    let reading = try #require(inspection.readings[state.comparison.side])
    #expect(reading.value == 0.25)
    #expect(reading.metres == 1.75)
    #expect(reading.error == -0.25)
    #expect(reading.normal != nil)
    let profile = try #require(Plots.profile(state))
    #expect(profile.series.map(\.y) == [[1, 1.75], [1, 2]])
    #expect(profile.cursor == 383)
  }

  @Test("the curves lie over the share of the schedule, or over the number")
  func curves() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("set steps 2"))
    try Scenario.compute(&state)
    _ = update(&state, .key(.character("6")))
    let byShare = try #require(Plots.metric(state))
    #expect(
      byShare.series.filter { $0.mark == .line }.map(\.x) == [[25, 50, 75, 100], [50, 100]])
    _ = update(&state, .command("link index"))
    let byNumber = try #require(Plots.metric(state))
    #expect(byNumber.series.filter { $0.mark == .line }.map(\.x) == [[1, 2, 3, 4], [1, 2]])
    #expect(byNumber.cursor == 2)
  }

  @Test("the crosshair is drawn in colours the palette has, and leaves its pixel free")
  func mark() {
    let image = IndexedImage(
      width: 21, height: 21, indices: Array(repeating: 1, count: 441),
      palette: [RGB(0, 0, 0), RGB(200, 200, 200)])
    let marked = PictureMaker.marked(image, ImageKey.Mark(x: 500, y: 500))
    #expect(marked.palette == image.palette)
    #expect(marked.indices[10 * 21 + 10] == 1)
    #expect(marked.indices[10 * 21] == 0)
    #expect(marked.indices[10] == 0)
    #expect(marked.indices.count { $0 == 0 } == 28)
  }
}
