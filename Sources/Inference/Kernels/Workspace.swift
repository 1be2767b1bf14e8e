internal import Foundation
internal import Synchronization

/// Memory for activations, reused: a buffer's memory goes back when its last reference goes.
///
/// Fresh pages cost more than most kernels, so freed blocks are kept and handed out again. Once the total
/// is `spare` over the most that was ever in use, kept blocks are given up before it grows.
final class Workspace: @unchecked Sendable {
  /// A block of memory from the system; whoever holds it owns it alone.
  struct Block: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    let bytes: Int
    /// Whether the bytes are there.
    var isReal = true

    /// Gives the memory back to the system.
    func release() {
      if isReal { free(pointer) }
    }
  }

  /// What blocks without memory point to.
  private static let nothing = Block(
    pointer: .allocate(byteCount: 64, alignment: 64), bytes: 0, isReal: false)

  fileprivate struct State {
    var free: [Block] = []
    var total = 0
    var peak = 0
    var used = 0
    var mostUsed = 0
  }

  private let state = Mutex(State())
  /// Whether buffers have memory; those of a rehearsal only count it.
  private let holdsMemory: Bool

  /// Bytes kept beyond what was ever in use: a network needs blocks of many sizes, and without room for
  /// them every call would give pages back and fault them in again.
  static let spare = 64 << 20

  /// An empty workspace; without memory it is for a rehearsal, and no value of a buffer may be touched.
  init(holdsMemory: Bool = true) {
    self.holdsMemory = holdsMemory
  }

  deinit {
    state.withLock { for block in $0.free { block.release() } }
  }

  /// The memory held now, in use or kept.
  var heldBytes: Int { state.withLock { $0.total } }

  /// The most memory held at one time, in use or kept.
  var peakBytes: Int { state.withLock { $0.peak } }
  /// The most memory in use at one time.
  var mostUsedBytes: Int { state.withLock { $0.mostUsed } }

  /// Uninitialised memory for some floats.
  ///
  /// - Throws: `outOfMemory`.
  func buffer(floats: Int) throws(InferenceError) -> Buffer {
    let bytes = try Buffer.bytes(floats: floats)
    let kept = state.withLock { $0.take(bytes) }
    let block: Block
    if let kept {
      block = kept
    } else {
      block =
        holdsMemory
        ? try Buffer.allocate(bytes)
        : Block(pointer: Self.nothing.pointer, bytes: bytes, isReal: false)
      state.withLock { $0.add(bytes) }
    }
    return Buffer(block, count: floats, workspace: self)
  }

  /// Gives kept blocks back to the system until at most `bytes` are held.
  func trim(to bytes: Int) {
    state.withLock { state in
      while state.total > bytes, state.releaseLargest() {}
    }
  }

  func take(back block: Block) {
    state.withLock {
      $0.free.append(block)
      $0.used -= block.bytes
    }
  }
}

extension Workspace.State {
  /// The smallest kept block that fits without wasting more than a quarter.
  fileprivate mutating func take(_ bytes: Int) -> Workspace.Block? {
    var best: Int?
    for index in free.indices where free[index].bytes >= bytes {
      if free[index].bytes < free[best ?? index].bytes || best == nil { best = index }
    }
    guard let best, free[best].bytes <= bytes + bytes / 4 + 4096 else {
      makeRoom(for: bytes)
      return nil
    }
    use(free[best].bytes)
    return free.remove(at: best)
  }

  /// Gives kept blocks back to the system, largest first, so that the total stays bounded.
  private mutating func makeRoom(for bytes: Int) {
    while total + bytes > max(mostUsed, used + bytes) + Workspace.spare, releaseLargest() {}
  }

  /// Gives the largest kept block back to the system; false when none is kept.
  fileprivate mutating func releaseLargest() -> Bool {
    guard let index = free.indices.max(by: { free[$0].bytes < free[$1].bytes }) else {
      return false
    }
    let block = free.remove(at: index)
    total -= block.bytes
    block.release()
    return true
  }

  /// Counts a new block.
  fileprivate mutating func add(_ bytes: Int) {
    total += bytes
    peak = max(peak, total)
    use(bytes)
  }

  private mutating func use(_ bytes: Int) {
    used += bytes
    mostUsed = max(mostUsed, used)
  }
}

/// Aligned memory for floats; with readable slack after the end, for kernels that read whole vectors.
final class Buffer: @unchecked Sendable {
  /// Where the floats are: on a 64-byte boundary.
  let pointer: UnsafeMutablePointer<Float>
  /// How many there are.
  let count: Int
  /// The same memory in words of 16 bits.
  var words: UnsafeMutablePointer<UInt16> {
    UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt16.self)
  }
  private let block: Workspace.Block
  private let workspace: Workspace?
  /// Who has the memory, where that is neither the buffer nor a workspace.
  private let owner: AnyObject?

  /// Memory that another has, for reading: aligned and with the slack that kernels need.
  init(mapped start: UnsafeRawPointer, floats: Int, owner: AnyObject) {
    block = Workspace.Block(
      pointer: UnsafeMutableRawPointer(mutating: start), bytes: 4 * floats, isReal: false)
    pointer = block.pointer.assumingMemoryBound(to: Float.self)
    count = floats
    workspace = nil
    self.owner = owner
  }

  fileprivate init(_ block: Workspace.Block, count: Int, workspace: Workspace?) {
    self.block = block
    self.count = count
    self.workspace = workspace
    owner = nil
    pointer = block.pointer.bindMemory(to: Float.self, capacity: block.bytes / 4)
  }

  /// Memory of its own, for weights.
  ///
  /// - Throws: `outOfMemory`.
  convenience init(floats: Int) throws(InferenceError) {
    let bytes = try Buffer.bytes(floats: floats)
    self.init(try Buffer.allocate(bytes), count: floats, workspace: nil)
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

  deinit {
    if let workspace {
      workspace.take(back: block)
    } else {
      block.release()
    }
  }

  /// The bytes to ask for: with slack, in steps that let blocks of near sizes replace each other.
  fileprivate static func bytes(floats: Int) throws(InferenceError) -> Int {
    let slack = 256
    let (bytes, overflow) = floats.multipliedReportingOverflow(by: 4)
    guard !overflow, floats >= 0, bytes < Int.max / 2 else {
      throw .outOfMemory(what: "an activation", bytes: Int.max)
    }
    let step = bytes < 1 << 20 ? 4096 : 1 << 16
    return (bytes + slack + step - 1) / step * step
  }

  fileprivate static func allocate(_ bytes: Int) throws(InferenceError) -> Workspace.Block {
    let hugePage = 2 << 20
    var pointer: UnsafeMutableRawPointer?
    let large = bytes >= 2 * hugePage
    guard posix_memalign(&pointer, large ? hugePage : 64, bytes) == 0, let pointer else {
      throw .outOfMemory(what: "an activation", bytes: bytes)
    }
    #if os(Linux)
      // Fewer page faults on first touch; where the kernel declines, nothing is lost.
      if large { madvise(pointer, bytes, MADV_HUGEPAGE) }
    #endif
    return Workspace.Block(pointer: pointer, bytes: bytes)
  }
}
