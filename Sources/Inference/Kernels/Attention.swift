internal import CKernels

/// Scaled dot-product attention.
enum Attention {
  private static let queryBlock = 256
  private static let keyBlock = 256

  /// Floats of a thread's scratch, and into how many chunks the queries are divided.
  static func scratch(batch: Int, heads: Int, tokens: Int) -> (floats: Int, chunks: Int) {
    (queryBlock * (keyBlock + 2), batch * heads * ((tokens + queryBlock - 1) / queryBlock))
  }

  /// Which keys a query sees.
  enum Reach: Sendable {
    /// All of its own image.
    case image
    /// Those of its own image up to its own place.
    case causal
    /// All of two images: of `2n` images, image i and image i + n see each other and themselves.
    case pair
  }

  /// What attention is given.
  struct Parts {
    let query: Activation
    let key: Activation
    let value: Activation
    let heads: Int
    let reach: Reach

    /// The images whose keys the queries of an image see.
    func seenImages(_ image: Int) -> [Int] {
      guard reach == .pair else { return [image] }
      let first = image % (key.batch / 2)
      return [first, first + key.batch / 2]
    }
  }

  /// softmax(q kᵀ / √width) v by head; queries x keys are never held as a whole.
  ///
  /// Keys are taken in blocks with a running maximum and sum (Milakov and Gimelshein 2018; Dao et al.
  /// 2022), so the scratch is one block of scores a thread. A pair's keys are taken where they are, one
  /// image after the other.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`, `cancelled`.
  static func run(
    query: Activation, key: Activation, value: Activation, heads: Int, reach: Reach = .image,
    precision: Precision = .fp32, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    try check(query, key, value, heads: heads)
    if reach == .pair { try checkPairs(query) }
    let output = try Activation(
      batch: query.batch, height: query.height, width: query.width, channels: value.channels,
      compute)
    let parts = Parts(query: query, key: key, value: value, heads: heads, reach: reach)
    if precision == .bf16, Precision.bf16.isSupported, reach != .causal,
      let sizes = PackedHeads(
        batch: key.batch, heads: heads, tokens: key.tokens, width: query.channels / heads,
        valueWidth: value.channels / heads)
    {
      try runBF16(parts, sizes, into: output, compute)
      return output
    }
    let blocks = (query.tokens + queryBlock - 1) / queryBlock
    let (floats, chunks) = scratch(batch: query.batch, heads: heads, tokens: query.tokens)
    let scratch = try compute.scratch(floats: floats, chunks: chunks)
    try Parallel.run(
      chunks: chunks, threads: compute.threads, checkpoint: compute.checkpoint
    ) { chunk, worker in
      let block = chunk % blocks
      let head = Head(
        parts: parts, output: output, image: chunk / blocks / heads, head: chunk / blocks % heads)
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

  private static func checkPairs(_ query: Activation) throws(InferenceError) {
    guard query.batch.isMultiple(of: 2) else {
      throw .shapeMismatch(
        what: "The queries of joint attention",
        expected: [query.batch + 1] + query.shape.dropFirst(),
        found: query.shape)
    }
  }

  /// Where some rows of a head's output are gathered: begun at nothing, with no maximum and no sum yet.
  ///
  /// - Returns: The first of them in `output`.
  static func begin(
    _ rows: Range<Int>, image: Int, head: Int, heads: Int, in output: Activation,
    maximum: UnsafeMutablePointer<Float>, total: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    maximum.update(repeating: -.infinity, count: rows.count)
    total.update(repeating: 0, count: rows.count)
    let width = output.channels / heads
    let first = image * output.tokens + rows.lowerBound
    let out = output.data + first * output.channels + head * width
    for row in 0..<rows.count {
      (out + row * output.channels).update(repeating: 0, count: width)
    }
    return out
  }

  /// One head of one image.
  private struct Head {
    let parts: Parts
    let output: Activation
    let image: Int
    let head: Int

    private var query: Activation { parts.query }
    private var key: Activation { parts.key }
    private var value: Activation { parts.value }
    private var isCausal: Bool { parts.reach == .causal }

    func run(_ rows: Range<Int>, scratch: UnsafeMutablePointer<Float>) {
      let valueWidth = value.channels / parts.heads
      let (maximum, total) = Self.sums(in: scratch)
      let out = Attention.begin(
        rows, image: image, head: head, heads: parts.heads, in: output, maximum: maximum,
        total: total)
      let end = isCausal ? min(key.tokens, rows.upperBound) : key.tokens
      for seen in parts.seenImages(image) {
        for start in stride(from: 0, to: end, by: keyBlock) {
          let keys = start..<min(end, start + keyBlock)
          take(keys, of: seen, for: rows, into: out, scratch: scratch)
        }
      }
      ck_divide_rows(out, rows.count, output.channels, valueWidth, total)
    }

    /// Adds a block of keys of image `seen` to what the rows have gathered so far.
    private func take(
      _ keys: Range<Int>, of seen: Int, for rows: Range<Int>,
      into out: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
    ) {
      let width = query.channels / parts.heads
      let valueWidth = value.channels / parts.heads
      let (maximum, total) = Self.sums(in: scratch)
      let queryRow = image * query.tokens + rows.lowerBound
      let keyRow = seen * key.tokens + keys.lowerBound
      GEMM.multiply(
        MatrixView(
          data: query.data + queryRow * query.channels + head * width, stride: query.channels),
        MatrixView(
          data: key.data + keyRow * key.channels + head * width, stride: key.channels,
          transposed: true),
        into: scratch, stride: keyBlock, rows: rows.count, columns: keys.count, depth: width,
        alpha: 1 / Float(width).squareRoot())
      ck_softmax_block(
        scratch, rows.count, keys.count, keyBlock,
        isCausal ? rows.lowerBound + 1 - keys.lowerBound : keys.count, isCausal ? 1 : 0, maximum,
        total, out, output.channels, valueWidth)
      GEMM.multiply(
        MatrixView(data: scratch, stride: keyBlock),
        MatrixView(
          data: value.data + keyRow * value.channels + head * valueWidth, stride: value.channels),
        into: out, stride: output.channels, rows: rows.count, columns: valueWidth,
        depth: keys.count, beta: 1)
    }

    /// The rows' running maxima and sums, which lie behind the block of scores.
    private static func sums(
      in scratch: UnsafeMutablePointer<Float>
    ) -> (maximum: UnsafeMutablePointer<Float>, total: UnsafeMutablePointer<Float>) {
      let maximum = scratch + queryBlock * keyBlock
      return (maximum, maximum + queryBlock)
    }
  }
}
