import Inference
import Testing

@testable import TUI

/// The tour of seven cards: by Enter, by the keys it teaches, left and begun anew.
@Suite struct UpdateTourTests {
  private func type(_ keys: String, _ state: inout AppState) throws {
    for key in keys { _ = update(&state, .key(key == "\n" ? .enter : .character(key))) }
    try Scenario.compute(&state)
  }

  /// The tiny model of the first start, whose spacing is leading.
  private static let first: ModelSummary = {
    var summary = Scenario.marigold
    summary.name = Assets.defaultModel
    summary.defaults.timestepSpacing = .leading
    return summary
  }()

  private func fineTuned(_ state: inout AppState) {
    var summary = Self.first
    summary.name = "e2eft-depth-tiny"
    _ = update(&state, .model(.loaded(summary)))
  }

  @Test("there are seven, and each says what to press in two lines of 80 columns")
  func cards() {
    #expect(Tour.cards.count == 7)
    for card in Tour.cards {
      #expect(Wrap.lines(Keys.usual.filled(card.text), 76).count <= Tour.rows - 2, "\(card.text)")
    }
  }

  @Test("every command of a card is one", arguments: Tour.cards.flatMap { $0.before + $0.doing })
  func commands(line: String) {
    #expect(throws: Never.self) { try CommandLine.parse(line, CommandTests.context) }
  }

  @Test("from a cold start the first step is looked at, while the run goes on")
  func coldStart() throws {
    var state = Scenario.empty()
    _ = state.follow(.tour)
    _ = update(&state, .model(.loaded(Self.first)))
    _ = update(&state, .picture(.opened(Scenario.picture())))
    try Scenario.compute(&state)
    #expect(state.tour?.card == 0 && state.cursor == 0)
    #expect(state.settings.value.timestepSpacing == .leading && state.settings.value.steps == 4)
  }

  @Test("the keys that the cards teach lead through it")
  func byKeys() throws {
    var state = try Scenario.finished(Self.first)
    _ = update(&state, .command("tour"))
    var seen: [Int?] = [state.tour?.card]
    for keys in ["l", "cn1\n", "\n", "cp", "gm"] {
      try type(keys, &state)
      seen.append(state.tour?.card)
    }
    fineTuned(&state)
    seen.append(state.tour?.card)
    try type("\n", &state)
    seen.append(state.tour?.card)
    #expect(seen == [0, 1, 2, 3, 4, 5, 6, nil])
    #expect(state.notice?.text.hasPrefix("The tour is over") == true)
  }

  @Test("Enter does it for whoever would rather watch, with real commands")
  func byEnter() throws {
    var state = try Scenario.finished(Self.first)
    _ = update(&state, .command("tour"))
    try type("\n", &state)
    #expect(state.tour?.card == 1 && state.cursor == 1)
    try type("\n", &state)
    #expect(state.tour?.card == 2 && state.schedule?.toldTimesteps == [1])
    try type("\n\n", &state)
    #expect(state.tour?.card == 4 && state.schedule?.toldTimesteps == [999])
    try type("\n", &state)
    #expect(state.tour?.card == 5 && state.screen == .map)
    #expect(update(&state, .key(.enter)).contains(.loadModel("e2eft-depth-tiny")))
    fineTuned(&state)
    #expect(state.tour?.card == 6 && state.screen == .steps)
    try type("\n", &state)
    #expect(state.tour == nil)
  }

  @Test("what cannot be done is not waited for: Enter again goes on")
  func goesOn() throws {
    var state = try Scenario.finished(Self.first)
    state.tour = Tour(card: 5)
    _ = update(&state, .key(.enter))
    let message = "e2eft-depth-tiny is not there."
    _ = update(&state, .model(.failed(name: "e2eft-depth-tiny", message: message)))
    #expect(state.tour?.card == 5)
    _ = update(&state, .key(.enter))
    #expect(state.tour?.card == 6)
  }

  @Test("Esc leaves it, other keys do what they do, and :tour begins anew")
  func leaves() throws {
    var state = try Scenario.finished(Self.first)
    _ = update(&state, .command("tour"))
    try type("l", &state)
    _ = update(&state, .key(.character("?")))
    #expect(state.overlay != nil)
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil && state.tour?.card == 1, "Esc closes what is open first")
    _ = update(&state, .key(.escape))
    #expect(state.tour == nil)
    #expect(update(&state, .command("tour next")).isEmpty)
    _ = update(&state, .command("tour"))
    #expect(state.tour == Tour(card: 0))
  }

  @Test("no picture and no click lies under the card")
  func room() throws {
    for (columns, rows) in [(80, 24), (120, 40), (200, 60), (40, 10), (60, 15)] {
      var state = try Scenario.finished(Self.first)
      let size = Size(columns: columns, rows: rows)
      _ = update(&state, .resized(size, cell: state.terminal.cell))
      _ = update(&state, .command("tour"))
      let drawing = draw(state, size)
      let card = Rect(row: rows - Tour.rows, column: 0, rows: Tour.rows, columns: columns)
      #expect(drawing.frame.placements.allSatisfy { !$0.rect.intersects(card) })
      #expect(
        drawing.hits.contains {
          $0.action == .command(.habit(.advanceTour)) && card.intersects($0.rect)
        })
    }
  }
}
