internal import CKernels

/// Scaled dot-product attention.
enum Attention {
  private static let queryBlock = 256
  private static let keyBlock = 256

  /// softmax(q kᵀ / √width) v by head; queries x keys are never held as a whole.
  ///
  /// Keys are taken in blocks with a running maximum and sum (Milakov and Gimelshein 2018; Dao et al.
  /// 2022), so the scratch is one block of scores a thread.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`, `cancelled`.
  static func run(
    query: Activation, key: Activation, value: Activation, heads: Int, causal: Bool = false,
    _ compute: Compute
  ) throws(InferenceError) -> Activation {
    try check(query, key, value, heads: heads)
    let output = try Activation(
      batch: query.batch, height: query.height, width: query.width, channels: value.channels,
      compute)
    let blocks = (query.tokens + queryBlock - 1) / queryBlock
    let chunks = query.batch * heads * blocks
    let scratch = try compute.scratch(floats: queryBlock * (keyBlock + 2), chunks: chunks)
    try Parallel.run(
      chunks: chunks, threads: compute.threads, checkpoint: compute.checkpoint
    ) { chunk, worker in
      let block = chunk % blocks
      let head = Head(
        query: query, key: key, value: value, output: output, heads: heads, causal: causal,
        image: chunk / blocks / heads, head: chunk / blocks % heads)
      let rows = (block * queryBlock)..<min(query.tokens, (block + 1) * queryBlock)
      head.run(rows, scratch: scratch[worker].pointer)
    }
    return output
  }

  private static func check(
    _ query: Activation, _ key: Activation, _ value: Activation, heads: Int
  ) throws(InferenceError) {
    guard query.batch == key.batch, query.channels == key.channels, heads > 0,
      query.channels.isMultiple(of: heads), key.tokens > 0
    else {
      throw .shapeMismatch(what: "Attention's keys", expected: query.shape, found: key.shape)
    }
    guard value.batch == key.batch, value.tokens == key.tokens,
      value.channels.isMultiple(of: heads)
    else {
      throw .shapeMismatch(what: "Attention's values", expected: key.shape, found: value.shape)
    }
  }

  /// One head of one image.
  private struct Head {
    let query: Activation
    let key: Activation
    let value: Activation
    let output: Activation
    let heads: Int
    let causal: Bool
    let image: Int
    let head: Int

    func run(_ rows: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
      let width = query.channels / heads
      let valueWidth = value.channels / heads
      let scores = scratch
      let maximum = scratch + queryBlock * keyBlock
      let total = maximum + queryBlock
      maximum.update(repeating: -.infinity, count: rows.count)
      total.update(repeating: 0, count: rows.count)
      let firstRow = image * query.tokens + rows.lowerBound
      let queries = query.data + firstRow * query.channels + head * width
      let out = output.data + firstRow * output.channels + head * valueWidth
      for row in 0..<rows.count {
        (out + row * output.channels).update(repeating: 0, count: valueWidth)
      }
      let end = causal ? min(key.tokens, rows.upperBound) : key.tokens
      for start in stride(from: 0, to: end, by: keyBlock) {
        let count = min(keyBlock, end - start)
        let keyRow = image * key.tokens + start
        GEMM.multiply(
          MatrixView(data: queries, stride: query.channels),
          MatrixView(
            data: key.data + keyRow * key.channels + head * width, stride: key.channels,
            transposed: true),
          into: scores, stride: keyBlock, rows: rows.count, columns: count, depth: width,
          alpha: 1 / Float(width).squareRoot())
        ck_softmax_block(
          scores, rows.count, count, keyBlock, causal ? rows.lowerBound + 1 - start : count,
          causal ? 1 : 0, maximum, total, out, output.channels, valueWidth)
        GEMM.multiply(
          MatrixView(data: scores, stride: keyBlock),
          MatrixView(
            data: value.data + keyRow * value.channels + head * valueWidth, stride: value.channels),
          into: out, stride: output.channels, rows: rows.count, columns: valueWidth, depth: count,
          beta: 1)
      }
      ck_divide_rows(out, rows.count, output.channels, valueWidth, total)
    }
  }
}
