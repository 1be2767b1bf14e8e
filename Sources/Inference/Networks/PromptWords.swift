internal import Foundation

/// Cuts a prompt into the words that byte-pair encoding works on.
///
/// - Source: transformers 5 `tokenization_clip.py`: canonical composition, white space as blanks, lower case
///   letter by letter, then words, single digits, and runs of anything else.
enum PromptWords {
  /// A piece of a prompt.
  enum Part: Equatable {
    /// The token that begins a prompt, written out.
    case begin
    /// The token that ends one.
    case end
    /// Letters, a digit, a contraction or other signs.
    case word(String)
  }

  private typealias Scalars = ArraySlice<Unicode.Scalar>

  private static let begin = Array("<|startoftext|>".unicodeScalars)
  private static let end = Array("<|endoftext|>".unicodeScalars)
  private static let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]
    .map { Array($0.unicodeScalars) }

  /// The parts of a prompt in order.
  static func parts(of prompt: String) -> [Part] {
    let specials = [(begin, Part.begin), (end, Part.end)]
    let scalars = Array(prompt.unicodeScalars)
    var parts: [Part] = []
    var (start, index) = (0, 0)
    while index < scalars.count {
      if let special = specials.first(where: { scalars[index...].starts(with: $0.0) }) {
        parts += words(of: scalars[start..<index]).map { Part.word($0) } + [special.1]
        index += special.0.count
        start = index
      } else {
        index += 1
      }
    }
    return parts + words(of: scalars[start...]).map { Part.word($0) }
  }

  private static func words(of text: Scalars) -> [String] {
    var rest = normalised(text)[...]
    var words: [String] = []
    while let first = rest.first {
      let count = length(of: rest)
      if !first.properties.isWhitespace { words += pieces(rest.prefix(count)) }
      rest = rest.dropFirst(count)
    }
    return words
  }

  private static func normalised(_ text: Scalars) -> [Unicode.Scalar] {
    // Not the string's own lower case, which looks at neighbours.
    string(text).precomposedStringWithCanonicalMapping.unicodeScalars
      .flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
  }

  /// How many scalars the first word, digit, blank or run of signs has.
  private static func length(of text: Scalars) -> Int {
    guard let first = text.first else { return 0 }
    if first.properties.isWhitespace { return 1 }
    for known in [begin, end] + contractions where text.starts(with: known) { return known.count }
    if isLetter(first) { return text.prefix(while: isLetter).count }
    if isNumber(first) { return 1 }
    return text.prefix { !$0.properties.isWhitespace && !isLetter($0) && !isNumber($0) }.count
  }

  /// A word; a token written out in capitals is three of them.
  private static func pieces(_ word: Scalars) -> [String] {
    guard word.elementsEqual(begin) || word.elementsEqual(end) else { return [string(word)] }
    return [word.prefix(2), word.dropFirst(2).dropLast(2), word.suffix(2)].map(string)
  }

  private static func string(_ scalars: Scalars) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }

  private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: false
    }
  }
}
