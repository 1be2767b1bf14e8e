import Inference
import Synchronization
import TestSupport
import Testing

/// How long blocks take, where somebody wants to know.
@Suite struct BlockTimesTests {
  @Test("every block of a step is timed, in order, and all of them fit in the step")
  func step() throws {
    let estimator = try Shipped.estimator("marigold-depth-tiny")
    let times = BlockTimes()
    let names = Mutex<[String]>([])
    let checkpoint = times.collecting(
      Checkpoint(reach: { stage in names.withLock { $0.append(stage.block) } }))
    let image = try estimator.prepare(Tensor(zeros: [1, 3, 64, 64]), resolution: 0, checkpoint)
    let encoding = times.take()
    #expect(Set(encoding.map(\.network)) == ["vae.encoder"])
    names.withLock { $0 = [] }
    var denoising = try estimator.begin(image, estimator.family.defaults)
    let step = try #require(try denoising.next(checkpoint))
    let blocks = times.take()
    #expect(blocks.map(\.block) == names.withLock { $0 })
    #expect(blocks.first?.block == "conv_in" && blocks.last?.block == "conv_out")
    #expect(blocks.allSatisfy { $0.network == "unet" && $0.seconds >= 0 })
    let sum = blocks.reduce(0) { $0 + $1.seconds }
    #expect(sum > 0 && sum <= step.seconds)
    #expect(times.take().isEmpty, "what was taken is gone")
    _ = try denoising.next()
    #expect(times.take().isEmpty, "nothing is timed that nobody asked for")
  }
}
