import Inference
import Testing

@testable import TUI

/// The bars of what is told and held, dragged and turned with the wheel.
@Suite struct HoldBarTests {
  private func bar(_ kind: Hold.Kind, _ state: AppState) throws -> HoldBar {
    let found = draw(state, state.terminal.size).hits.compactMap { hit in
      if case .bar(let bar) = hit.action, bar.kind == kind { bar } else { nil }
    }
    return try #require(found.first)
  }

  @Test("a press holds what the bar shows; while it is dragged, the held goes where the pointer is")
  func told() throws {
    var state = try Scenario.onScreen()
    let id = try #require(state.runs.current)
    let bar = try bar(.told, state)
    #expect(
      update(&state, .pointer(.press, bar.rect.row, bar.rect.column + 9)) == [
        .probe(id, index: 3, number: 1, toldTimestep: 249, heldNoise: nil)
      ])
    let logged = state.log.lines.count
    let effects = update(&state, .pointer(.drag, 0, bar.rect.endColumn + 5))
    #expect(state.hold?.toldTimestep == 999)
    #expect(effects == [.probe(id, index: 3, number: 2, toldTimestep: 999, heldNoise: nil)])
    _ = update(&state, .pointer(.drag, 0, 0))
    #expect(state.hold?.toldTimestep == 0)
    // In the middle the told noise is about a half, and the bar ends where the pointer is.
    let middle = bar.rect.column + bar.rect.columns / 2
    _ = update(&state, .pointer(.drag, 0, middle))
    let told = try #require(MismatchBars.levels(state)?.told)
    #expect(abs(told - 0.5) < 0.02)
    #expect(state.sendsCoarse)
    #expect(state.log.lines.count == logged)
    _ = update(&state, .pointer(.release, 0, middle))
    #expect(update(&state, .pointer(.drag, 0, 0)).isEmpty)
    #expect(MismatchBars.levels(state)?.told == told)
    _ = update(&state, .key(.escape))
    #expect(state.hold == nil)
  }

  @Test("the noise level likewise, from nothing to all")
  func noise() throws {
    var state = try Scenario.onScreen()
    let bar = try bar(.noise, state)
    _ = update(&state, .pointer(.press, bar.rect.row, bar.rect.column + 9))
    _ = update(&state, .pointer(.drag, 0, bar.rect.endColumn))
    #expect(state.hold?.heldNoise == 1)
    _ = update(&state, .pointer(.drag, 0, bar.rect.column))
    #expect(state.hold?.heldNoise == 0)
    for column in bar.rect.column..<bar.rect.endColumn - 1 {
      #expect(bar.level(at: column) <= bar.level(at: column + 1))
    }
  }

  @Test("the wheel turns by ten, up for more")
  func wheel() throws {
    var state = try Scenario.onScreen()
    let bar = try bar(.told, state)
    _ = update(&state, .pointer(.wheelUp, bar.rect.row, bar.rect.column + 3, .none))
    #expect(state.hold?.toldTimestep == 259)
    _ = update(&state, .pointer(.wheelDown, bar.rect.row, bar.rect.column + 3, .none))
    #expect(state.hold?.toldTimestep == 249)
  }

  @Test("what cannot be held is not dragged either, and the reason stands")
  func refused() throws {
    var state = try Scenario.onScreen()
    _ = update(&state, .command("set noise zeros"))
    try Scenario.compute(&state)
    let bar = try bar(.noise, state)
    for message in [
      Message.pointer(.press, bar.rect.row, bar.rect.column + 3), .pointer(.drag, 0, 70),
      .pointer(.wheelUp, bar.rect.row, bar.rect.column + 3, .none),
    ] {
      #expect(update(&state, message).isEmpty)
      #expect(state.hold == nil)
      #expect(state.notice?.text.contains("zeros") == true)
    }
  }
}
