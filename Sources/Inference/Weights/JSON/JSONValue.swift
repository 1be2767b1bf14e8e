/// A JSON value that keeps what decoders for typed data lose: the order of an object's members,
/// members that stand twice, and whether a number was written as an integer.
public enum JSONValue: Sendable, Equatable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number without fraction and exponent that fits 64 bits.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object, its members in the order of the text.
  case object([JSONMember])

  /// What the value is, for messages: "the string "x"", "the number 4.5".
  public var phrase: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "the number \(value)"
    case .number(let value): "the number \(value)"
    case .string(let value): "the string \"\(value.prefix(60))\""
    case .array(let values): "a list of \(values.count)"
    case .object: "an object"
    }
  }

  /// The value as it would be typed, without the words of `phrase`.
  var plain: String {
    switch self {
    case .string(let text): text
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    default: phrase
    }
  }
}

/// One name and value of a JSON object.
public struct JSONMember: Sendable, Equatable {
  /// The name.
  public let key: String
  /// The value.
  public let value: JSONValue

  /// A member from its parts.
  public init(key: String, value: JSONValue) {
    self.key = key
    self.value = value
  }
}

extension [JSONMember] {
  /// The first name that stands twice, nil when all are different.
  ///
  /// Names that Unicode calls canonically equivalent count as the same: they look the same to a
  /// reader.
  var firstDuplicate: String? {
    var seen = Set<String>(minimumCapacity: count)
    return first { !seen.insert($0.key).inserted }?.key
  }
}
