import Testing

/// What tmux says of a screen, cell by cell.
///
/// It writes the same colours in more than one way: where a line ends in a colour is left to chance.
struct StyledCells: Equatable {
  struct Cell: Equatable {
    var text: Character
    var style = Style()
  }

  /// Colours as tmux numbers them; empty for the terminal's own.
  struct Style: Equatable {
    var foreground = ""
    var background = ""
    var attributes: Set<Int> = []

    /// Takes the parameters of one sequence over.
    mutating func take(_ parameters: [String]) {
      var rest = parameters[...]
      while let word = rest.popFirst() {
        switch Int(word) ?? 0 {
        case 0: self = Style()
        case 38: foreground = Self.colour(&rest)
        case 48: background = Self.colour(&rest)
        case 39: foreground = ""
        case 49: background = ""
        case let number where (30...37).contains(number) || (90...97).contains(number):
          foreground = "\(number % 10 + (number >= 90 ? 8 : 0))"
        case let number where (40...47).contains(number) || (100...107).contains(number):
          background = "\(number % 10 + (number >= 100 ? 8 : 0))"
        case 22: attributes.subtract([1, 2])
        case let number where (23...29).contains(number): attributes.remove(number - 20)
        case let number: attributes.insert(number)
        }
      }
    }

    /// `5;n` or `2;r;g;b`.
    private static func colour(_ rest: inout ArraySlice<String>) -> String {
      let count = rest.first == "5" ? 2 : 4
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count).joined(separator: ";")
    }
  }

  private(set) var rows: [[Cell]] = []

  /// Reads what `capture-pane -e` gives; empty cells at the end of a row are left out.
  init(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      var style = Style()
      var row: [Cell] = []
      var rest = line
      while let character = rest.first {
        if let match = rest.prefixMatch(of: /\u{1B}\[([\d;:]*)m/) {
          let words = match.1.split(separator: ";", omittingEmptySubsequences: false)
          style.take(words.map(String.init))
          rest = rest[match.range.upperBound...]
        } else {
          // Shifts to line drawing and back show nothing themselves.
          if character != "\u{0E}", character != "\u{0F}" {
            row.append(Cell(text: character, style: style))
          }
          rest = rest.dropFirst()
        }
      }
      while row.last == Cell(text: " ") { row.removeLast() }
      rows.append(row)
    }
  }

  /// The first cell that differs, in words; nil where none does.
  func difference(from other: StyledCells) -> String? {
    for row in 0..<max(rows.count, other.rows.count) {
      let (own, others) = (self.row(row), other.row(row))
      for column in 0..<max(own.count, others.count) {
        let cell = column < own.count ? own[column] : Cell(text: " ")
        let before = column < others.count ? others[column] : Cell(text: " ")
        if cell != before { return "row \(row), column \(column): \(cell), not \(before)" }
      }
    }
    return nil
  }

  private func row(_ place: Int) -> [Cell] { place < rows.count ? rows[place] : [] }
}

/// The reader itself.
@Suite struct StyledCellsTests {
  @Test("The same colours written in two ways are the same; another colour is found")
  func reads() {
    let one = StyledCells("\u{1B}[1m\u{1B}[34mab\u{1B}[0m c  \n\u{1B}[38;5;240;48;2;1;2;3mx")
    let other = StyledCells(
      "\u{1B}[1;34mab\u{1B}[39m\u{1B}[22m c\n\u{1B}[48;2;1;2;3m\u{1B}[38;5;240mx\u{1B}[0m")
    #expect(one.difference(from: other) == nil)
    #expect(one.rows[0][0].style.foreground == "4" && one.rows[0][0].style.attributes == [1])
    #expect(one.rows[1][0].style.background == "2;1;2;3")
    let wrong = StyledCells("\u{1B}[1;35mab\u{1B}[0m c\n\u{1B}[38;5;240;48;2;1;2;3mx")
    #expect(wrong.difference(from: one)?.hasPrefix("row 0, column 0") == true)
    let behind = StyledCells("\u{1B}[1;34mab\u{1B}[0m c\u{1B}[7m \n\u{1B}[38;5;240;48;2;1;2;3mx")
    #expect(behind.difference(from: one)?.hasPrefix("row 0, column 4") == true)
  }
}
