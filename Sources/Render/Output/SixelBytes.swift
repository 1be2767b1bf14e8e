/// A growing run of bytes with the few forms that sixel data is made of.
struct SixelBytes: ~Copyable {
  private var storage: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private var count = 0

  init(capacity: Int) {
    self.capacity = max(64, capacity)
    storage = .allocate(capacity: self.capacity)
  }

  deinit { storage.deallocate() }

  /// All bytes so far.
  var array: [UInt8] { Array(UnsafeBufferPointer(start: storage, count: count)) }

  /// Makes room for as many more bytes; the `put` functions do not check.
  mutating func reserve(_ extra: Int) {
    guard count + extra > capacity else { return }
    let larger = max(capacity * 2, count + extra)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.update(from: storage, count: count)
    storage.deallocate()
    storage = moved
    capacity = larger
  }

  mutating func put(_ byte: UInt8) {
    storage[count] = byte
    count += 1
  }

  /// Text, with the room for it.
  mutating func put(text: String) {
    reserve(text.utf8.count)
    for byte in text.utf8 { put(byte) }
  }

  /// A number of at most ten digits.
  mutating func put(number: Int) {
    var divisor = 1
    while number / divisor >= 10 { divisor *= 10 }
    var rest = number
    while divisor > 0 {
      put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
      rest %= divisor
      divisor /= 10
    }
  }

  /// One sixel several times, as a repeat where that is shorter.
  mutating func put(_ sixel: UInt8, times: Int) {
    if times > 3 {
      put(UInt8(ascii: "!"))
      put(number: times)
      put(sixel)
    } else {
      for _ in 0..<max(0, times) { put(sixel) }
    }
  }
}
