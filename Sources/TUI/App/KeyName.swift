import Inference

/// Keys as people write them: `Space`, `Ctrl-R`, `←` or `Left`, `cp` for two that follow each other.
enum KeyName {
  /// Names beside those that the key map shows, for what a keyboard does not have as a letter.
  private static let others: [String: Key] = [
    "Return": .enter, "Escape": .escape, "Delete": .delete, "Insert": .insert, "Up": .up,
    "Down": .down, "Left": .left, "Right": .right, "PageUp": .pageUp, "PageDown": .pageDown,
    "Shift-Left": .shiftLeft, "Shift-Right": .shiftRight,
  ]

  private static let named: [Key] =
    [
      .character(" "), .enter, .escape, .tab, .backTab, .backspace, .delete, .insert, .up, .down,
      .left, .right, .home, .end, .pageUp, .pageDown, .shiftLeft, .shiftRight,
    ] + (1...12).map(Key.function)

  /// Every name of more than a letter.
  static let all: [String] =
    named.map(KeyMap.name).filter { $0.count > 1 } + others.keys.sorted()
    + letters.map { KeyMap.name(.control($0)) }

  /// Those that come with Ctrl; for the others terminals send Tab, Enter and Backspace.
  private static let letters = "abcdefgklnopqrstuvwxyz"

  private static let byName: [String: Key] = {
    var table: [String: Key] = [:]
    for key in named { table[KeyMap.name(key).lowercased()] = key }
    for (name, key) in others { table[name.lowercased()] = key }
    for letter in letters { table["ctrl-\(letter)"] = .control(letter) }
    return table
  }()

  /// A key by its name; nil for what is none, or never arrives.
  static func key(_ text: String) -> Key? {
    if text.count == 1, let character = text.first {
      if let arrow = byName[text] { return arrow }
      let isVisible = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
      return isVisible && text == Printable.clean(text) ? .character(character) : nil
    }
    return byName[text.lowercased()]
  }
}
