import TestSupport
import Testing

@testable import Inference

@Suite("Attention")
struct AttentionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var batch = 1
    var queries = 7
    var keys = 7
    var heads = 1
    var width = 8
    var causal = false
    var scale: Float = 1
    var threads = 1

    var testDescription: String {
      "\(batch)x\(queries)x\(keys), \(heads) heads of \(width), causal \(causal), scale \(scale), "
        + "\(threads) threads"
    }
  }

  static let cases = [
    Case(),
    Case(batch: 2, queries: 5, keys: 3, heads: 3, width: 5, threads: 2),
    Case(queries: 33, keys: 1, heads: 2),
    Case(queries: 33, keys: 2, heads: 2),
    Case(queries: 513, keys: 513, heads: 2, width: 16, threads: 2),
    Case(queries: 77, keys: 77, heads: 4, width: 16, causal: true),
    Case(queries: 300, keys: 300, width: 8, causal: true, threads: 2),
    Case(queries: 20, keys: 30, width: 512),
    Case(queries: 40, keys: 600, heads: 2, width: 64, scale: 12),
    Case(queries: 1, keys: 1, width: 1),
  ]

  @Test("attention equals its definition", arguments: cases)
  func definition(_ test: Case) throws {
    let channels = test.heads * test.width
    let query = ReferenceNumbers.tensor(
      [test.batch, test.queries, channels], seed: 1, scale: test.scale)
    let key = ReferenceNumbers.tensor(
      [test.batch, test.keys, channels], seed: 2, scale: test.scale)
    let value = ReferenceNumbers.tensor([test.batch, test.keys, channels], seed: 3)
    let compute = Compute(threads: test.threads)
    let found = try Attention.run(
      query: Activation(query, compute), key: Activation(key, compute),
      value: Activation(value, compute), heads: test.heads,
      reach: test.causal ? .causal : .image, compute
    ).tokenTensor()
    let expected = ReferenceAttention.run(
      query: query, key: key, value: value, heads: test.heads, causal: test.causal)
    #expect(found.shape == expected.shape)
    #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= Tolerance.kernel)
  }

  @Test("images of a pair see each other's keys", arguments: [(2, 7, 1), (4, 300, 2), (6, 3, 2)])
  func pairs(images: Int, tokens: Int, threads: Int) throws {
    let shape = [images, tokens, 12]
    let inputs = (1...3).map { ReferenceNumbers.tensor(shape, seed: $0) }
    let compute = Compute(threads: threads)
    let found = try Attention.run(
      query: Activation(inputs[0], compute), key: Activation(inputs[1], compute),
      value: Activation(inputs[2], compute), heads: 3, reach: .pair, compute
    ).tokenTensor()
    // Image i after image i + n, as one image of twice the tokens.
    let size = tokens * 12
    let order = (0..<(images / 2)).flatMap { [$0, $0 + images / 2] }
    let paired = try inputs.map { tensor in
      try Tensor(
        order.flatMap { tensor.scalars[($0 * size)..<(($0 + 1) * size)] },
        shape: [images / 2, 2 * tokens, 12])
    }
    let expected = ReferenceAttention.run(
      query: paired[0], key: paired[1], value: paired[2], heads: 3, causal: false)
    let foundPaired = order.flatMap { found.scalars[($0 * size)..<(($0 + 1) * size)] }
    #expect(ReferenceNumbers.error(foundPaired, expected.scalars) <= Tolerance.kernel)
  }

  @Test("an odd number of images makes no pairs")
  func oddPairs() throws {
    let compute = Compute(threads: 1)
    let tokens = try Activation(Tensor(zeros: [3, 4, 8]), compute)
    #expect(throws: InferenceError.self) {
      try Attention.run(query: tokens, key: tokens, value: tokens, heads: 1, reach: .pair, compute)
    }
  }

  @Test(
    "scores in the thousands do not overflow",
    arguments: [(Precision.fp32, 1.0001), (.bf16, 1.01)].filter(\.0.isSupported)
      as [(Precision, Float)])
  func largeScores(precision: Precision, slack: Float) throws {
    let compute = Compute(threads: 1)
    let tokens = try Activation(ReferenceNumbers.tensor([1, 300, 8], seed: 4, scale: 100), compute)
    let value = ReferenceNumbers.tensor([1, 300, 8], seed: 5)
    let found = try Attention.run(
      query: tokens, key: tokens, value: Activation(value, compute), heads: 1,
      precision: precision, compute)
    #expect(try found.nonfiniteCount(compute) == 0)
    let largest = value.scalars.map(abs).max() ?? 0
    #expect(try found.tensor().scalars.allSatisfy { abs($0) <= largest * slack })
  }

  @Test("keys and values that do not fit the queries are refused")
  func mismatch() throws {
    let compute = Compute(threads: 1)
    let a = try Activation(Tensor(zeros: [1, 4, 8]), compute)
    let b = try Activation(Tensor(zeros: [1, 4, 6]), compute)
    let c = try Activation(Tensor(zeros: [1, 5, 8]), compute)
    #expect(throws: InferenceError.self) {
      try Attention.run(query: a, key: b, value: a, heads: 2, compute)
    }
    #expect(throws: InferenceError.self) {
      try Attention.run(query: a, key: a, value: c, heads: 2, compute)
    }
    #expect(throws: InferenceError.self) {
      try Attention.run(query: a, key: a, value: a, heads: 3, compute)
    }
  }
}
