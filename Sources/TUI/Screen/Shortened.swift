import Inference

/// Sentences and names that have to fit on one line.
enum Shortened {
  /// The fewest cells that are left of a path.
  private static let fewest = 24
  /// No other word is as long as a file's name may be.
  private static let longestName = 60

  /// A sentence whose paths, the longest first, lose so much of their middle that the rest fits.
  ///
  /// Where even that does not do, it is longer than asked for.
  static func sentence(_ text: String, _ width: Int) -> String {
    var excess = TextWidth.columns(of: text) - width
    guard excess > 0 else { return text }
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    while excess > 0,
      let place = words.indices.filter({ isPath(words[$0]) }).max(by: {
        TextWidth.columns(of: words[$0]) < TextWidth.columns(of: words[$1])
      })
    {
      let own = TextWidth.columns(of: words[place])
      guard own > fewest else { break }
      words[place] = middle(words[place], max(fewest, own - excess))
      excess -= own - TextWidth.columns(of: words[place])
    }
    return words.joined(separator: " ")
  }

  private static func isPath(_ word: String) -> Bool {
    word.contains("/") || TextWidth.columns(of: word) > longestName
  }

  /// A model's or a picture's name, of a path with its folders left out.
  static func name(_ text: String) -> String {
    let clean = Printable.clean(text, limit: 500)
    let parts = clean.split(separator: "/")
    // An id on the Hub has an owner, which is no folder.
    guard clean.count(where: { $0 == "/" }) > 1, let last = parts.last else {
      return Drawing.cut(clean, 60)
    }
    return Drawing.cut("…/" + last, 60)
  }

  /// A word without its middle; two thirds of what stays are its end, which names the file.
  private static func middle(_ word: String, _ width: Int) -> String {
    let end = (width - 1) * 2 / 3
    return prefix(word, width - 1 - end) + "…"
      + String(prefix(String(word.reversed()), end).reversed())
  }

  private static func prefix(_ text: String, _ width: Int) -> String {
    var columns = 0
    return String(
      text.prefix { character in
        columns += TextWidth.columns(of: character)
        return columns <= width
      })
  }
}
