/// A strict JSON reader (RFC 8259) with limits, for files that nobody vouches for.
///
/// Nothing beyond the grammar is accepted: no byte-order mark, no trailing comma, no leading zero,
/// no bytes after the value but white space. Python's `NaN` and `Infinity` are accepted where the
/// limits say so.
struct JSONReader {
  /// How much a text may ask for.
  struct Limits {
    /// Arrays and objects inside each other.
    var depth: Int
    /// Values in all.
    var values: Int
    /// Members of one object.
    var members: Int
    /// Bytes of a name.
    var keyBytes: Int
    /// Whether `NaN`, `Infinity` and `-Infinity` are numbers, as Python writes them.
    var allowsNonFinite: Bool

    /// For config files.
    static let config = Limits(
      depth: 64, values: 1_000_000, members: 1_000_000, keyBytes: 4096, allowsNonFinite: true)
  }

  private let bytes: [UInt8]
  private let limits: Limits
  private var index = 0
  private var values = 0

  private init(_ bytes: [UInt8], _ limits: Limits) {
    self.bytes = bytes
    self.limits = limits
  }

  /// The value that the whole text is.
  ///
  /// - Throws: `JSONError` with the first byte that breaks a rule.
  static func parse(_ bytes: [UInt8], limits: Limits) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes, limits)
    reader.skipSpace()
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.index == bytes.count else { throw reader.unexpected("the end") }
    return value
  }

  private func unexpected(_ what: String) -> JSONError {
    index < bytes.count
      ? JSONError(reason: .expected(what), offset: index)
      : JSONError(reason: .endsEarly, offset: index)
  }

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return
      }
    }
  }

  private mutating func take(_ byte: UInt8, _ what: String) throws(JSONError) {
    guard current == byte else { throw unexpected(what) }
    index += 1
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    values += 1
    guard values <= limits.values else {
      throw JSONError(reason: .tooManyValues(limit: limits.values), offset: index)
    }
    guard let first = current else { throw unexpected("the beginning of a value") }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    case UInt8(ascii: "N") where limits.allowsNonFinite: return try word("NaN", .number(.nan))
    case UInt8(ascii: "I") where limits.allowsNonFinite:
      return try word("Infinity", .number(.infinity))
    default: throw unexpected("the beginning of a value")
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONError)
    -> JSONValue
  {
    for letter in text.description.utf8 { try take(letter, "part of \"\(text)\"") }
    return value
  }

  private func checkDepth(_ depth: Int) throws(JSONError) {
    guard depth <= limits.depth else {
      throw JSONError(reason: .tooDeep(limit: limits.depth), offset: index)
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    try checkDepth(depth)
    index += 1
    var elements: [JSONValue] = []
    skipSpace()
    if current == UInt8(ascii: "]") {
      index += 1
      return .array(elements)
    }
    while true {
      skipSpace()
      elements.append(try value(depth: depth))
      skipSpace()
      if current == UInt8(ascii: "]") { break }
      try take(UInt8(ascii: ","), "a comma or the end of the list")
    }
    index += 1
    return .array(elements)
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    try checkDepth(depth)
    index += 1
    var members: [JSONMember] = []
    skipSpace()
    if current == UInt8(ascii: "}") {
      index += 1
      return .object(members)
    }
    while true {
      skipSpace()
      guard members.count < limits.members else {
        throw JSONError(
          reason: .tooManyMembers(limit: limits.members, depth: depth), offset: index)
      }
      let start = index
      guard current == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
      let key = try string()
      guard index - start - 2 <= limits.keyBytes else {
        throw JSONError(reason: .longKey(limit: limits.keyBytes), offset: start)
      }
      skipSpace()
      try take(UInt8(ascii: ":"), "a colon")
      skipSpace()
      members.append(JSONMember(key: key, value: try value(depth: depth)))
      skipSpace()
      if current == UInt8(ascii: "}") { break }
      try take(UInt8(ascii: ","), "a comma or the end of the object")
    }
    index += 1
    return .object(members)
  }
}

// MARK: - Numbers

extension JSONReader {
  private mutating func digits() throws(JSONError) {
    let start = index
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
    guard index > start else { throw unexpected("a digit") }
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = index
    if current == UInt8(ascii: "-") {
      index += 1
      if current == UInt8(ascii: "I"), limits.allowsNonFinite {
        return try word("Infinity", .number(-.infinity))
      }
    }
    if current == UInt8(ascii: "0") { index += 1 } else { try digits() }
    var isInteger = true
    if current == UInt8(ascii: ".") {
      isInteger = false
      index += 1
      try digits()
    }
    if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
      isInteger = false
      index += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { index += 1 }
      try digits()
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    // "-0" has a sign that an integer cannot hold, so it stays a floating-point number.
    if isInteger, text != "-0", let value = Int(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      throw JSONError(reason: .expected("a number in range"), offset: start)
    }
    return .number(value)
  }
}

// MARK: - Strings

extension JSONReader {
  private mutating func string() throws(JSONError) -> String {
    index += 1
    let start = index
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        let text = String(validating: bytes[start..<index], as: UTF8.self)
        guard let text else { throw JSONError(reason: .invalidText, offset: start) }
        index += 1
        return text
      case UInt8(ascii: "\\"): return try escapedString(from: start)
      case 0..<0x20: throw unexpected("allowed inside a string")
      default: index += 1
      }
    }
    throw unexpected("a string")
  }

  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text = Array(bytes[start..<index])
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: text, as: UTF8.self) else {
          throw JSONError(reason: .invalidText, offset: start)
        }
        index += 1
        return text
      case UInt8(ascii: "\\"):
        index += 1
        text.append(contentsOf: try escape().utf8)
      case 0..<0x20: throw unexpected("allowed inside a string")
      default:
        text.append(byte)
        index += 1
      }
    }
    throw unexpected("a string")
  }

  private mutating func escape() throws(JSONError) -> String {
    guard let byte = current else { throw unexpected("an escape") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return String(try unicodeEscape())
    default:
      throw JSONError(reason: .expected("a known escape"), offset: index - 1)
    }
  }

  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let start = index
    let unit = try hexUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard (0xD800...0xDBFF).contains(unit), current == UInt8(ascii: "\\") else {
      throw JSONError(reason: .invalidText, offset: start)
    }
    index += 1
    try take(UInt8(ascii: "u"), "the second half of a surrogate pair")
    let low = try hexUnit()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
    else { throw JSONError(reason: .invalidText, offset: start) }
    return scalar
  }

  private mutating func hexUnit() throws(JSONError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
        byte < 0x80
      else { throw unexpected("a hexadecimal digit") }
      unit = unit << 4 | UInt32(digit)
      index += 1
    }
    return unit
  }
}
