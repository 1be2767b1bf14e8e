/// How well typed letters fit a name; smaller is better.
enum Fuzzy {
  /// What a fit costs: a whole name 0, its beginning 1, a word's beginning, anywhere inside, then the letters
  /// in their order with gaps.
  ///
  /// - Returns: nil where the letters are not there in this order.
  static func cost(_ name: String, _ typed: String) -> Int? {
    let name = Array(name.lowercased())
    let typed = Array(typed.lowercased().filter { $0 != " " })
    if typed.isEmpty || name == typed { return 0 }
    if name.starts(with: typed) { return 1 }
    if let start = place(of: typed, in: name) {
      let beginsWord = start > 0 && !name[start - 1].isLetter
      return (beginsWord ? 2 : 20) + min(start, 15)
    }
    return scattered(name, typed).map { 40 + min($0, 100) }
  }

  /// The same for a line of help, where only whole stretches count.
  static func costInText(_ text: String, _ typed: String) -> Int? {
    let text = Array(text.lowercased())
    guard let start = place(of: Array(typed.lowercased()), in: text) else { return nil }
    let beginsWord = start == 0 || !text[start - 1].isLetter
    return (beginsWord ? 200 : 250) + min(start, 40)
  }

  private static func place(of typed: [Character], in name: [Character]) -> Int? {
    guard !typed.isEmpty, typed.count <= name.count else { return nil }
    return (0...(name.count - typed.count)).first {
      name[$0..<($0 + typed.count)].elementsEqual(typed)
    }
  }

  /// The letters in order, each where it comes first; a gap costs its length, less where a word begins.
  private static func scattered(_ name: [Character], _ typed: [Character]) -> Int? {
    var cost = 0
    var from = 0
    for letter in typed {
      guard let found = name[from...].firstIndex(of: letter) else { return nil }
      let beginsWord = found == 0 || !name[found - 1].isLetter
      cost += beginsWord ? 1 : 3 * (found - from)
      from = found + 1
    }
    return cost
  }
}
