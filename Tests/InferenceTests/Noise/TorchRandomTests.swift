import Inference
import Testing

@Suite("Random numbers of torch")
struct TorchRandomTests {
  @Test("Seed 42 starts as torch starts")
  func seed42() {
    var random = TorchRandom(seed: 42)
    let values = random.normal(count: 16)
    for (value, expected) in zip(values, [1.9269153, 1.4872841, 0.9007172, -2.105521] as [Float]) {
      #expect(abs(value - expected) < 2.4e-7)
    }
  }

  @Test("Every seed and sequence of calls draws what torch draws")
  func sequences() throws {
    let file = try ReferenceTensors("noise/random.safetensors")
    #expect(file.names.count == 81)
    for name in file.names {
      let words = name.split(separator: " ")
      var random = TorchRandom(seed: try #require(UInt64(words[0])))
      var found: [Float] = []
      for call in words.dropFirst() {
        let count = try #require(Int(call.dropFirst()))
        let values =
          call.first == "n" ? random.normal(count: count) : random.uniform(count: count)
        #expect(values.count == count)
        found += count <= 100 ? values : Array(values.prefix(40) + values.suffix(40))
      }
      let expected = try file[name]
      // 2.4e-7 is the unit in the last place between 2 and 4.
      expectClose(try Tensor(found, shape: [found.count]), expected, within: 2.4e-7, name)
    }
  }

  @Test("Only the low 32 bits of a seed count")
  func lowBits() {
    var low = TorchRandom(seed: 5)
    var high = TorchRandom(seed: 1 << 32 + 5)
    var other = TorchRandom(seed: 6)
    let values = low.normal(count: 20)
    #expect(high.normal(count: 20) == values)
    #expect(other.normal(count: 20) != values)
  }

  @Test("Uniforms lie in 0..<1 and fill it")
  func uniforms() {
    var random = TorchRandom(seed: 0)
    let values = random.uniform(count: 20_000)
    #expect(values.allSatisfy { (0..<1).contains($0) })
    let mean = values.reduce(0, +) / 20_000
    #expect(abs(mean - 0.5) < 0.01)
  }

  @Test("Splitting a batch changes nothing when an item is a multiple of 16")
  func splitting() {
    var whole = TorchRandom(seed: 7)
    var parts = TorchRandom(seed: 7)
    #expect(whole.normal(count: 96) == parts.normal(count: 32) + parts.normal(count: 64))
  }

  @Test("No numbers are drawn for an empty tensor")
  func empty() {
    var random = TorchRandom(seed: 1)
    #expect(random.normal(shape: [0, 4]).count == 0)
    #expect(random == TorchRandom(seed: 1))
  }
}
