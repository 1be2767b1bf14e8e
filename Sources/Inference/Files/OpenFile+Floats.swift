internal import Foundation

extension OpenFile {
  /// Bytes converted at a time: they stay in the processor's cache between reading and widening.
  private static let chunkBytes = 256 * 1024

  /// `count` values of a format from `offset` on, as float32.
  ///
  /// Float32 is read straight to where it stays; other formats pass through a small buffer.
  ///
  /// - Throws: `outOfMemory`; what reading throws.
  func floats(
    at offset: Int, count: Int, format: ElementFormat
  ) throws(InferenceError) -> [Float] {
    try Self.checkMemory(floats: count, what: path)
    var failure: InferenceError?
    let floats = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      let target = UnsafeMutableBufferPointer(rebasing: buffer.prefix(count))
      do throws(InferenceError) {
        try read(into: target, at: offset, format: format)
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return floats
  }

  /// As many values of a format as `target` takes from `offset` on, as float32.
  ///
  /// - Throws: what reading throws.
  func read(
    into target: UnsafeMutableBufferPointer<Float>, at offset: Int, format: ElementFormat
  ) throws(InferenceError) {
    if format == .float32 {
      return try read(into: UnsafeMutableRawBufferPointer(target), at: offset)
    }
    let width = format.byteCount
    let scratch = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(Self.chunkBytes, target.count * width), alignment: 64)
    defer { scratch.deallocate() }
    var done = 0
    while done < target.count {
      let count = min(Self.chunkBytes / width, target.count - done)
      let chunk = UnsafeMutableRawBufferPointer(rebasing: scratch.prefix(count * width))
      try read(into: chunk, at: offset + done * width)
      HalfPrecision.widen(
        UnsafeRawBufferPointer(chunk), format,
        into: UnsafeMutableBufferPointer(rebasing: target[done..<(done + count)]))
      done += count
    }
  }

  /// Throws when the system would refuse that much memory: an array that cannot be allocated would
  /// end the process, a refused `malloc` does not.
  private static func checkMemory(floats: Int, what: String) throws(InferenceError) {
    let (bytes, overflow) = floats.multipliedReportingOverflow(by: MemoryLayout<Float>.size)
    guard !overflow else { throw .outOfMemory(what: what, bytes: Int.max) }
    guard bytes > 64 << 20 else { return }
    guard let probe = malloc(bytes) else { throw .outOfMemory(what: what, bytes: bytes) }
    free(probe)
  }
}
