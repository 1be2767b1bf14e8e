import Render
import Testing

/// Damaged files must give a picture or a sentence, never a crash and never much memory.
@Suite struct HostilePictureTests {
  private static let files: [[UInt8]] = [
    PNGFixtures.rgb8, PNGFixtures.interlaced, PNGFixtures.rgb16, PNGFixtures.gray16,
    PNGFixtures.palette, PNGFixtures.paletteAlpha, PNGFixtures.rgba, JPEGFixtures.jpeg,
    JPEGFixtures.progressive, JPEGFixtures.jpegCMYK,
    Array("P3 3 2 255 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9".utf8),
  ]
  private static let limits = ImageFile.Limits(fileBytes: 10_000, pixels: 100_000)

  /// Whether a picture came out; errors must be complete sentences.
  private func isRead(_ bytes: [UInt8]) -> Bool {
    do throws(RenderError) {
      let raster = try ImageFile.decode(bytes: bytes, limits: Self.limits)
      #expect(raster.pixels.count == raster.width * raster.height)
      return true
    } catch {
      #expect(error.description.hasSuffix("."))
      return false
    }
  }

  @Test(arguments: files.indices)
  func noCutFileIsTakenForAWholeOne(index: Int) {
    let file = Self.files[index]
    // A text picture may lose the last digit of its last number; nothing else may be lost.
    for length in 0..<(file.count - 1) {
      #expect(!isRead(Array(file.prefix(length))), "cut to \(length) of \(file.count) bytes")
    }
  }

  @Test(arguments: 0..<20)
  func changedBytesNeverCrash(seed: Int) {
    var random = SeededRandom(UInt64(seed))
    for _ in 0..<100 {
      var file = Self.files.randomElement(using: &random) ?? []
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<file.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: file[place] = .random(in: 0...255, using: &random)
        case 1: file.insert(.random(in: 0...255, using: &random), at: place)
        default: if file.count > 1 { file.remove(at: place) }
        }
      }
      _ = isRead(file)
      _ = try? ImageFile.decodeGray16(bytes: file, limits: Self.limits)
    }
  }

  @Test func randomBytesBehindEachSignatureNeverCrash() {
    var random = SeededRandom(77)
    let starts: [[UInt8]] = [
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xFF, 0xD8, 0xFF, 0xE1],
      Array("P6 ".utf8), [],
    ]
    for start in starts {
      for _ in 0..<100 {
        let tail = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(!isRead(start + tail))
      }
    }
  }
}
