import Render

/// SplitMix64: the same numbers in every run of the tests.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func indexedImage(width: Int, height: Int, colours: Int) -> IndexedImage {
    let palette = (0..<colours).map { _ in rgb() }
    let indices = (0..<(width * height)).map { _ in
      UInt8.random(in: 0...UInt8(colours - 1), using: &self)
    }
    return IndexedImage(width: width, height: height, indices: indices, palette: palette)
  }

  mutating func rgb() -> RGB {
    RGB(
      .random(in: 0...255, using: &self), .random(in: 0...255, using: &self),
      .random(in: 0...255, using: &self))
  }

  mutating func raster(width: Int, height: Int) -> Raster {
    Raster(width: width, height: height, pixels: (0..<(width * height)).map { _ in rgb() })
  }
}
