internal import Testing

@testable internal import Inference

@Suite struct JSONReaderTests {
  static let strict = JSONReader.Limits(
    depth: 3, values: 20, members: 3, keyBytes: 8, allowsNonFinite: false)

  static func parse(_ text: String, _ limits: JSONReader.Limits = strict) throws(JSONError)
    -> JSONValue
  {
    try JSONReader.parse(Array(text.utf8), limits: limits)
  }

  @Test(arguments: [
    ("0", JSONValue.integer(0)), ("-7", .integer(-7)), ("-0", .number(-0.0)),
    ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9.223372036854776e18)),
    ("1.5e2", .number(150)), ("1E-2", .number(0.01)), ("true", .bool(true)), (" null\n", .null),
    (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{C}\n\r\t")),
    (#""\u00e9\ud83d\ude00é""#, .string("é😀é")), ("[]", .array([])), ("{ }", .object([])),
    ("[1, [2]]", .array([.integer(1), .array([.integer(2)])])),
    (
      #"{"b":1,"a":{"b":2}}"#,
      .object([
        JSONMember(key: "b", value: .integer(1)),
        JSONMember(key: "a", value: .object([JSONMember(key: "b", value: .integer(2))])),
      ])
    ),
  ])
  func soundTextIsReadExactly(_ text: String, _ value: JSONValue) throws {
    #expect(try Self.parse(text) == value)
  }

  @Test(arguments: [
    "", " ", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "1 2", "[1,]", "[,1]", "[1", "]", "{",
    #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", "{'a':1}", #""a"#, "\"a\nb\"", #""\x""#,
    #""\u12""#, #""\u12g4""#, #""\ud800""#, #""\ud800\n""#, #""\ud800\ud800""#, #""\udc00""#,
    "tru", "True", "NaN", "Infinity", "-Infinity", "nul", "\u{FEFF}1", "1\0", "1e999", "/**/1",
    "[1 2]", #"{"a":1 "b":2}"#, #"{"a" 1}"#, "\u{A0}1",
  ])
  func unsoundTextIsRejected(_ text: String) {
    #expect(throws: JSONError.self) { try Self.parse(text) }
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0x5C, 0x6E, 0xF5, 0x22], [0x22, 0xE2, 0x82, 0x22],
    ] as [[UInt8]])
  func textThatIsNotUTF8IsRejected(_ bytes: [UInt8]) {
    let error = #expect(throws: JSONError.self) {
      try JSONReader.parse(bytes, limits: Self.strict)
    }
    #expect(error?.reason == .invalidText)
  }

  @Test(arguments: [
    ("[[[[", JSONError.Reason.tooDeep(limit: 3)), (#"{"a":{"a":{"a":{"#, .tooDeep(limit: 3)),
    ("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", .tooManyValues(limit: 20)),
    (#"[{"a":1,"b":1,"c":1,"d":1}]"#, .tooManyMembers(limit: 3, depth: 2)),
    (#"{"123456789":1}"#, .longKey(limit: 8)),
  ])
  func limitsHold(_ text: String, _ reason: JSONError.Reason) {
    let error = #expect(throws: JSONError.self) { try Self.parse(text) }
    #expect(error?.reason == reason)
  }

  @Test func limitsAreReachedExactly() throws {
    #expect(throws: Never.self) { try Self.parse("[[[1]]]") }
    #expect(throws: Never.self) { try Self.parse(#"{"12345678":1,"b":2,"c":3}"#) }
    let twenty = "[" + [String](repeating: "1", count: 19).joined(separator: ",") + "]"
    #expect(throws: Never.self) { try Self.parse(twenty) }
  }

  @Test func pythonsNumbersAreReadInConfigs() throws {
    let value = try Self.parse("[Infinity,-Infinity,NaN]", .config)
    guard case .array(let values) = value, case .number(let last) = values[2] else {
      Issue.record("\(value)")
      return
    }
    #expect(values[0] == .number(.infinity) && values[1] == .number(-.infinity) && last.isNaN)
  }

  @Test func duplicatesAreKeptAndFound() throws {
    guard case .object(let members) = try Self.parse(#"{"a":1,"b":2,"a":3}"#) else { return }
    #expect(members.map(\.key) == ["a", "b", "a"])
    #expect(members.firstDuplicate == "a")
    #expect(members.dropLast().map(\.self).firstDuplicate == nil)
  }

  @Test func errorsNameTheByte() {
    #expect(throws: JSONError(reason: .expected("a colon"), offset: 5)) {
      try Self.parse(#"{"a" 1}"#)
    }
    #expect(throws: JSONError(reason: .endsEarly, offset: 3)) { try Self.parse("[1,") }
  }

  @Test(arguments: [#"{"a":[1,2.5e3,"x\u00e9"],"b":null}"#])
  func everyCutAndEveryFlippedByteIsHandled(_ text: String) {
    let bytes = Array(text.utf8)
    for length in bytes.indices {
      #expect(throws: JSONError.self) {
        try JSONReader.parse(Array(bytes.prefix(length)), limits: Self.strict)
      }
    }
    for index in bytes.indices {
      for byte in [0, 0x1F] + Array("\"\\,:[]{}-+.019eEtfnuNI ".utf8) + [0x7F, 0x80, 0xC3, 0xFF] {
        var changed = bytes
        changed[index] = byte
        // Some changes are sound; none may trap.
        _ = try? JSONReader.parse(changed, limits: Self.strict)
      }
    }
  }
}
