internal import Foundation
internal import Testing

@testable internal import Inference

@Suite struct SafetensorsWriterTests {
  static func tensor(_ count: Int, _ shape: [Int]) throws -> Tensor {
    try Tensor((0..<count).map { Float($0) * 0.37 - 2 }, shape: shape)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("x.safetensors")
    let tensors = [
      (name: "b.weight", tensor: try Self.tensor(12, [3, 1, 4])),
      (name: "a \"quoted\" \\ é", tensor: try Self.tensor(1, [])),
      (name: "empty", tensor: try Self.tensor(0, [0, 3])),
    ]
    let metadata = ["format": "pt", "note": "line\nbreak \u{1}"]
    try SafetensorsWriter.write(tensors, metadata: metadata, to: path)
    let file = try SafetensorsFile(path: path)
    #expect(file.entries.map(\.name) == tensors.map(\.name))
    #expect(file.metadata == metadata)
    for (name, tensor) in tensors { #expect(try file.read(name) == tensor) }
    #expect(folder.names == ["x.safetensors"])
  }

  @Test func valuesAreAlignedToEightBytes() throws {
    let folder = try TemporaryFolder()
    for length in 1...9 {
      let name = String(repeating: "n", count: length)
      try SafetensorsWriter.write(
        [(name, try Self.tensor(1, [1]))], to: folder.path("x"))
      let bytes = try Data(contentsOf: URL(filePath: folder.path("x")))
      #expect((bytes.count - 4) % 8 == 0)
    }
  }

  @Test(arguments: [["a", "a"], [""], ["a\n"], ["__metadata__"]])
  func namesThatTheReaderRefusesAreNotWritten(_ names: [String]) throws {
    let folder = try TemporaryFolder()
    let tensors = try names.map { ($0, try Self.tensor(1, [1])) }
    #expect(throws: InferenceError.self) {
      try SafetensorsWriter.write(tensors, to: folder.path("x"))
    }
    #expect(folder.names.isEmpty)
  }
}
