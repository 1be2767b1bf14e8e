internal import Foundation
internal import Testing

@testable internal import Inference

@Suite struct SafetensorsFileTests {
  @Test(arguments: [
    ("F32", SafetensorsBytes.bytes(of: [Float(1), -2.5, 3e30])),
    ("F64", SafetensorsBytes.bytes(of: [1.0, -2.5, 3e30])),
    ("BF16", SafetensorsBytes.bytes(of: [UInt16(0x3F80), 0xC020, 0x7217])),
  ])
  func floatingPointFormatsAreRead(_ dtype: String, _ data: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(SafetensorsBytes.file("x", dtype, [3, 1], data), to: "x")
    let tensor = try SafetensorsFile(path: path).read("x")
    #expect(tensor.shape == [3, 1])
    #expect(tensor.scalars[0] == 1 && tensor.scalars[1] == -2.5)
    #expect(abs(tensor.scalars[2] / 3e30 - 1) < 0.01)
  }

  @Test(arguments: [
    ("I8", SafetensorsBytes.bytes(of: [Int8(-3), 100])),
    ("U8", SafetensorsBytes.bytes(of: [UInt8(253), 100])),
    ("I16", SafetensorsBytes.bytes(of: [Int16(-3), 100])),
    ("U16", SafetensorsBytes.bytes(of: [UInt16(65533), 100])),
    ("I32", SafetensorsBytes.bytes(of: [Int32(-3), 100])),
    ("U32", SafetensorsBytes.bytes(of: [UInt32(65533), 100])),
    ("I64", SafetensorsBytes.bytes(of: [Int64(-3), 100])),
    ("U64", SafetensorsBytes.bytes(of: [UInt64(65533), 100])),
    ("F16", SafetensorsBytes.bytes(of: [UInt16(0xC200), 0x5640])),
  ])
  func integersAndHalvesAreRead(_ dtype: String, _ data: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(SafetensorsBytes.file("x", dtype, [2], data), to: "x")
    let scalars = try SafetensorsFile(path: path).read("x").scalars
    #expect([-3, 253, 65533].contains(scalars[0]))
    #expect(scalars[1] == 100)
  }

  @Test(arguments: SafetensorsDType.allCases.filter { $0.format == nil })
  func otherFormatsAreRefusedByNameWhenRead(_ dtype: SafetensorsDType) throws {
    let folder = try TemporaryFolder()
    let data = [UInt8](repeating: 0, count: dtype.bitCount)
    let path = try folder.write(
      SafetensorsBytes.file("x", dtype.rawValue, [8], data), to: "x")
    let file = try SafetensorsFile(path: path)
    let error = #expect(throws: InferenceError.self) { try file.read("x") }
    #expect(error?.description.contains("is \(dtype.rawValue), which is not supported") == true)
  }

  @Test func halvesLongerThanAChunkAreReadWhole() throws {
    let folder = try TemporaryFolder()
    let values = (0..<300_001).map { Float16(Float($0 % 2048)) }
    let data = SafetensorsBytes.bytes(of: values)
    let path = try folder.write(
      SafetensorsBytes.file("x", "F16", [values.count], data), to: "x")
    #expect(try SafetensorsFile(path: path).read("x").scalars == values.map { Float($0) })
  }

  /// A file with two tensors whose length is not a multiple of anything.
  static let small = SafetensorsBytes.file(
    #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[7,5],"data_offsets":[0,140]},"#
      + #""b":{"dtype":"F16","shape":[5],"data_offsets":[140,150]}}"#,
    [UInt8](repeating: 1, count: 150))

  @Test func everyCutGivesDamagedWithExpectedAndFoundBytes() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("cut.safetensors")
    #expect(Self.small.count > 300)
    for length in 0..<Self.small.count {
      try folder.write(Array(Self.small.prefix(length)), to: "cut.safetensors")
      let error = #expect(throws: InferenceError.self) { try SafetensorsFile(path: path) }
      guard case .damaged(_, let reason, _) = error else {
        Issue.record("cut at \(length): \(String(describing: error))")
        continue
      }
      let header = Self.small.count - 150
      let numbers: (expected: Int, found: Int) =
        length < 8 ? (8, length) : length < header ? (header, length) : (150, length - header)
      let found = reason.split { !$0.isNumber }.compactMap { Int($0) }
      #expect(found.contains(numbers.expected) && found.contains(numbers.found), "\(reason)")
    }
  }

  @Test func aFileThatShrinksWhileOpenGivesAnError() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.small, to: "x")
    let file = try SafetensorsFile(path: path)
    #expect(truncate(path, off_t(Self.small.count - 5)) == 0)
    #expect(try file.read("a").count == 35)
    let error = #expect(throws: InferenceError.self) { try file.read("b") }
    #expect(error?.description.contains("shorter") == true)
  }

  @Test func foldersPipesAndNothingAreNamed() throws {
    let folder = try TemporaryFolder()
    #expect(
      throws: InferenceError.unreadable(
        path: folder.path, reason: "it is a folder where a file is expected, remove it")
    ) {
      try SafetensorsFile(path: folder.path)
    }
    #expect(mkfifo(folder.path("pipe"), 0o600) == 0)
    #expect(throws: InferenceError.self) { try SafetensorsFile(path: folder.path("pipe")) }
    let error = #expect(throws: InferenceError.self) {
      try SafetensorsFile(path: folder.path("none"))
    }
    guard case .missing = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(arguments: [
    (#"{"\#(String(repeating: "n", count: 4097))":{}}"#, "longer than 4096 bytes"),
    (#"{"a":[[[[[[[[1]]]]]]]]}"#, "deeper than 8 levels"),
    (
      #"{"a":{"dtype":"U8","shape":[\#(String(repeating: "1,", count: 64))1],"data_offsets":[0,1]}}"#,
      "65 axes"
    ),
  ])
  func limitsHaveTheirOwnSentence(_ header: String, _ words: String) throws {
    let violation = #expect(throws: SafetensorsHeader.Violation.self) {
      try SafetensorsHeader(Array(header.utf8), dataBytes: 1)
    }
    #expect(violation?.rule == .limit)
    #expect(violation?.reason.contains(words) == true)
  }

  @Test func manyValuesInAHostileHeaderAreRefusedEarly() throws {
    let start = #"{"a":{"dtype":"U8","shape":["#
    let header = Array(start.utf8) + Array(String(repeating: "1,", count: 4_000_000).utf8)
    let violation = #expect(throws: SafetensorsHeader.Violation.self) {
      try SafetensorsHeader(header, dataBytes: 0)
    }
    #expect(violation?.rule == .limit)
  }

  @Test func theFirstNonFiniteValueIsFound() throws {
    let folder = try TemporaryFolder()
    let data = SafetensorsBytes.bytes(of: [Float(1), 2, -.infinity, .nan])
    let bytes = SafetensorsBytes.file("x", "F32", [4], data)
    let path = try folder.write(bytes, to: "x")
    let found = try SafetensorsFile(path: path).firstNonFinite()
    // The value is the last but one of four bytes each.
    #expect(
      found == .init(tensor: "x", index: 2, byteOffset: bytes.count - 8, value: -.infinity))
    let sound = try folder.write(Self.small, to: "y")
    #expect(try SafetensorsFile(path: sound).firstNonFinite() == nil)
  }

  @Test func aMissingTensorIsNamed() throws {
    let folder = try TemporaryFolder()
    let file = try SafetensorsFile(path: try folder.write(Self.small, to: "x"))
    let error = #expect(throws: InferenceError.self) { try file.read("c") }
    #expect(error?.description.contains("tensor c") == true)
  }
}
