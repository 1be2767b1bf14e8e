import Inference
import TestSupport

@testable import TUI

/// What a person, a terminal and the workers may do next, drawn at random; the same seed, the same actions.
struct RandomActions {
  var random: SplitMix

  init(seed: Int) {
    random = SplitMix(state: UInt64(seed) &* 0x9E37_79B9)
  }

  /// Anything that can happen, the workers' answers included.
  mutating func message(_ state: AppState) throws -> Message {
    switch Int.random(in: 0..<14, using: &random) {
    case 7:
      return .model(
        [
          .loading(name: "x"), .loaded(Scenario.marigold), .loaded(Scenario.normals),
          .loaded(Scenario.large), .failed(name: "x", message: "No."),
        ].randomElement(using: &random) ?? .loading(name: "y"))
    case 8:
      return .picture(
        Bool.random(using: &random)
          ? .opened(Scenario.picture(Int.random(in: 1...3, using: &random)))
          : .failed(path: "p", message: "No."))
    case 9, 10: return try run(state)
    case 12: return seeds(state)
    case 11: return .tick(Double.random(in: 0...100, using: &random))
    default: return fromOutside()
    }
  }

  /// What a person does or the terminal says.
  mutating func fromOutside() -> Message {
    switch Int.random(in: 0..<20, using: &random) {
    case 0...10: return .key(key())
    case 11...13: return .mouse(mouse())
    case 14:
      return .paste(["", "a\nb", "\u{1B}[31m", "set steps 3"].randomElement(using: &random) ?? "")
    case 15:
      return .resized(
        Size(
          columns: Int.random(in: -1...210, using: &random),
          rows: Int.random(in: -1...64, using: &random)),
        cell: [
          nil, PixelSize(width: 8, height: 16), PixelSize(width: 6, height: 13),
          PixelSize(width: 0, height: 0),
        ].randomElement(using: &random) ?? nil)
    case 16: return .focus(Bool.random(using: &random))
    default:
      let commands = CommandTests.commands.map(\.text) + ["nonsense", ""]
      return .command(commands.filter { $0 != "quit" }.randomElement(using: &random) ?? "")
    }
  }

  /// Something about an ensemble, or about one that never was.
  private mutating func seeds(_ state: AppState) -> Message {
    let id = state.seeds.groups.randomElement(using: &random)?.id ?? SeedsID(number: 77)
    let count = Int.random(in: 1...70, using: &random)
    let map = Scenario.prediction(Bool.random(using: &random) ? .depth : .normals)
    let events: [SeedsEvent] = [
      .began(reduction: "median", measure: "MAD"), .step(count), .finished(count),
      .member(count: count, maps: [map], deviations: count > 1 ? [.nan, 0.5] : []),
      .merged(
        version: count, reduction: "mean", measure: "std",
        [SeedsSpread(count: count, mean: .nan, p95: 0.1)]), .failed(message: "Broken."),
    ]
    return .seeds(id, events.randomElement(using: &random) ?? .step(0))
  }

  private mutating func key() -> Key {
    let keys =
      KeyMap.bindings.flatMap(\.keys) + "abz1 ü界\u{300}".map(Key.character)
      + [.delete, .insert, .function(5), .control("x"), .backspace]
    return keys.randomElement(using: &random) ?? .enter
  }

  private mutating func mouse() -> MouseEvent {
    MouseEvent(
      kind: [.press, .release, .drag, .move, .wheelUp, .wheelDown].randomElement(using: &random)
        ?? .press,
      button: .left, row: Int.random(in: -1...64, using: &random),
      column: Int.random(in: -1...210, using: &random))
  }

  /// A window of a size that people have.
  mutating func usualSize() -> Size {
    Size(
      columns: Int.random(in: 60...130, using: &random),
      rows: Int.random(in: 18...48, using: &random))
  }

  /// A window size: now and then one with hardly any room or very much.
  mutating func size() -> Size {
    let small = [1, 2, 9, 10, 23, 39, 40]
    var size = usualSize()
    if below(4) == 0 { size.columns = small.randomElement(using: &random) ?? 1 }
    if below(4) == 0 { size.rows = small.randomElement(using: &random) ?? 1 }
    if below(10) == 0 { size.columns = Int.random(in: 1...500, using: &random) }
    if below(10) == 0 { size.rows = Int.random(in: 1...200, using: &random) }
    return size
  }

  /// A whole number from 0 to below a bound.
  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  /// Something about a run, or about one that never was.
  private mutating func run(_ state: AppState) throws -> Message {
    guard let run = state.runs.runs.randomElement(using: &random) else {
      return .run(RunID(number: 77), .cancelled)
    }
    let index = Int.random(in: 0..<6, using: &random)
    let prediction = Scenario.prediction(Bool.random(using: &random) ? .depth : .normals)
    switch Int.random(in: 0..<9, using: &random) {
    case 0: return .run(run.id, .started(try Scenario.trajectory(run, state)))
    case 1, 2, 3:
      guard let plan = run.trajectory?.plan, plan.entries.indices.contains(run.stepCount) else {
        return .run(run.id, .finished(seconds: 0.1))
      }
      return .run(run.id, .step(Scenario.step(run.stepCount, plan)))
    case 4:
      let stage = Checkpoint.Stage(network: "unet", block: "b", completed: index, total: index)
      return .run(run.id, .stage(stage, secondsLeft: Double(index) - 2))
    case 5: return .run(run.id, .cancelled)
    case 6: return .run(run.id, .failed(message: "Broken."))
    case 7:
      return .run(
        run.id,
        .decoded(
          index: index,
          [.predOriginal, .latents, .modelOutput].randomElement(using: &random) ?? .latents,
          prediction,
          StepMetrics(absRel: index == 0 ? .nan : Float(index), meanAngle: .infinity)))
    default:
      return .run(
        run.id,
        .probed(
          Probe(
            number: state.probeNumber, index: index, toldTimestep: 5, heldNoise: 0.5,
            prediction: prediction)))
    }
  }
}
