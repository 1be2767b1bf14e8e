/// The header of a numpy file: a Python dictionary with three entries.
///
/// - Source: numpy `format.py`, versions 1.0 to 3.0.
struct NpyHeader: Equatable {
  /// Why the text is not such a dictionary.
  struct Failure: Error, Equatable {
    let reason: String
  }

  /// The number format as numpy spells it, such as `<f4`.
  var descr = ""
  /// Whether the first axis varies fastest.
  var fortranOrder = false
  /// The length of each axis.
  var shape: [Int] = []

  private var bytes: ArraySlice<UInt8>

  /// Reads the dictionary; only white space may follow it.
  init(_ text: [UInt8]) throws(Failure) {
    bytes = text[...]
    try take("{")
    var found: [String] = []
    while !accept("}") {
      let key = try string()
      guard !found.contains(key) else { throw Failure(reason: "\(key) stands twice") }
      found.append(key)
      try take(":")
      switch key {
      case "descr": descr = try string()
      case "fortran_order": fortranOrder = try bool()
      case "shape": shape = try tuple()
      default: throw Failure(reason: "it has the unknown entry \(key)")
      }
      if !accept(",") {
        try take("}")
        break
      }
    }
    skipSpace()
    guard bytes.isEmpty else { throw Failure(reason: "text follows the dictionary") }
    for key in ["descr", "fortran_order", "shape"] where !found.contains(key) {
      throw Failure(reason: "\(key) is not there")
    }
    bytes = []
  }

  private mutating func skipSpace() {
    while let byte = bytes.first, byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D {
      bytes.removeFirst()
    }
  }

  private mutating func accept(_ text: String) -> Bool {
    skipSpace()
    guard bytes.starts(with: text.utf8) else { return false }
    bytes.removeFirst(text.utf8.count)
    return true
  }

  private mutating func take(_ text: String) throws(Failure) {
    guard accept(text) else { throw Failure(reason: "\"\(text)\" is expected") }
  }

  private mutating func string() throws(Failure) -> String {
    skipSpace()
    guard let quote = bytes.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
      let end = bytes.dropFirst().firstIndex(of: quote)
    else { throw Failure(reason: "a string is expected") }
    let text = bytes[(bytes.startIndex + 1)..<end]
    bytes = bytes[(end + 1)...]
    guard text.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }) else {
      throw Failure(reason: "a string has unexpected characters")
    }
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func bool() throws(Failure) -> Bool {
    if accept("True") { return true }
    if accept("False") { return false }
    throw Failure(reason: "True or False is expected")
  }

  private mutating func tuple() throws(Failure) -> [Int] {
    try take("(")
    var lengths: [Int] = []
    while !accept(")") {
      guard lengths.count < 64 else { throw Failure(reason: "it has more than 64 axes") }
      lengths.append(try length())
      if !accept(",") {
        // A tuple of one needs its comma: "(3)" is a number.
        guard lengths.count > 1 else { throw Failure(reason: "shape is not a tuple") }
        try take(")")
        break
      }
    }
    return lengths
  }

  private mutating func length() throws(Failure) -> Int {
    skipSpace()
    let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    bytes = bytes.dropFirst(digits.count)
    guard let length = Int(String(decoding: digits, as: UTF8.self)) else {
      throw Failure(reason: "a length is not a whole number in range")
    }
    return length
  }
}
