import Inference
import Testing

@Suite("Picture metrics")
struct PictureMetricsTests {
  @Test("An error of a tenth everywhere is 20 dB")
  func tenth() throws {
    let reference = Tensor(zeros: [2, 2, 3])
    let found = try PictureMetrics.compare(reference.map { $0 + 0.1 }, to: reference)
    #expect(abs(found.psnr - 20) < 1e-5)
  }

  @Test("Equal pictures are infinitely close, NaN is never silent")
  func edges() throws {
    let reference = Tensor(zeros: [1, 1, 3])
    #expect(try PictureMetrics.compare(reference, to: reference).psnr == .infinity)
    #expect(try PictureMetrics.compare(reference.map { _ in .nan }, to: reference).psnr.isNaN)
  }

  @Test("Pictures of different or no size are refused")
  func refuses() {
    #expect(throws: InferenceError.self) {
      try PictureMetrics.compare(Tensor(zeros: [1, 2, 3]), to: Tensor(zeros: [2, 1, 3]))
    }
    #expect(throws: InferenceError.self) {
      try PictureMetrics.compare(Tensor(zeros: [0, 0, 3]), to: Tensor(zeros: [0, 0, 3]))
    }
  }
}
