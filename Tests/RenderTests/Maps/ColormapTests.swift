import Inference
import Render
import Testing

@Suite struct ColormapTests {
  @Test func spectralIsMatplotlibsTable() {
    let table = Colormap.spectral.table
    #expect(table[0] == RGB(158, 1, 66))
    #expect(table[255] == RGB(94, 79, 162))
    // Entries of matplotlib 3.11's table of 256, and the FNV-1a hash of its 768 bytes.
    #expect(fnv(table) == 0x1180_5219_2865_C237)
    #expect(table[12] == RGB(183, 29, 72))
    #expect(table[128] == RGB(254, 254, 190))
    #expect(table[64] == RGB(248, 142, 82))
    #expect(table[192] == RGB(134, 206, 164))
    #expect(Colormap.spectral.colour(at: 0.05) == RGB(183, 29, 72))
    #expect(Colormap.spectral.colour(at: 0.5) == RGB(254, 254, 190))
  }

  @Test(arguments: [
    ("turbo", RGB(48, 18, 59), RGB(122, 4, 3)), ("magma", RGB(0, 0, 4), RGB(252, 253, 191)),
    ("inferno", RGB(0, 0, 4), RGB(252, 255, 164)), ("gray", RGB(0, 0, 0), RGB(255, 255, 255)),
    ("Spectral", RGB(158, 1, 66), RGB(94, 79, 162)),
  ])
  func mapsHaveTheirPublishedEnds(name: String, first: RGB, last: RGB) throws {
    let map = try #require(Colormap.named(name))
    #expect(map.table.count == 256)
    #expect(map.table.first == first)
    #expect(map.table.last == last)
  }

  @Test func theMiddlesOfTheMeasuredMapsAreTheirs() {
    // Entry 128 of the published tables, times 255.
    #expect(distance(Colormap.magma.table[128], RGB(183, 55, 121)) <= 3)
    #expect(distance(Colormap.inferno.table[128], RGB(188, 55, 84)) <= 3)
    #expect(distance(Colormap.turbo.table[128], RGB(164, 252, 60)) <= 3)
  }

  @Test(arguments: [Colormap.magma, .inferno, .gray])
  func mapsForDifferencesGetBrighterAllTheWay(map: Colormap) {
    for (low, high) in zip(map.table, map.table.dropFirst()) {
      #expect(low.luma <= high.luma + 1)
    }
  }

  @Test func anUnknownNameIsNoMap() {
    #expect(Colormap.named("jet") == nil)
    #expect(Set(Colormap.all.map(\.name)).count == 5)
  }

  @Test func indicesAreTheFloorOfTheFractionTimes256() throws {
    let plane = try Tensor([-1, 0, 0.25, 0.5, 0.999, 1, 7], shape: [1, 7])
    let image = Colormap.gray.indexed(plane, range: 0...1)
    #expect(image.indices == [0, 0, 64, 128, 255, 255, 255])
    let reversed = Colormap.gray.indexed(plane, range: 0...1, reversed: true)
    #expect(reversed.indices == [255, 255, 192, 128, 0, 0, 0])
  }

  @Test func valuesThatAreNotFiniteAreHatchedInColoursOfTheirOwn() throws {
    let values: [Float] = [0, .nan, .infinity, -.infinity, 1] + Array(repeating: .nan, count: 31)
    let plane = try Tensor(values, shape: [6, 6])
    let image = Colormap.spectral.indexed(plane, range: 0...1)
    #expect(image.palette.count == 256)
    #expect(image.indices[0] == 0 && image.indices[4] == 253)
    #expect(Set(image.indices) == [0, 253, 254, 255])
    #expect(Raster(image)[0, 0] == RGB(158, 1, 66))
    #expect(Raster(image)[0, 4] == RGB(94, 79, 162))
    for map in Colormap.all {
      #expect(map.table.allSatisfy { distance($0, Colormap.hatch[0]) > 60 }, "\(map.name)")
    }
  }

  @Test func aRangeOfNoWidthIsOneColour() throws {
    let plane = try Tensor([0.3, 0.3, 5], shape: [1, 3])
    #expect(Colormap.gray.indexed(plane, range: 0.3...0.3).indices == [0, 0, 0])
  }

  @Test(arguments: [2, 16, 64, 254])
  func fewerLevelsKeepBothEnds(levels: Int) throws {
    let plane = try Tensor((0...100).map { Float($0) / 100 }, shape: [1, 101])
    let image = Colormap.spectral.indexed(plane, range: 0...1, levels: levels)
    #expect(image.palette.count == levels)
    #expect(image.palette.first == RGB(158, 1, 66) && image.palette.last == RGB(94, 79, 162))
    #expect(Set(image.indices).count == min(levels, 101))
  }

  private func fnv(_ table: [RGB]) -> UInt64 {
    table.flatMap { [$0.red, $0.green, $0.blue] }.reduce(0xCBF2_9CE4_8422_2325) { hash, byte in
      (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
  }

  private func distance(_ a: RGB, _ b: RGB) -> Int {
    max(
      abs(Int(a.red) - Int(b.red)), abs(Int(a.green) - Int(b.green)),
      abs(Int(a.blue) - Int(b.blue)))
  }
}
