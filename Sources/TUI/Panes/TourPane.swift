/// The card of the tour, under the screen.
enum TourPane {
  /// How many rows at the bottom are the card's own; none where the screen would be too small, which it
  /// then lies over.
  static func rows(_ state: AppState, _ size: Size) -> Int {
    guard state.tour != nil, size.rows - Tour.rows >= Layout.smallest.rows else { return 0 }
    return Tour.rows
  }

  static func draw(_ state: AppState, into drawing: inout Drawing) {
    guard let tour = state.tour else { return }
    let rect = Rect(
      row: max(0, drawing.wholeRows - Tour.rows), column: 0, rows: Tour.rows,
      columns: drawing.size.columns)
    drawing.cover(rect)
    drawing.box(
      rect, "tour \(tour.card + 1)/\(Tour.cards.count)",
      state.keys.filled("{Enter|tour next} ") + "\(word(tour))  Esc leaves",
      isFocused: true)
    let area = rect.inner
    let lines = Wrap.lines(state.keys.filled(Tour.cards[tour.card].text), max(0, area.columns - 2))
    for (offset, line) in lines.prefix(area.rows).enumerated() {
      let isCut = offset == area.rows - 1 && lines.count > area.rows
      drawing.putCut(
        isCut ? line + " …" : line, area.row + offset, area.column + 1, width: area.columns - 2)
    }
    drawing.hit(area, .command(.habit(.advanceTour)))
  }

  private static func word(_ tour: Tour) -> String {
    tour.card == Tour.cards.count - 1
      ? "ends" : Tour.cards[tour.card].doing.isEmpty || tour.isTried ? "next" : "does it"
  }
}
