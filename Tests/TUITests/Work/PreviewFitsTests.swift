import Inference
import TestSupport
import Testing

@testable import TUI

@Suite("When previews are worth showing")
struct PreviewFitsTests {
  private static let first = RunID(number: 1)
  private static let second = RunID(number: 2)
  private static let pixels = 24 * 24

  private static func fit(_ seed: UInt64 = 1) -> LatentFit? {
    LatentFit(
      of: ReferenceNumbers.tensor([1, 3, 8, 8], seed: seed),
      on: ReferenceNumbers.tensor([1, 4, 8, 8], seed: seed + 1), factor: 1)
  }

  @Test("a run's first decode makes its fit, which later runs of the autoencoder begin with")
  func fits() throws {
    var fits = PreviewFits()
    #expect(fits.fit("vae") == nil)
    let own = fits.decoded("vae", Self.first, pixels: Self.pixels, seconds: 3) { Self.fit() }
    #expect(own != nil)
    #expect(fits.fit("vae") == own)
    #expect(fits.fit("other") == nil)
    let again = fits.decoded("vae", Self.first, pixels: Self.pixels, seconds: 3) {
      Issue.record("a run is fitted once")
      return nil
    }
    #expect(again == nil)
    let next = fits.decoded("vae", Self.second, pixels: Self.pixels, seconds: 3) { Self.fit(7) }
    #expect(next != nil && next != own)
    #expect(fits.fit("vae") == next)
    fits.forget(Self.second)
    _ = fits.decoded("vae", Self.second, pixels: Self.pixels, seconds: 3) { Self.fit(9) }
    #expect(fits.fit("vae") == Self.fit(9))
  }

  @Test("previews are shown where a decode takes longer than a frame, and not where it does not")
  func worth() {
    var large = PreviewFits()
    #expect(!large.areWorthwhile("vae", pixels: Self.pixels))
    _ = large.decoded("vae", Self.first, pixels: Self.pixels, seconds: 4) { nil }
    #expect(large.areWorthwhile("vae", pixels: Self.pixels))
    #expect(!large.areWorthwhile("another", pixels: Self.pixels))
    var small = PreviewFits()
    // The first transforms the weights of every layer.
    _ = small.decoded("vae", Self.first, pixels: Self.pixels, seconds: 0.15) { nil }
    #expect(!small.areWorthwhile("vae", pixels: Self.pixels))
    _ = small.decoded("vae", Self.first, pixels: Self.pixels, seconds: 0.02) { nil }
    #expect(!small.areWorthwhile("vae", pixels: Self.pixels))
    #expect(small.areWorthwhile("vae", pixels: 4 * Self.pixels), "a larger picture takes longer")
    _ = small.decoded("vae", Self.first, pixels: Self.pixels, seconds: 0.5) { nil }
    #expect(!small.areWorthwhile("vae", pixels: Self.pixels), "one slow decode is a busy machine's")
  }

  @Test("a run keeps its own fit, and of an autoencoder the newest comparison counts")
  func own() {
    var fits = PreviewFits()
    _ = fits.decoded("vae", Self.first, pixels: Self.pixels, seconds: 3) { Self.fit() }
    _ = fits.decoded("vae", Self.second, pixels: Self.pixels, seconds: 3) { Self.fit(7) }
    #expect(fits.fit("vae", of: Self.first) == Self.fit())
    #expect(fits.fit("vae", of: Self.second) == Self.fit(7))
    #expect(fits.fit("vae", of: RunID(number: 3)) == Self.fit(7))
    #expect(!fits.isFitNearer("vae"))
    fits.compared("vae", isFitNearer: true)
    #expect(fits.isFitNearer("vae") && !fits.isFitNearer("other"))
    fits.compared("vae", isFitNearer: false)
    #expect(!fits.isFitNearer("vae"))
  }

  @Test("a large autoencoder needs no decode to be known as slow, and a decode has the last word")
  func large() {
    var fits = PreviewFits()
    #expect(fits.areWorthwhile("vae", pixels: Self.pixels, isLarge: true))
    for _ in 0..<2 {
      _ = fits.decoded("vae", Self.first, pixels: Self.pixels, seconds: 0.01) { nil }
    }
    #expect(!fits.areWorthwhile("vae", pixels: Self.pixels, isLarge: true))
  }

  @Test("a member of an ensemble teaches the fit where there is none")
  func members() {
    var fits = PreviewFits()
    let made = fits.decoded("vae", nil, pixels: Self.pixels, seconds: 3) { Self.fit() }
    #expect(made != nil && fits.fit("vae") == made)
    _ = fits.decoded("vae", nil, pixels: Self.pixels, seconds: 3) {
      Issue.record("there is one")
      return nil
    }
    _ = fits.decoded("vae", Self.first, pixels: Self.pixels, seconds: 3) { Self.fit(7) }
    #expect(fits.fit("vae") == Self.fit(7), "a run's own is newer")
  }
}
