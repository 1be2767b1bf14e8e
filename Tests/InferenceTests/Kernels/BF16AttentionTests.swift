import TestSupport
import Testing

@testable import Inference

@Suite("Attention in bfloat16", .enabled(if: BF16ProductTests.isSupported, BF16ProductTests.reason))
struct BF16AttentionTests {
  typealias Case = AttentionTests.Case

  static let cases =
    AttentionTests.cases.filter { !$0.causal } + [
      Case(queries: 13, keys: 257, heads: 2, width: 33),
      Case(queries: 193, keys: 300, width: 24, threads: 3),
      Case(batch: 2, queries: 12, keys: 511, heads: 2, width: 64, scale: 4, threads: 2),
    ]

  /// What attention takes, rounded as the kernel rounds it: the scale is in the queries.
  private func rounded(_ test: Case) -> (query: Tensor, key: Tensor, value: Tensor) {
    let channels = test.heads * test.width
    let scale = 1.44269504 / Float(test.width).squareRoot()
    let query = ReferenceNumbers.tensor(
      [test.batch, test.queries, channels], seed: 1, scale: test.scale)
    let key = ReferenceNumbers.tensor(
      [test.batch, test.keys, channels], seed: 2, scale: test.scale)
    let value = ReferenceNumbers.tensor([test.batch, test.keys, channels], seed: 3)
    return (
      query.map { ReferenceBF16.nearest($0 * scale) / scale }, ReferenceBF16.nearest(key),
      ReferenceBF16.nearest(value)
    )
  }

  private func found(_ test: Case, threads: Int) throws -> Tensor {
    let (query, key, value) = rounded(test)
    let compute = Compute(threads: threads)
    return try Attention.run(
      query: Activation(query, compute), key: Activation(key, compute),
      value: Activation(value, compute), heads: test.heads, precision: .bf16, compute
    ).tokenTensor()
  }

  @Test("attention equals that of rounded numbers", arguments: cases)
  func definition(_ test: Case) throws {
    let (query, key, value) = rounded(test)
    let expected = ReferenceAttention.run(
      query: query, key: key, value: value, heads: test.heads, causal: false)
    let found = try found(test, threads: test.threads)
    #expect(found.shape == expected.shape)
    let error = ReferenceNumbers.error(found.scalars, expected.scalars)
    #expect(error <= Tolerance.halfAttention)
    // A single key's weight is one, and nothing is lost; otherwise it is not the kernel of 32 bits.
    #expect(error > 0 || test.keys == 1)
  }

  @Test("the bits do not depend on threads", arguments: cases)
  func threads(_ test: Case) throws {
    let one = try found(test, threads: 1)
    for threads in [2, 3, 5] {
      let many = try found(test, threads: threads)
      #expect(zip(one.scalars, many.scalars).allSatisfy { $0.bitPattern == $1.bitPattern })
    }
  }

  @Test("images of a pair see each other's keys", arguments: [(2, 7, 1), (4, 300, 2), (6, 3, 2)])
  func pairs(images: Int, tokens: Int, threads: Int) throws {
    let shape = [images, tokens, 12]
    let inputs = (1...3).map { ReferenceNumbers.tensor(shape, seed: $0) }
    let compute = Compute(threads: threads)
    func run(_ precision: Precision) throws -> [Float] {
      try Attention.run(
        query: Activation(inputs[0], compute), key: Activation(inputs[1], compute),
        value: Activation(inputs[2], compute), heads: 3, reach: .pair, precision: precision,
        compute
      ).tokenTensor().scalars
    }
    #expect(try ReferenceNumbers.error(run(.bf16), run(.fp32)) <= Tolerance.half)
  }

  @Test("a value that is not finite is not hidden", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) throws {
    let compute = Compute(threads: 1)
    var query = ReferenceNumbers.tensor([1, 20, 16], seed: 1)
    query.scalars[37] = value
    let tokens = try Activation(ReferenceNumbers.tensor([1, 300, 16], seed: 2), compute)
    let result = try Attention.run(
      query: Activation(query, compute), key: tokens, value: tokens, heads: 1, precision: .bf16,
      compute)
    #expect(try result.nonfiniteCount(compute) > 0)
  }
}
