internal import Testing

@testable internal import Inference

@Suite struct ShardedCheckpointTests {
  static func makeShards(_ folder: TemporaryFolder, _ map: String) throws -> String {
    for (name, shard) in [("a", "one"), ("b", "two")] {
      try SafetensorsWriter.write(
        [(name, Tensor([name == "a" ? 1 : 2], shape: [1]))],
        to: folder.path("\(shard).safetensors"))
    }
    return try folder.write(
      #"{"metadata":{"total_size":8},"weight_map":\#(map)}"#,
      to: "model.safetensors.index.json")
  }

  @Test func tensorsComeFromTheirShards() throws {
    let folder = try TemporaryFolder()
    let index = try Self.makeShards(folder, #"{"a":"one.safetensors","b":"two.safetensors"}"#)
    let checkpoint = try ShardedCheckpoint(indexPath: index)
    #expect(checkpoint.shapes == ["a": [1], "b": [1]])
    #expect(try checkpoint.read("a").scalars == [1])
    #expect(try checkpoint.read("b").scalars == [2])
    #expect(throws: InferenceError.self) { try checkpoint.read("c") }
    #expect(
      checkpoint.paths == [
        index, folder.path("one.safetensors"), folder.path("two.safetensors"),
      ])
  }

  @Test func aMissingShardIsNamed() throws {
    let folder = try TemporaryFolder()
    let index = try Self.makeShards(folder, #"{"a":"one.safetensors","b":"three.safetensors"}"#)
    let error = #expect(throws: InferenceError.self) { try ShardedCheckpoint(indexPath: index) }
    guard case .missing(let path, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path == folder.path("three.safetensors"))
  }

  @Test(arguments: [
    (#"{"a":"../one.safetensors"}"#, "not a safetensors file in the folder"),
    (#"{"a":"/etc/x.safetensors"}"#, "not a safetensors file in the folder"),
    (#"{"a":"x\u0000.safetensors"}"#, "not a safetensors file in the folder"),
    (#"{"a":"one.bin"}"#, "not a safetensors file in the folder"),
    (#"{"a":1}"#, "a is the number 1 where the name of a file is expected"),
    (#"{"a":"one.safetensors","a":"two.safetensors"}"#, "a stands twice"),
    (#"{"b":"one.safetensors"}"#, "the tensor b is not in the shard one.safetensors"),
    ("[]", "weight_map is a list of 0 where an object is expected"),
  ])
  func indexesThatLeadAstrayAreRefused(_ map: String, _ words: String) throws {
    let folder = try TemporaryFolder()
    let index = try Self.makeShards(folder, map)
    let error = #expect(throws: InferenceError.self) { try ShardedCheckpoint(indexPath: index) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}
