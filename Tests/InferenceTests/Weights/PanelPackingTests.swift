internal import CKernels
internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// Weights that are packed straight from their file.
@Suite("Packing from the file")
struct PanelPackingTests {
  @Test("a panel of halves is the transposed rows, whatever their number", arguments: [16, 32])
  func panel(width: Int) {
    for (inputs, taps) in [(1, 1), (7, 1), (8, 1), (13, 9), (16, 9), (3, 4), (41, 1)] {
      for rows in [1, 7, 8, width - 1, width] {
        let weight = (0..<(rows * inputs * taps)).map { UInt16($0 % 65_521 + 1) }
        // What lies behind the panel must stay as it is.
        var packed = [UInt16](repeating: 7, count: inputs * taps * width + 40)
        ck_pack_halves(weight, rows, inputs, taps, width, &packed)
        for tap in 0..<taps {
          for input in 0..<inputs {
            for output in 0..<width {
              let found = packed[(tap * inputs + input) * width + output]
              let expected =
                output < rows ? weight[(output * inputs + input) * taps + tap] : 0
              #expect(found == expected, "\(rows)x\(inputs)x\(taps), \(output) \(input) \(tap)")
            }
          }
        }
        #expect(packed.suffix(40).allSatisfy { $0 == 7 })
      }
    }
  }

  /// Above and below the number of values that are worth 16 bits, panels that are not full among them.
  private static let shapes = [
    [320, 96, 3, 3], [330, 800], [340, 1000, 1, 1], [72, 900, 3, 3], [64, 64, 3, 3], [5, 9],
  ]

  @Test(
    "a weight has the bits that packing all of it gives", arguments: ["F16", "BF16", "F32"],
    shapes)
  func sameBits(dtype: String, shape: [Int]) throws {
    let path = try Self.file(dtype, shape)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try SafetensorsFile(path: path)
    for wanted in [nil, .halves, .bf16, .split] as [WeightStorage?] {
      let found = try Weights(file).packed("weight", shape: shape, as: wanted)
      let expected = try PackedWeight(file.read("weight"), as: wanted)
      #expect(found.storage == expected.storage)
      #expect(found.depth == expected.depth && found.layout.outputs == shape[0])
      let values = PackedWeight.count(expected.layout, depth: expected.depth, expected.storage)
      #expect(
        memcmp(
          found.memory.pointer, expected.memory.pointer, values * expected.storage.bytes) == 0)
    }
  }

  @Test("a cancel is answered before the next panel")
  func cancelled() throws {
    let path = try Self.file("F16", [320, 96, 3, 3])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let weights = Weights(try SafetensorsFile(path: path))
      .reporting(to: Checkpoint(isCancelled: { true }), as: "unet")
    #expect(throws: InferenceError.cancelled) {
      try weights.packed("weight", shape: [320, 96, 3, 3])
    }
  }

  @Test("rows of a table are those of the whole table")
  func rows() throws {
    let path = try Self.file("F16", [50, 6])
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try SafetensorsFile(path: path)
    let table = try file.read("weight").scalars
    let found = try Weights(file).rows([49, 0, 7], of: "weight", shape: [50, 6])
    #expect(found == Array(table[294..<300] + table[0..<6] + table[42..<48]))
    #expect(try Weights(file).rows([3], of: "other", shape: [50, 6]) == [0, 0, 0, 0, 0, 0])
  }

  /// A file of one tensor of a format.
  static func file(_ dtype: String, _ shape: [Int], seed: UInt64 = 1) throws -> String {
    let values = ReferenceNumbers.values(shape.reduce(1, *), seed: seed)
    var bytes: [UInt8] = []
    for value in values {
      let bits = value.bitPattern
      switch dtype {
      case "F32": withUnsafeBytes(of: bits.littleEndian) { bytes += $0 }
      case "BF16": withUnsafeBytes(of: UInt16(bits >> 16).littleEndian) { bytes += $0 }
      // Any normal half: its bits from those of a number of ordinary size.
      default:
        let half = UInt16(bits >> 16 & 0x8000) | UInt16(bits >> 13 & 0x3BFF)
        withUnsafeBytes(of: half.littleEndian) { bytes += $0 }
      }
    }
    let lengths = shape.map(String.init).joined(separator: ",")
    let header =
      "{\"weight\":{\"dtype\":\"\(dtype)\",\"shape\":[\(lengths)],"
      + "\"data_offsets\":[0,\(bytes.count)]}}"
    let path = NSTemporaryDirectory() + "packing-\(UUID().uuidString).safetensors"
    let start = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> ($0 * 8)) }
    try Data(start + Array(header.utf8) + bytes).write(to: URL(filePath: path))
    return path
  }
}
