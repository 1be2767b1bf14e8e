/// CLIP's tokenizer: a prompt to the numbers that `CLIPText` takes, without padding.
///
/// - Source: Sennrich et al. 2016 (byte-pair encoding); transformers 5 `tokenization_clip.py`.
public struct CLIPTokenizer: Sendable {
  /// Two tokens next to each other.
  struct Pair: Hashable {
    let left: Int
    let right: Int
  }

  /// What two tokens become, the lowest rank first.
  struct Merge {
    let rank: Int
    let token: Int
  }

  private static let endOfWord = "</w>"
  /// Longer prompts are refused: an encoder reads 77 tokens.
  private static let limit = 2000

  private let vocabulary: [String: Int]
  private let merges: [Pair: Merge]
  /// The token before a prompt.
  public let begin: Int
  /// The token after a prompt, which also stands for what the vocabulary lacks.
  public let end: Int

  /// A tokenizer from its parts.
  init(vocabulary: [String: Int], merges: [Pair: Merge], begin: Int, end: Int) {
    self.vocabulary = vocabulary
    self.merges = merges
    self.begin = begin
    self.end = end
  }

  /// The largest number of a token.
  var largestToken: Int { vocabulary.values.max() ?? 0 }

  /// The tokens of a prompt between those that begin and end it.
  ///
  /// - Throws: `invalidSetting` for a prompt of more than 2000 characters.
  public func callAsFunction(_ prompt: String) throws(InferenceError) -> [Int] {
    guard prompt.unicodeScalars.count <= Self.limit else {
      throw .invalidSetting(
        name: "The prompt", value: "a text of \(prompt.unicodeScalars.count) characters",
        allowed: "at most \(Self.limit) characters")
    }
    var tokens = [begin]
    for part in PromptWords.parts(of: prompt) {
      switch part {
      case .begin: tokens.append(begin)
      case .end: tokens.append(end)
      case .word(let word): tokens += encode(word)
      }
    }
    return tokens + [end]
  }

  private func encode(_ word: String) -> [Int] {
    let letters = word.utf8.map { ByteLetters.letter(of: $0) }
    var tokens = letters.enumerated().map { index, letter in
      vocabulary[index == letters.count - 1 ? letter + Self.endOfWord : letter] ?? end
    }
    while let best = bestPair(of: tokens) { tokens = joined(tokens, best) }
    return tokens
  }

  private func bestPair(of tokens: [Int]) -> (pair: Pair, merge: Merge)? {
    var best: (pair: Pair, merge: Merge)?
    for (left, right) in zip(tokens, tokens.dropFirst()) {
      let pair = Pair(left: left, right: right)
      guard let merge = merges[pair], merge.rank < best?.merge.rank ?? Int.max else { continue }
      best = (pair, merge)
    }
    return best
  }

  private func joined(_ tokens: [Int], _ best: (pair: Pair, merge: Merge)) -> [Int] {
    var result: [Int] = []
    var index = 0
    while index < tokens.count {
      let isPair =
        index + 1 < tokens.count && tokens[index] == best.pair.left
        && tokens[index + 1] == best.pair.right
      result.append(isPair ? best.merge.token : tokens[index])
      index += isPair ? 2 : 1
    }
    return result
  }
}
