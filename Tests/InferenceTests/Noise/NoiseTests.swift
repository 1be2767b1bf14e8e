import Inference
import Testing

@Suite("Initial noise")
struct NoiseTests {
  @Test("Pyramid and annealed noise are the reference's")
  func reference() throws {
    let file = try ReferenceTensors("noise/noise.safetensors")
    #expect(file.names.count == 32)
    for name in file.names {
      let words = name.split(separator: " ")
      let id = try #require(NoiseID(rawValue: String(words[0])))
      let shape = words[1].split(separator: "x").compactMap { Int($0) }
      var random = TorchRandom(seed: try #require(UInt64(words[3])))
      let timestep = try #require(Float(words[5]))
      let found = NoiseCatalog.latents(id, shape: shape, timestep: timestep, using: &random)
      expectClose(found, try file[name], within: 2e-6, name)
    }
  }

  @Test("Gaussian noise is torch's randn of the shape")
  func gaussian() {
    var random = TorchRandom(seed: 2024)
    var same = random
    let found = NoiseCatalog.latents(
      .gaussian, shape: [1, 4, 24, 24], timestep: 999, using: &random)
    #expect(found.scalars == same.normal(count: 2304))
    #expect(random == same)
  }

  @Test("Zeros draw nothing")
  func zeros() {
    var random = TorchRandom(seed: 3)
    let found = NoiseCatalog.latents(.zeros, shape: [1, 4, 2, 2], timestep: 999, using: &random)
    #expect(found == Tensor(zeros: [1, 4, 2, 2]))
    #expect(random == TorchRandom(seed: 3))
  }

  @Test(
    "Every kind but zeros has unit variance and says that it is noise", arguments: NoiseID.allCases)
  func level(_ id: NoiseID) {
    var random = TorchRandom(seed: 11)
    let found = NoiseCatalog.latents(id, shape: [1, 4, 32, 32], timestep: 700, using: &random)
    #expect(found.shape == [1, 4, 32, 32])
    let expected: Float = id == .zeros ? 0 : 1
    #expect(NoiseCatalog.source(id).initialNoise == expected)
    #expect(abs(found.statistics.std - expected) < 0.05)
  }

  @Test("Annealed noise falls back to plain noise at timestep 0 and to pyramid noise at T")
  func annealing() {
    func neighbours(_ timestep: Float, _ id: NoiseID) -> Float {
      var random = TorchRandom(seed: 5)
      let values = NoiseCatalog.latents(
        id, shape: [1, 1, 64, 64], timestep: timestep, using: &random
      ).scalars
      let products = zip(values, values.dropFirst()).map { $0 * $1 }
      return products.reduce(0, +) / Float(products.count)
    }
    #expect(abs(neighbours(0, .annealed)) < 0.05)
    #expect(neighbours(1000, .annealed) == neighbours(1000, .pyramid))
    #expect(neighbours(1000, .pyramid) > 0.1)
  }

  @Test("Edges of one are their own last level", arguments: [[1, 4, 1, 9], [2, 1, 7, 1]])
  func thin(_ shape: [Int]) {
    var random = TorchRandom(seed: 9)
    let found = NoiseCatalog.latents(.pyramid, shape: shape, timestep: 999, using: &random)
    #expect(found.shape == shape && found.statistics.nonfinite == 0)
  }

  @Test("The catalog has every kind once, under its own name")
  func catalog() {
    #expect(NoiseCatalog.all.map { type(of: $0).id } == NoiseID.allCases)
    for id in NoiseID.allCases {
      #expect(type(of: NoiseCatalog.source(id)).id == id)
    }
  }
}
