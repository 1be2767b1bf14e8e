import Inference
import TestSupport
import Testing

@testable import TUI

/// Whatever comes, at whatever size: nothing traps, and what is shown holds its rules.
@Suite struct UpdatePropertyTests {
  @Test("thousands of random messages at random sizes", arguments: 1...4)
  func random(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed) * 0x9E37_79B9)
    var state = Scenario.empty(seed % 2 == 0 ? Scenario.sixel : TerminalFacts())
    for count in 0..<700 {
      _ = update(&state, try message(&state, &random))
      #expect(state.cursor >= 0)
      guard count % 3 == 0 else { continue }
      let size = Size(
        columns: Int.random(in: 0...210, using: &random),
        rows: Int.random(in: 0...64, using: &random))
      try check(view(state, size), size)
    }
  }

  /// Pictures lie inside the screen, apart from each other and off the last row; few enough for
  /// xterm.
  private func check(_ frame: Frame, _ size: Size) throws {
    #expect(frame.screen.size == size)
    #expect(frame.placements.count <= 12)
    for (place, placement) in frame.placements.enumerated() {
      let rect = placement.rect
      #expect(rect.row >= 0 && rect.column >= 0)
      #expect(rect.endRow < size.rows && rect.endColumn <= size.columns)
      #expect(placement.key.pixels.width > 0 && placement.key.pixels.height > 0)
      for other in frame.placements.dropFirst(place + 1) {
        #expect(!other.rect.intersects(rect))
      }
    }
    if let cursor = frame.cursor {
      #expect((0..<size.rows).contains(cursor.row) && (0..<size.columns).contains(cursor.column))
    }
  }

  private func message(_ state: inout AppState, _ random: inout SplitMix) throws -> Message {
    switch Int.random(in: 0..<13, using: &random) {
    case 0, 1, 2: return .key(key(&random))
    case 3: return .mouse(mouse(&random))
    case 4:
      return .paste(["", "a\nb", "\u{1B}[31m", "set steps 3"].randomElement(using: &random) ?? "")
    case 5:
      return .resized(
        Size(
          columns: Int.random(in: -1...210, using: &random),
          rows: Int.random(in: -1...64, using: &random)),
        cell: [
          nil, PixelSize(width: 8, height: 16), PixelSize(width: 6, height: 13),
          PixelSize(width: 0, height: 0),
        ].randomElement(using: &random) ?? nil)
    case 6: return .focus(Bool.random(using: &random))
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
    case 9, 10: return try run(state, &random)
    case 11: return .tick(Double.random(in: 0...100, using: &random))
    default:
      let commands = CommandTests.commands.map(\.text) + ["nonsense", ""]
      return .command(commands.filter { $0 != "quit" }.randomElement(using: &random) ?? "")
    }
  }

  private func key(_ random: inout SplitMix) -> Key {
    let keys =
      KeyMap.bindings.flatMap(\.keys) + "abz1 ü界\u{300}".map(Key.character)
      + [.delete, .insert, .function(5), .control("x"), .backspace]
    return keys.randomElement(using: &random) ?? .enter
  }

  private func mouse(_ random: inout SplitMix) -> MouseEvent {
    MouseEvent(
      kind: [.press, .release, .drag, .move, .wheelUp, .wheelDown].randomElement(using: &random)
        ?? .press,
      button: .left, row: Int.random(in: -1...64, using: &random),
      column: Int.random(in: -1...210, using: &random))
  }

  /// Something about the current run, or about one that never was.
  private func run(_ state: AppState, _ random: inout SplitMix) throws -> Message {
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
          [.predOriginal, .latents, .modelOutput].randomElement(using: &random)
            ?? .latents, prediction,
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
