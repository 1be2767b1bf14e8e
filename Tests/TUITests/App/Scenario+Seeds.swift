import Inference

@testable import TUI

extension Scenario {
  /// What the worker would say of a member, and of the merger of all so far.
  static func member(_ state: inout AppState, _ count: Int, mean: Float? = nil) {
    guard let group = state.seeds.going ?? state.shownSeeds else { return }
    if count == 1 {
      _ = update(&state, .seeds(group.id, .began(reduction: "median", measure: "MAD")))
    }
    for answer in memberAnswers(group.id, count, state, mean: mean) { _ = update(&state, answer) }
  }

  /// A member, and from the second on the merger of all so far.
  static func memberAnswers(
    _ id: SeedsID, _ count: Int, _ state: AppState, mean: Float? = nil
  ) -> [Message] {
    let deviations: [Float] = count > 1 ? (0..<4).map { 0.06 + 0.05 * Float($0) } : []
    let map = prediction(state.predictsNormals ? .normals : .depth)
    let member = SeedsEvent.member(count: count, maps: [map], deviations: deviations)
    guard count > 1 else { return [.seeds(id, member)] }
    let spread = SeedsSpread(
      count: count, mean: mean ?? 0.1 / Float(count), p95: 0.25 / Float(count))
    let merged = SeedsEvent.merged(
      version: count - 1, reduction: "median", measure: "MAD", [spread])
    return [.seeds(id, member), .seeds(id, merged)]
  }

  /// Screen Seeds with so many of the members that were asked for.
  static func seeded(
    _ terminal: TerminalFacts = sixel, count: Int, of wanted: Int
  ) throws -> AppState {
    var state = try finished(marigold, terminal)
    _ = update(&state, .command("seeds \(wanted)"))
    for member in 1...max(1, count) where count > 0 { Self.member(&state, member) }
    if count == wanted, let group = state.shownSeeds {
      _ = update(&state, .seeds(group.id, .finished(count)))
    }
    return state
  }
}
