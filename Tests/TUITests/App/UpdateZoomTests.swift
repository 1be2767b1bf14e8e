import Inference
import Render
import Testing

@testable import TUI

/// One viewport for all pictures: keys, wheel, drag, and the inspector that goes along.
@Suite struct UpdateZoomTests {
  /// The cells of a picture.
  private func rect(
    _ state: AppState, _ isWanted: (ImageKey.Content) -> Bool
  ) throws -> Rect {
    try #require(
      view(state, state.terminal.size).placements.first { isWanted($0.key.content) }?.rect)
  }

  private func input(_ state: AppState) throws -> Rect {
    try rect(state) {
      if case .input = $0 { return true }
      return false
    }
  }

  @Test("z goes closer and back, + and - go through the factors, Z shows the whole")
  func keys() throws {
    var state = try Scenario.onScreen()
    _ = update(&state, .key(.character("z")))
    #expect(state.viewport.factor == 4)
    _ = update(&state, .key(.character("+")))
    #expect(state.viewport.factor == 6)
    _ = update(&state, .key(.character("z")))
    #expect(state.viewport.isWhole)
    _ = update(&state, .key(.character("z")))
    #expect(state.viewport.factor == 6, "z goes back to where it was")
    _ = update(&state, .key(.character("-")))
    #expect(state.viewport.factor == 4)
    _ = update(&state, .key(.character("Z")))
    #expect(state.viewport == Viewport())
    for _ in 0..<20 { _ = update(&state, .key(.character("+"))) }
    #expect(state.viewport.factor == 64)
    _ = update(&state, .key(.escape))
    #expect(state.viewport.isWhole)
    _ = update(&state, .key(.character("-")))
    #expect(state.viewport.factor == 1)
  }

  @Test("arrows move a zoomed picture to its edges and no further; letters still step")
  func arrows() throws {
    var state = try Scenario.onScreen()
    _ = update(&state, .command("goto 2"))
    _ = update(&state, .command("zoom 4"))
    #expect(state.keyMode == .zoomed)
    _ = update(&state, .key(.right))
    #expect(abs(state.viewport.region.left - 0.4) < 1e-12)
    for _ in 0..<40 { _ = update(&state, .key(.right)) }
    for _ in 0..<40 { _ = update(&state, .key(.pageUp)) }
    #expect(state.viewport.region == Region(left: 0.75, top: 0, width: 0.25, height: 0.25))
    #expect(state.cursor == 1)
    _ = update(&state, .key(.character("l")))
    #expect(state.cursor == 2)
    _ = update(&state, .command("zoom off"))
    _ = update(&state, .key(.left))
    #expect(state.cursor == 1, "arrows step where the whole picture is shown")
  }

  @Test("all panes show the same part")
  func linked() throws {
    var state = try Scenario.onScreen(200, 60)
    _ = update(&state, .command("zoom 8"))
    _ = update(&state, .command("pan +100 -100"))
    let keys = view(state, state.terminal.size).placements.map(\.key)
    let zoomed = keys.filter { $0.region == state.viewport.region }
    #expect(zoomed.count == 3, "input, prediction and ground truth")
    for key in keys where !zoomed.contains(key) {
      switch key.content {
      case .step, .plot, .mismatch: break
      default: Issue.record("\(key.content) shows the whole")
      }
    }
  }

  @Test("A, B, their wipe and their difference show the same part")
  func compared() throws {
    for arrangement in Comparison.Arrangement.allCases {
      var state = try Scenario.pair()
      _ = update(&state, .command("compare \(arrangement.rawValue)"))
      _ = update(&state, .command("zoom 3"))
      let keys = view(state, Size(columns: 120, rows: 40)).placements.map(\.key)
      #expect(!keys.isEmpty)
      for key in keys { #expect(key.region == state.viewport.region, "\(key.content)") }
    }
  }

  @Test("the wheel keeps what is under the pointer there")
  func wheel() throws {
    var state = try Scenario.onScreen()
    let rect = try input(state)
    let (row, column) = (rect.row + 2, rect.endColumn - 3)
    let area = PictureArea(rect: rect)
    let before = state.place(area, row: row, column: column)
    for _ in 0..<5 { _ = update(&state, .pointer(.wheelUp, row, column, .none)) }
    #expect(state.viewport.factor == 8)
    let after = state.place(area, row: row, column: column)
    #expect(abs(before.x - after.x) < 1e-9 && abs(before.y - after.y) < 1e-9)
    for _ in 0..<5 { _ = update(&state, .pointer(.wheelDown, row, column, .none)) }
    #expect(state.viewport == Viewport())
  }

  @Test("a zoomed picture is dragged, coarse while it moves")
  func drag() throws {
    var state = try Scenario.onScreen()
    let rect = try input(state)
    _ = update(&state, .command("zoom 4"))
    let start = state.viewport.region
    _ = update(&state, .pointer(.press, rect.row + 5, rect.column + 10))
    _ = update(&state, .pointer(.drag, rect.row + 5, rect.column + 10 - rect.columns / 2))
    #expect(abs(state.viewport.region.left - start.left - 0.125) < 0.01)
    #expect(state.viewport.region.top == start.top)
    #expect(state.movesView)
    #expect(view(state, state.terminal.size).placements.contains { $0.key.isCoarse })
    _ = update(&state, .pointer(.release, rect.row + 5, rect.column + 2))
    for now in [1.0, 1.1, 1.3] { _ = update(&state, .tick(now)) }
    #expect(!state.movesView)
    #expect(!state.wantsTicks)
  }

  @Test("the whole picture is not dragged, and a click on B's picture still looks at B")
  func clicks() throws {
    var state = try Scenario.pair()
    _ = update(
      &state, .resized(Size(columns: 120, rows: 40), cell: PixelSize(width: 8, height: 16)))
    _ = update(&state, .command("zoom 2"))
    let pictures = view(state, state.terminal.size).placements.map(\.rect)
    let left = try #require(pictures.min { $0.column < $1.column })
    #expect(state.comparison.side == .b)
    _ = update(&state, .pointer(.press, left.row + 1, left.column + 1))
    #expect(state.comparison.side == .a)
    #expect(state.dragged != nil)
    _ = update(&state, .pointer(.release, left.row + 1, left.column + 1))
    _ = update(&state, .command("zoom off"))
    _ = update(&state, .pointer(.press, left.row + 1, left.column + 1))
    #expect(state.dragged == nil)
  }

  @Test("a tile of latents is dragged and zoomed as the picture it is")
  func tiles() {
    let area = PictureArea(rect: Rect(row: 0, column: 0, rows: 20, columns: 40), isTiled: true)
    let share = area.share(row: 14, column: 29)
    #expect(abs(share.across - 0.475) < 1e-9)
    #expect(abs(share.down - 0.45) < 1e-9)
    #expect(area.shares(rows: 5, columns: -10) == (across: -0.5, down: 0.5))
  }

  @Test("the inspected pixel is zoomed at, followed, and moved by single pixels from near")
  func inspector() throws {
    var state = try Scenario.onScreen()
    _ = update(&state, .command("inspect 40 300"))
    _ = update(&state, .command("zoom 16"))
    let mark = try #require(state.mark)
    #expect(abs(mark.x - 500) <= 1 && abs(mark.y - 500) <= 1)
    #expect(mark.reach > 0)
    #expect(state.keyMode == .inspectingClosely)
    for _ in 0..<30 { _ = update(&state, .key(.right)) }
    #expect(state.measures.pixel == Measures.Pixel(x: 70, y: 300))
    #expect(state.mark != nil, "the viewport follows")
    let rect = try input(state)
    _ = update(&state, .pointer(.press, rect.row, rect.column))
    let pixel = try #require(state.measures.pixel)
    let place = state.viewport.region.left * 384
    #expect(abs(Double(pixel.x) - place) < 4)
    _ = update(&state, .pointer(.release, rect.row, rect.column))
    // Dragged out of sight the pixel stays inspected.
    _ = update(&state, .command("pan +300 +0"))
    #expect(state.mark == nil)
    #expect(state.isInspecting)
    #expect(Inspection(state) != nil)
  }

  @Test("the right button inspects, the middle button drags")
  func buttons() throws {
    var state = try Scenario.onScreen()
    let rect = try input(state)
    _ = update(&state, .pointer(.press, rect.row + 3, rect.column + 3, .right))
    #expect(state.measures.pixel != nil)
    _ = update(&state, .pointer(.release, rect.row + 3, rect.column + 3, .right))
    _ = update(&state, .command("zoom 4"))
    let pixel = state.measures.pixel
    let region = state.viewport.region
    _ = update(&state, .pointer(.press, rect.row + 3, rect.column + 9, .middle))
    _ = update(&state, .pointer(.drag, rect.row + 3, rect.column + 3, .middle))
    #expect(state.viewport.region != region)
    #expect(state.measures.pixel == pixel)
  }

  @Test("another picture is shown whole; without one there is nothing to zoom")
  func pictures() throws {
    var state = try Scenario.onScreen()
    _ = update(&state, .command("zoom 4"))
    _ = update(&state, .picture(.opened(Scenario.picture(2))))
    #expect(state.viewport.isWhole)
    var empty = Scenario.empty()
    _ = update(&empty, .key(.character("z")))
    #expect(empty.viewport.isWhole)
    #expect(empty.notice?.kind == .failure)
  }

  @Test(
    "wrong words are refused with what is allowed",
    arguments: ["zoom 0", "zoom 65", "zoom x", "zoom 2 2", "pan", "pan 1", "pan a b", "pan 1 9999"])
  func wrong(line: String) throws {
    var state = try Scenario.onScreen()
    _ = update(&state, .command(line))
    #expect(state.viewport.isWhole)
    #expect(state.notice?.kind == .failure)
    #expect(state.notice?.text.contains("allowed") == true)
  }

  @Test("the status says how close it is")
  func status() throws {
    var state = try Scenario.onScreen()
    _ = update(&state, .command("zoom 4"))
    for size in [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40)] {
      #expect(view(state, size).screen.text.contains("zoom 4× at 192,192"))
    }
  }
}
