internal import CKernels

/// Attention with products of bfloat16.
extension Attention {
  /// Queries of a chunk.
  private static let queries = 192

  /// How the heads' keys and values are packed: floats of one head's, and of those of all heads; nil where the
  /// kernel has no way to compute them.
  struct PackedHeads: Sendable {
    /// What a head's keys and values take, in 16 bits each.
    let keys: Int
    let values: Int
    /// Heads of all images.
    let count: Int

    /// The sizes for some tokens of a key, a head's width and its values'.
    init?(batch: Int, heads: Int, tokens: Int, width: Int, valueWidth: Int) {
      guard width <= Int(CK_BF16_WIDTH) else { return nil }
      keys = (tokens + 15) / 16 * 16 * (width + width % 2)
      values = (tokens + tokens % 2) * ((valueWidth + 15) / 16 * 16)
      count = batch * heads
    }

    /// Floats that hold them all.
    var floats: Int { count * ((keys + values + 1) / 2) }
  }

  /// Floats of a thread's scratch, and into how many chunks the queries are divided.
  static func scratchBF16(batch: Int, heads: Int, tokens: Int) -> (floats: Int, chunks: Int) {
    (2 * queries, batch * heads * ((tokens + queries - 1) / queries))
  }

  /// What `run` computes, with queries, keys, values and weights rounded to bfloat16.
  ///
  /// Keys and values are packed once, then read by every block of queries.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  static func runBF16(
    _ parts: Parts, _ sizes: PackedHeads, into output: Activation, _ compute: Compute
  ) throws(InferenceError) {
    let packed = try compute.workspace.buffer(floats: sizes.floats)
    let heads = PackedParts(parts: parts, output: output, sizes: sizes, packed: packed)
    try Parallel.run(
      chunks: sizes.count, threads: compute.threads, checkpoint: compute.checkpoint
    ) { chunk, _ in heads.pack(chunk) }
    let query = parts.query
    let (floats, chunks) = scratchBF16(
      batch: query.batch, heads: parts.heads, tokens: query.tokens)
    let scratch = try compute.scratch(floats: floats, chunks: chunks)
    let blocks = (query.tokens + queries - 1) / queries
    try Parallel.run(
      chunks: chunks, threads: compute.threads, checkpoint: compute.checkpoint
    ) { chunk, worker in
      let first = chunk % blocks * queries
      heads.attend(
        first..<min(query.tokens, first + queries), head: chunk / blocks,
        scratch: scratch[worker].pointer)
    }
  }

  /// Keys and values of all heads, packed one after the other.
  private struct PackedParts {
    let parts: Parts
    let output: Activation
    let sizes: PackedHeads
    let packed: Buffer

    private func keys(_ head: Int) -> UnsafeMutablePointer<UInt16> {
      packed.words + head * 2 * ((sizes.keys + sizes.values + 1) / 2)
    }

    private func values(_ head: Int) -> UnsafeMutablePointer<UInt16> { keys(head) + sizes.keys }

    /// Packs keys and values of one head; heads are counted through all images.
    func pack(_ head: Int) {
      let (key, value) = (parts.key, parts.value)
      let (image, number) = (head / parts.heads, head % parts.heads)
      let width = key.channels / parts.heads
      ck_pack_keys_bf16(
        key.data + image * key.tokens * key.channels + number * width, key.tokens, key.channels,
        width, keys(head))
      let valueWidth = value.channels / parts.heads
      ck_pack_values_bf16(
        value.data + image * value.tokens * value.channels + number * valueWidth, value.tokens,
        value.channels, valueWidth, values(head))
    }

    /// The output of some queries of one head.
    func attend(_ rows: Range<Int>, head: Int, scratch: UnsafeMutablePointer<Float>) {
      let query = parts.query
      let (image, number) = (head / parts.heads, head % parts.heads)
      let width = query.channels / parts.heads
      let valueWidth = output.channels / parts.heads
      let (maximum, total) = (scratch, scratch + queries)
      let firstRow = image * query.tokens + rows.lowerBound
      let out = Attention.begin(
        rows, image: image, head: number, heads: parts.heads, in: output, maximum: maximum,
        total: total)
      for seen in parts.seenImages(image) {
        let other = seen * parts.heads + number
        ck_attention_bf16(
          query.data + firstRow * query.channels + number * width, rows.count, query.channels,
          width, keys(other), values(other), parts.key.tokens, valueWidth, maximum, total, out,
          output.channels)
      }
      ck_divide_rows(out, rows.count, output.channels, valueWidth, total)
    }
  }
}
