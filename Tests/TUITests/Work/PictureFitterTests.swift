import Inference
import Render
import TestSupport
import Testing

@testable import TUI

/// Pictures take no more bytes than they may, and stay as fine as that allows.
@Suite("Pictures within a limit of bytes")
struct PictureFitterTests {
  private static let run = RunID(number: 1)

  /// Even, a ramp, and noise: what predictions range between.
  private func fitter(noise: Bool) -> PictureFitter {
    var random = SplitMix(state: 3)
    var plane = Tensor(zeros: [96, 96])
    for index in plane.scalars.indices {
      plane.scalars[index] =
        noise ? Float.random(in: 0...1, using: &random) : Float(index / 96) / 95
    }
    let store = PictureStore()
    store.add(Prediction(quantity: .depth, values: plane), Self.run, 0, .predOriginal)
    return PictureFitter(
      maker: PictureMaker(store: store), encoder: PictureEncoder(graphics: .sixel, colours: .direct)
    )
  }

  private func key(isCoarse: Bool, limit: Int?) -> ImageKey {
    ImageKey(
      content: .step(
        ImageKey.StepPicture(
          run: Self.run, index: 0, view: .predOriginal, quantity: .depth, colormap: "spectral")),
      pixels: PixelSize(width: 192, height: 192), isCoarse: isCoarse, byteLimit: limit)
  }

  private func count(_ picture: EncodedPicture?) -> Int {
    guard case .sixel(let bytes, _) = picture else { return .max }
    return bytes.count
  }

  @Test(
    "Noise fits, whatever the limit", arguments: [60_000, 20_000, 8_000, 3_000], [false, true])
  func noise(limit: Int, isCoarse: Bool) throws {
    let fitter = fitter(noise: true)
    let free = count(try fitter.picture(key(isCoarse: false, limit: nil)))
    #expect(free > 60_000, "noise needs more than it may take")
    let picture = try fitter.picture(key(isCoarse: isCoarse, limit: limit))
    #expect(count(picture) <= limit)
    #expect(count(picture) > limit / 8, "no more is given up than has to be")
    guard case .sixel(let bytes, let image) = picture else { return }
    #expect(image.width == 192 && image.height == 192)
    let decoded = try SixelDecoder.decode(bytes)
    #expect(decoded.width == 192 && decoded.height == 192)
  }

  @Test("A picture that fits is drawn as without a limit")
  func fits() throws {
    let fitter = fitter(noise: false)
    let free = try fitter.picture(key(isCoarse: false, limit: nil))
    #expect(try fitter.picture(key(isCoarse: false, limit: count(free))) == free)
  }

  @Test("What is not there is not made")
  func missing() throws {
    var other = key(isCoarse: false, limit: 10)
    other.content = .input(PictureID(number: 9))
    #expect(try fitter(noise: false).picture(other) == nil)
  }
}
