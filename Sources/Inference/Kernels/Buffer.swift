internal import Foundation

/// Aligned memory for floats; with readable slack after the end, for kernels that read whole vectors.
final class Buffer: @unchecked Sendable {
  /// Whose the memory is.
  private enum Owner {
    /// The buffer's own.
    case itself
    /// A part of a workspace.
    case workspace(Workspace, part: Range<Int>)
    /// Another's, who lives as long.
    case other(AnyObject)
  }

  /// Where the floats are: on a 64-byte boundary.
  let pointer: UnsafeMutablePointer<Float>
  /// How many there are.
  let count: Int
  private let owner: Owner

  /// The same memory in words of 16 bits.
  var words: UnsafeMutablePointer<UInt16> {
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt16.self)
  }

  /// Memory that another has, for reading: aligned and with the slack that kernels need.
  init(mapped start: UnsafeRawPointer, floats: Int, owner: AnyObject) {
    pointer = UnsafeMutableRawPointer(mutating: start).assumingMemoryBound(to: Float.self)
    count = floats
    self.owner = .other(owner)
  }

  /// A part of a workspace, which takes it back.
  init(
    _ start: UnsafeMutableRawPointer, floats: Int, part: Range<Int>, of workspace: Workspace
  ) {
    pointer = start.bindMemory(to: Float.self, capacity: floats)
    count = floats
    owner = .workspace(workspace, part: part)
  }

  /// Memory of its own, for weights.
  ///
  /// - Throws: `outOfMemory`.
  init(floats: Int) throws(InferenceError) {
    let start = try Self.allocate(try Self.bytes(floats: floats))
    pointer = start.bindMemory(to: Float.self, capacity: floats)
    count = floats
    owner = .itself
  }

  /// A copy of some values.
  ///
  /// - Throws: `outOfMemory`.
  convenience init(_ values: [Float]) throws(InferenceError) {
    try self.init(floats: values.count)
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { pointer.update(from: base, count: values.count) }
    }
  }

  /// Where in a workspace it lies; nil where it does not.
  func part(of workspace: Workspace) -> Range<Int>? {
    if case .workspace(let owner, let part) = owner, owner === workspace { part } else { nil }
  }

  deinit {
    switch owner {
    case .itself: free(pointer)
    case .workspace(let workspace, let part): workspace.take(back: part)
    case .other: break
    }
  }

  /// The bytes to ask for: with slack, and in whole cache lines.
  ///
  /// - Throws: `outOfMemory` for a size that no machine has.
  static func bytes(floats: Int) throws(InferenceError) -> Int {
    let slack = 256
    let line = 64
    let (bytes, overflow) = floats.multipliedReportingOverflow(by: 4)
    guard !overflow, floats >= 0, bytes < Int.max / 2 else {
      throw .outOfMemory(what: "an activation", bytes: Int.max)
    }
    return (bytes + slack + line - 1) / line * line
  }

  private static func allocate(_ bytes: Int) throws(InferenceError) -> UnsafeMutableRawPointer {
    let hugePage = 2 << 20
    var pointer: UnsafeMutableRawPointer?
    let large = bytes >= 2 * hugePage
    guard posix_memalign(&pointer, large ? hugePage : 64, bytes) == 0, let pointer else {
      throw .outOfMemory(what: "weights", bytes: bytes)
    }
    #if os(Linux)
      // Fewer page faults on first touch; where the kernel declines, nothing is lost.
      if large { madvise(pointer, bytes, MADV_HUGEPAGE) }
    #endif
    return pointer
  }
}
