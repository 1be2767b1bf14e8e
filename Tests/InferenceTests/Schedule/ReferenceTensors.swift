import Foundation
import Inference
import Testing

/// A file of reference tensors from `Goldens`, read independently of the engine's own reader.
struct ReferenceTensors {
  enum Problem: Error {
    case noTensor(String)
  }

  let names: [String]
  private let entries: [String: (shape: [Int], range: Range<Int>)]
  private let bytes: [UInt8]

  /// The folder of the goldens beside the tests.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens")

  /// The file at a path inside the folder; float32 tensors only.
  init(_ path: String) throws {
    let data = try Data(contentsOf: Self.folder.appending(path: path))
    let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try #require(
      try JSONSerialization.jsonObject(with: data.dropFirst(8).prefix(length)) as? [String: Any])
    var entries: [String: (shape: [Int], range: Range<Int>)] = [:]
    for (name, value) in header where name != "__metadata__" {
      let entry = try #require(value as? [String: Any])
      let shape = try #require(entry["shape"] as? [Int])
      let offsets = try #require(entry["data_offsets"] as? [Int])
      #expect(entry["dtype"] as? String == "F32")
      entries[name] = (shape, offsets[0] + 8 + length..<offsets[1] + 8 + length)
    }
    self.entries = entries
    names = entries.keys.sorted()
    bytes = [UInt8](data)
  }

  /// The tensor of a name.
  subscript(_ name: String) -> Tensor {
    get throws {
      guard let entry = entries[name] else { throw Problem.noTensor(name) }
      let scalars = bytes[entry.range].withUnsafeBytes { raw in
        stride(from: 0, to: raw.count, by: 4).map {
          raw.loadUnaligned(fromByteOffset: $0, as: Float.self)
        }
      }
      return try Tensor(scalars, shape: entry.shape)
    }
  }

  /// A JSON file inside the folder.
  static func json(_ path: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: path)))
  }
}

/// Expects two tensors of one shape whose values differ by at most `tolerance`; names the worst.
func expectClose(
  _ found: Tensor, _ expected: Tensor, within tolerance: Float, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found.shape == expected.shape else {
    Issue.record(
      "\(what): shape \(found.shape) instead of \(expected.shape)", sourceLocation: sourceLocation)
    return
  }
  var worst = (index: 0, difference: Float(0))
  for (index, pair) in zip(found.scalars, expected.scalars).enumerated() {
    let difference = abs(pair.0 - pair.1)
    // Written so that NaN counts as the largest difference.
    if !(difference <= worst.difference) { worst = (index, difference) }
  }
  guard !(worst.difference <= tolerance) else { return }
  Issue.record(
    """
    \(what): value \(worst.index) is \(found.scalars[worst.index]) instead of \
    \(expected.scalars[worst.index])
    """, sourceLocation: sourceLocation)
}
