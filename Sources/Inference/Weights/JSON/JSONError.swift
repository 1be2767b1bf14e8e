/// Why bytes are not the JSON that was wanted.
struct JSONError: Error, Equatable {
  /// The rule that was broken.
  enum Reason: Equatable {
    /// The text ends inside a value.
    case endsEarly
    /// Another byte than the grammar allows; the text says what was expected.
    case expected(String)
    /// A string that is not UTF-8 or holds a lone surrogate.
    case invalidText
    /// Arrays and objects inside each other beyond the limit.
    case tooDeep(limit: Int)
    /// More values than the limit.
    case tooManyValues(limit: Int)
    /// An object with more members than the limit.
    case tooManyMembers(limit: Int, depth: Int)
    /// A name longer than the limit.
    case longKey(limit: Int)
  }

  /// The rule that was broken.
  let reason: Reason
  /// The position of the byte, from 0.
  let offset: Int

  /// The reason as the part of a sentence.
  var phrase: String {
    switch reason {
    case .endsEarly: "the JSON ends early, at byte \(offset)"
    case .expected(let what): "byte \(offset) of the JSON is not \(what)"
    case .invalidText: "a string of the JSON is not valid UTF-8, at byte \(offset)"
    case .tooDeep(let limit): "the JSON is nested deeper than \(limit) levels, at byte \(offset)"
    case .tooManyValues(let limit): "the JSON has more than \(limit) values"
    case .tooManyMembers(let limit, _): "an object of the JSON has more than \(limit) members"
    case .longKey(let limit): "a name in the JSON is longer than \(limit) bytes, at byte \(offset)"
    }
  }
}
