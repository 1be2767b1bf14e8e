internal import Foundation

/// A range of addresses, of which as much is memory as was ever asked for.
///
/// Addresses cost nothing, so that the range is as large as the machine's memory and never moves.
struct ReservedMemory: @unchecked Sendable {
  /// Where it begins, on a huge page's boundary.
  let start: UnsafeMutableRawPointer
  /// Bytes of addresses from there.
  private let capacity: Int
  /// Bytes from the start that may be used.
  private var usable = 0
  /// What the system gave, for giving it back.
  private let mapping: UnsafeMutableRawBufferPointer

  /// What addresses become memory in: a huge page of x86-64 and arm64.
  private static let hugePage = 2 << 20

  /// A range that holds `bytes` at least; nil where there are no such addresses.
  init?(atLeast bytes: Int) {
    // A process whose addresses are limited needs as many for other things.
    let most = min(
      Int(ProcessInfo.processInfo.physicalMemory), (MemoryRoom.addressBytes ?? Int.max) / 2)
    capacity = most / Self.hugePage * Self.hugePage
    let asked = capacity + Self.hugePage
    guard capacity >= bytes,
      let given = mmap(nil, asked, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      given != MAP_FAILED
    else { return nil }
    mapping = UnsafeMutableRawBufferPointer(start: given, count: asked)
    start = given.alignedUp(toMultipleOf: Self.hugePage)
    #if os(Linux)
      // Fewer page faults on first touch; where the kernel declines, nothing is lost.
      madvise(start, capacity, MADV_HUGEPAGE)
    #endif
  }

  /// Lets the first `bytes` be used; false where there is no memory for them.
  mutating func use(first bytes: Int) -> Bool {
    guard bytes > usable else { return true }
    let wanted = min(capacity, (bytes + Self.hugePage - 1) / Self.hugePage * Self.hugePage)
    guard wanted >= bytes,
      mprotect(start + usable, wanted - usable, PROT_READ | PROT_WRITE) == 0
    else { return false }
    usable = wanted
    return true
  }

  /// Gives the whole pages of a part back to the system; their addresses stay, and read as zeros.
  func discard(_ part: Range<Int>) {
    let page = Int(getpagesize())
    let first = (part.lowerBound + page - 1) / page * page
    guard first < part.upperBound else { return }
    madvise(start + first, part.upperBound - first, MADV_DONTNEED)
  }

  /// Gives the addresses back.
  func release() { munmap(mapping.baseAddress, mapping.count) }
}
