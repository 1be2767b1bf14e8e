internal import Synchronization

/// Memory for activations, reused: a buffer's memory goes back when its last reference goes.
///
/// All buffers lie in one range of addresses, each in the first gap it fits into. New pages cost more than most
/// kernels, so the range keeps those it has; networks that are called in turns take the same ones.
final class Workspace: @unchecked Sendable {
  fileprivate struct State {
    var space = FreeSpace()
    var reserved: ReservedMemory?
    /// Bytes from the start that may have pages.
    var held = 0
    var peak = 0
    var used = 0
    var mostUsed = 0
  }

  private let state = Mutex(State())
  /// Whether buffers have memory; those of a rehearsal only count it.
  let holdsMemory: Bool
  /// Where buffers without memory point to: to read or write it is a fault.
  private static var nowhere: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: 64) }

  /// An empty workspace; without memory it is for a rehearsal, and no value of a buffer may be touched.
  init(holdsMemory: Bool = true) {
    self.holdsMemory = holdsMemory
  }

  deinit {
    state.withLock { $0.reserved?.release() }
  }

  /// The memory held now, in use or kept.
  var heldBytes: Int { state.withLock { $0.held } }

  /// The most memory held at one time, in use or kept.
  var peakBytes: Int { state.withLock { $0.peak } }
  /// The most memory in use at one time.
  var mostUsedBytes: Int { state.withLock { $0.mostUsed } }

  /// Uninitialised memory for some floats.
  ///
  /// - Throws: `outOfMemory`.
  func buffer(floats: Int) throws(InferenceError) -> Buffer {
    let bytes = try Buffer.bytes(floats: floats)
    guard let buffer = buffer(bytes, floats: floats) else {
      throw .outOfMemory(what: "an activation", bytes: bytes)
    }
    return buffer
  }

  /// Memory like that of a buffer of this workspace, but before it; nil where no gap is large enough.
  func buffer(before other: Buffer) -> Buffer? {
    guard let part = other.part(of: self) else { return nil }
    return buffer(part.count, floats: other.count, before: part.lowerBound)
  }

  private func buffer(_ bytes: Int, floats: Int, before offset: Int? = nil) -> Buffer? {
    let taken = state.withLock { $0.take(bytes, before: offset, holdsMemory ? nil : Self.nowhere) }
    return taken.map { Buffer($0.start, floats: floats, part: $0.part, of: self) }
  }

  /// Gives pages back to the system that are not in use, until about `bytes` are held.
  func trim(to bytes: Int) {
    state.withLock { state in
      let kept = max(bytes, state.space.end)
      guard kept < state.held else { return }
      state.reserved?.discard(kept..<state.held)
      state.held = kept
    }
  }

  /// Takes the memory of a buffer back.
  func take(back part: Range<Int>) {
    state.withLock {
      $0.space.free(part)
      $0.used -= part.count
    }
  }
}

extension Workspace.State {
  /// Takes so many bytes, whose memory is there or else is `nowhere`; nil where there are none.
  fileprivate mutating func take(
    _ bytes: Int, before limit: Int?, _ nowhere: UnsafeMutableRawPointer?
  ) -> (start: UnsafeMutableRawPointer, part: Range<Int>)? {
    let place = if let limit { space.take(bytes, before: limit) } else { space.take(bytes) }
    guard let place else { return nil }
    let part = place..<place + bytes
    guard let start = nowhere ?? memory(ofFirst: part.upperBound)?.advanced(by: place) else {
      space.free(part)
      return nil
    }
    held = max(held, space.end)
    peak = max(peak, held)
    used += bytes
    mostUsed = max(mostUsed, used)
    return (start, part)
  }

  /// Where the range begins, once so many bytes of it are memory.
  private mutating func memory(ofFirst bytes: Int) -> UnsafeMutableRawPointer? {
    if reserved == nil { reserved = ReservedMemory(atLeast: bytes) }
    guard reserved?.use(first: bytes) == true else { return nil }
    return reserved?.start
  }
}
