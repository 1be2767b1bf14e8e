internal import Foundation
internal import Testing

@testable internal import Inference

/// The 49 files on which the reference reader's verdict is known (safetensors 0.8.0).
@Suite struct SafetensorsVerdictTests {
  enum Verdict {
    /// The reference and we accept, with this many tensors.
    case accepted(Int)
    /// The reference rejects and so do we.
    case rejected
    /// The reference accepts, we reject by this rule.
    case stricter(SafetensorsHeader.Violation.Rule)
  }

  struct Case: CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let verdict: Verdict
    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], _ verdict: Verdict) {
      self.name = name
      self.bytes = bytes
      self.verdict = verdict
    }
  }

  static let fields = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
  static let sound = #"{"a":"# + fields + "}"

  static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
  static func file(_ header: String, _ data: Int = 4, length: Int? = nil) -> [UInt8] {
    SafetensorsBytes.file(header, zeros(data), length: length)
  }
  /// A file whose tensor `a` is described by `text`.
  static func tensor(_ text: String, _ data: Int = 4) -> [UInt8] {
    file(#"{"a":"# + text + "}", data)
  }
  /// The fields with one part replaced.
  static func changed(_ part: String, _ new: String) -> String {
    fields.replacingOccurrences(of: part, with: new)
  }

  static let text: [Case] = [
    Case("plain", file(sound), .accepted(1)),
    Case("trailing spaces", file(sound + "   "), .accepted(1)),
    Case("newline/tab", file(sound + "\n\t"), .accepted(1)),
    Case("trailing NULs", file(sound + "\0\0"), .rejected),
    Case("leading space", file("  " + sound), .stricter(.firstByte)),
    Case("BOM", file("\u{FEFF}" + sound), .rejected),
    Case("odd header len", file(sound + "   "), .accepted(1)),
    Case("{}", file("{}", 0), .accepted(0)),
    Case("not object", file("[]", 0), .rejected),
    Case("N=0", zeros(8), .rejected),
    Case("N huge", file(sound, length: 1_000_000_000_000), .rejected),
    Case("N=100000001", file(sound, length: 100_000_001), .rejected),
    Case("7 bytes", zeros(7), .rejected),
    Case(
      "deep",
      tensor(String(repeating: "[", count: 200) + String(repeating: "]", count: 200)), .rejected),
    Case("surrogate", file(#"{"\ud800":"# + fields + "}"), .rejected),
    Case(
      "bad utf8",
      SafetensorsBytes.file(Array("{\"".utf8) + [0xFF] + Array("\":\(fields)}".utf8)), .rejected),
  ]

  static let numbers: [Case] = [
    Case("float", tensor(changed("[1]", "[1.0]")), .rejected),
    Case("exp", tensor(changed(",4]", ",4e0]")), .rejected),
    Case("negative", tensor(changed("[1]", "[-1]")), .rejected),
    Case("comma", tensor(changed("[1]", "[1,]")), .rejected),
    Case("01", tensor(changed("[1]", "[01]")), .rejected),
  ]

  static let twoRegions =
    #"{"a":"# + fields + #","a":"# + changed("[0,4]", "[4,8]") + "}"

  static let names: [Case] = [
    Case(
      "dup name same offsets", file(#"{"a":"# + fields + #","a":"# + fields + "}"),
      .stricter(.duplicateTensor)),
    Case("dup name two regions", file(twoRegions, 8), .rejected),
    Case(
      "dup field",
      tensor(#"{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}"#), .rejected),
    Case("unknown field", tensor(fields.dropLast() + #","x":1}"#), .stricter(.unknownField)),
    Case("empty name", file(#"{"":"# + fields + "}"), .stricter(.unsafeName)),
    Case("NUL name", file(#"{"a\u0000":"# + fields + "}"), .stricter(.unsafeName)),
    Case("no shape", tensor(#"{"dtype":"F32","data_offsets":[0,4]}"#), .rejected),
    Case("array form", tensor(#"["F32",[1],[0,4]]"#), .stricter(.tensorNotObject)),
    Case("F128", tensor(changed("F32", "F128"), 16), .rejected),
    Case("f32", tensor(changed("F32", "f32")), .rejected),
  ]

  static let metadata: [Case] = [
    Case("only meta", file(#"{"__metadata__":{"k":"v"}}"#, 0), .accepted(0)),
    Case("meta int", file(#"{"__metadata__":{"k":1},"a":"# + fields + "}"), .rejected),
    Case("meta null", file(#"{"__metadata__":null,"a":"# + fields + "}"), .accepted(1)),
    Case(
      "dup meta",
      file(#"{"__metadata__":{"k":"v"},"__metadata__":{"k":"w"},"a":"# + fields + "}"), .rejected),
    Case(
      "dup in meta", file(#"{"__metadata__":{"k":"v","k":"w"},"a":"# + fields + "}"),
      .stricter(.duplicateMetadata)),
  ]

  static let layout: [Case] = [
    Case("overlap", file(#"{"a":"# + fields + #","b":"# + fields + "}"), .rejected),
    Case(
      "hole", file(#"{"a":"# + fields + #","b":"# + changed("[0,4]", "[8,12]") + "}", 12),
      .rejected),
    Case("first not 0", tensor(changed("[0,4]", "[4,8]"), 8), .rejected),
    Case("trailing bytes", file(sound, 5), .rejected),
    Case("short", file(sound, 3), .rejected),
    Case("size", tensor(changed("[1]", "[2]")), .rejected),
    Case("overflow", tensor(changed("[1]", "[4294967296,4294967296,4]")), .rejected),
    Case(
      "empty tensor", tensor(#"{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]}"#, 0),
      .accepted(1)),
    Case("rank0", tensor(changed("[1]", "[]")), .accepted(1)),
    Case("3 offsets", tensor(changed("[0,4]", "[0,4,8]")), .rejected),
    Case(
      "zero in middle",
      file(
        #"{"a":"# + fields + #","z":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}"#),
      .accepted(2)),
    Case("F4 odd", tensor(#"{"dtype":"F4","shape":[3],"data_offsets":[0,2]}"#, 2), .rejected),
    Case(
      "two zero-size",
      file(
        #"{"y":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"#
          + #""z":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":"# + fields + "}"),
      .accepted(3)),
  ]

  static let all = text + numbers + names + metadata + layout

  @Test func allCasesAreHere() {
    #expect(Self.all.count == 49)
    #expect(Set(Self.all.map(\.name)).count == 49)
  }

  @Test(arguments: all) func verdictIsTheReferencesOrStricterByOneListedRule(
    _ example: Case
  ) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(example.bytes, to: "x.safetensors")
    switch example.verdict {
    case .accepted(let count):
      #expect(try SafetensorsFile(path: path).entries.count == count)
    case .rejected:
      #expect(throws: InferenceError.self) { try SafetensorsFile(path: path) }
    case .stricter(let rule):
      #expect(throws: InferenceError.self) { try SafetensorsFile(path: path) }
      let length = Int(example.bytes[0])
      let header = Array(example.bytes[8..<(8 + length)])
      let violation = #expect(throws: SafetensorsHeader.Violation.self) {
        try SafetensorsHeader(header, dataBytes: example.bytes.count - 8 - length)
      }
      #expect(violation?.rule == rule)
    }
  }

  @Test func moreThanTheLimitOfTensorsIsRefused() throws {
    func header(_ count: Int) -> [UInt8] {
      let tensors = (0..<count).map {
        #""\#($0)":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}"#
      }
      return Array(("{" + tensors.joined(separator: ",") + "}").utf8)
    }
    let limit = SafetensorsHeader.tensorLimit
    #expect(try SafetensorsHeader(header(limit), dataBytes: 0).entries.count == limit)
    let violation = #expect(throws: SafetensorsHeader.Violation.self) {
      try SafetensorsHeader(header(limit + 1), dataBytes: 0)
    }
    #expect(violation?.rule == .tooManyTensors)
  }
}
