internal import Foundation
internal import Testing

@testable internal import Inference

@Suite struct NpyTests {
  /// A numpy file of version 1.0 with any header.
  static func file(_ header: String, _ data: [UInt8], version: [UInt8] = [1, 0]) -> [UInt8] {
    let length = header.utf8.count
    let size = (0..<(version[0] == 1 ? 2 : 4)).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    return [[0x93], Array("NUMPY".utf8), version, size, Array(header.utf8), data].flatMap(\.self)
  }

  static func file(_ descr: String, _ shape: String, _ data: [UInt8]) -> [UInt8] {
    file("{'descr': '\(descr)', 'fortran_order': False, 'shape': \(shape), }", data)
  }

  static func read(_ bytes: [UInt8]) throws -> Tensor {
    let folder = try TemporaryFolder()
    return try Npy.read(path: folder.write(bytes, to: "x.npy"))
  }

  @Test(arguments: [[], [0], [3], [2, 3], [1, 4, 2, 3]])
  func whatIsWrittenIsReadBack(_ shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let count = shape.reduce(1, *)
    let tensor = try Tensor((0..<count).map { Float($0) - 0.5 }, shape: shape)
    try Npy.write(tensor, to: folder.path("x.npy"))
    #expect(try Npy.read(path: folder.path("x.npy")) == tensor)
    let bytes = try Data(contentsOf: URL(filePath: folder.path("x.npy")))
    #expect(bytes.count == 128 + count * 4)
  }

  @Test func theBytesAreNumpys() throws {
    let folder = try TemporaryFolder()
    try Npy.write(Tensor([1], shape: [1]), to: folder.path("x"))
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"
    let padded = text + String(repeating: " ", count: 117 - text.count) + "\n"
    let bytes = try [UInt8](Data(contentsOf: URL(filePath: folder.path("x"))))
    #expect(bytes == Self.file(padded, [0, 0, 0x80, 0x3F]))
  }

  @Test(arguments: [
    ("<f4", SafetensorsBytes.bytes(of: [Float(5), 7])),
    ("<f8", SafetensorsBytes.bytes(of: [5.0, 7])),
    ("<f2", SafetensorsBytes.bytes(of: [UInt16(0x4500), 0x4700])),
    ("|u1", [5, 7]), ("|i1", [5, 7]),
    ("<u2", SafetensorsBytes.bytes(of: [UInt16(5), 7])),
    ("<i2", SafetensorsBytes.bytes(of: [Int16(5), 7])),
    ("<i4", SafetensorsBytes.bytes(of: [Int32(5), 7])),
    ("<u4", SafetensorsBytes.bytes(of: [UInt32(5), 7])),
    ("<i8", SafetensorsBytes.bytes(of: [Int64(5), 7])),
    ("<u8", SafetensorsBytes.bytes(of: [UInt64(5), 7])),
  ])
  func numberFormatsAreRead(_ descr: String, _ data: [UInt8]) throws {
    #expect(try Self.read(Self.file(descr, "(2,)", data)).scalars == [5, 7])
  }

  @Test(arguments: [
    (">f4", "(1,)", ">f4, which is not supported"), ("|O", "(1,)", "|O, which is not"),
    ("<c8", "(1,)", "<c8, which"), ("|b1", "(1,)", "|b1, which"),
    ("<f4", "(2,)", "needs 8 bytes after the header and 4 are there"),
    ("<f4", "()", ""), ("<f4", "(0,)", "needs 0 bytes"), ("<f4", "(1)", "not a tuple"),
    ("<f4", "(-1,)", "whole number"), ("<f4", "(1.0,)", "not a tuple"), ("<f4", "[1]", "expected"),
    ("<f4", "(4294967296,4294967296,4)", "impossible shape"),
    ("<f4", "(99999999999999999999,)", "whole number"), ("<f4", "(1,", "whole number"),
    ("<f4", "(1 1)", "not a tuple"), ("<f4", "(1, 1 1)", "expected"),
    ("<f4", "(,)", "whole number"),
  ])
  func otherHeadersAreRefusedByASentence(
    _ descr: String, _ shape: String, _ words: String
  ) throws {
    let bytes = Self.file(descr, shape, [0, 0, 0, 0])
    if words.isEmpty {
      #expect(try Self.read(bytes).shape.isEmpty)
      return
    }
    let error = #expect(throws: InferenceError.self) { try Self.read(bytes) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    "", "{}", "{'descr': '<f4', 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x",
    "{'descr': '<f4' 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4, 'fortran_order': False, 'shape': (1,)}",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f\\x34', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (\(String(repeating: "1,", count: 65)))}",
  ])
  func unsoundHeadersAreDamage(_ header: String) throws {
    let error = #expect(throws: InferenceError.self) {
      try Self.read(Self.file(header, [0, 0, 0, 0]))
    }
    guard case .damaged = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func fortranOrderIsRefused() throws {
    let bytes = Self.file(
      "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1)}", [0, 0, 0, 0])
    let error = #expect(throws: InferenceError.self) { try Self.read(bytes) }
    #expect(error?.description.contains("columns first") == true)
  }

  @Test func laterVersionsAreReadAndUnknownOnesRefused() throws {
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': ()}"
    for version: UInt8 in 2...3 {
      let bytes = Self.file(header, [0, 0, 0x80, 0x3F], version: [version, 0])
      #expect(try Self.read(bytes).scalars == [1])
    }
    #expect(throws: InferenceError.self) {
      try Self.read(Self.file(header, [0, 0, 0x80, 0x3F], version: [4, 0]))
    }
  }

  @Test func everyCutIsDamage() throws {
    let bytes = Self.file("<f4", "(3,)", [UInt8](repeating: 1, count: 12))
    for length in bytes.indices {
      let error = #expect(throws: InferenceError.self) {
        try Self.read(Array(bytes.prefix(length)))
      }
      guard case .damaged = error else {
        Issue.record("cut at \(length): \(String(describing: error))")
        continue
      }
    }
    #expect(throws: InferenceError.self) { try Self.read(bytes + [0]) }
  }
}
