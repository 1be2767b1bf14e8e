import TestSupport
import Testing

@testable import Inference

/// Layers are counted with the operations they have; how long they take is no business of a test.
@Suite("Times of layers")
struct LayerTimesTests {
  private func compute(_ times: LayerTimes) -> Compute {
    Compute(checkpoint: times.collecting(Checkpoint()), threads: 1)
  }

  @Test("a layer on tokens has two operations for each weight and token")
  func linear() throws {
    let times = LayerTimes()
    let layer = try Linear(weight: Tensor(zeros: [6, 5]), bias: nil)
    _ = try layer(Activation(Tensor(zeros: [1, 7, 5]), compute(times)), compute(times))
    let taken = times.take()
    #expect(taken.map(\.kind) == [.linear])
    #expect(taken.map(\.operations) == [Double(2 * 7 * 5 * 6)])
    #expect(times.take().isEmpty, "what was taken is gone")
  }

  @Test(
    "a convolution counts by how it is computed",
    arguments: [
      (8, 3, 1, .gathered, .gathered), (8, 3, 2, nil, .strided), (8, 1, 1, nil, .pointwise),
      (16, 3, 1, .winograd2, .winograd2), (16, 3, 1, .winograd4, .winograd4),
    ] as [(Int, Int, Int, ConvolutionAlgorithm?, LayerKind)])
  func convolution(
    edge: Int, kernel: Int, stride: Int, algorithm: ConvolutionAlgorithm?, kind: LayerKind
  ) throws {
    let times = LayerTimes()
    let layer = try Convolution(
      weight: Tensor(zeros: [4, 3, kernel, kernel]), bias: nil, stride: stride)
    let output = try layer(
      Activation(Tensor(zeros: [2, 3, edge, edge]), compute(times)), algorithm: algorithm,
      compute(times))
    let taken = times.take()
    #expect(taken.map(\.kind) == [kind])
    #expect(taken.map(\.operations) == [2 * Double(output.rows * 4 * 3 * kernel * kernel)])
  }

  @Test("what a run computes is what was foreseen of it")
  func foreseen() throws {
    let estimator = try Shipped.estimator("marigold-depth-tiny")
    let plan = try Benchmark.Plan(estimator.family, factor: estimator.factor, resolution: 64)
    let result = try Benchmark(estimator, plan).measure(repeating: 1)
    var rehearsal = Rehearsal(threads: 1)
    try rehearsal.unet(estimator.unet.config, batch: 1, height: 8, width: 8, isJoint: false)
    let kernels: [Work.Kernel] = [.winograd4, .winograd2, .gathered, .linear, .attention]
    let foreseen = kernels.reduce(0) { $0 + rehearsal.work[$1] }
    let counted = result.layers.filter { $0.part == .step }.reduce(0) { $0 + $1.operations }
    // Keys and values of the prompt are computed once a run, and not foreseen.
    #expect(counted >= foreseen && counted < 1.01 * foreseen)
    #expect(result.layers.allSatisfy { $0.wall.values.count == 1 && $0.calls > 0 })
  }

  @Test("the peak is that of the processor, with any number of threads")
  func peak() throws {
    #expect(try EnginePeak.measured(.fp32, threads: 1) > 1e8)
    #expect(try EnginePeak.measured(.bf16, threads: 2) > 1e8)
  }
}
