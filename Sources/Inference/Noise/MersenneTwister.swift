/// The 32-bit Mersenne twister MT19937, seeded as torch seeds it.
///
/// - Source: Matsumoto and Nishimura 1998; their 2002 initialisation from one 32-bit word.
struct MersenneTwister: Sendable, Hashable {
  private static let size = 624
  private static let shift = 397

  private var state: [UInt32]
  private var position = MersenneTwister.size

  /// A generator from the low 32 bits of a seed; torch drops the high ones.
  init(seed: UInt64) {
    var word = UInt32(truncatingIfNeeded: seed)
    state = [word]
    state.reserveCapacity(Self.size)
    for index in 1..<Self.size {
      word = 1_812_433_253 &* (word ^ (word >> 30)) &+ UInt32(index)
      state.append(word)
    }
  }

  /// The next 32 bits.
  mutating func next() -> UInt32 {
    if position == Self.size { refill() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  private mutating func refill() {
    for index in 0..<Self.size {
      let joined =
        (state[index] & 0x8000_0000) | (state[(index + 1) % Self.size] & 0x7fff_ffff)
      let twist: UInt32 = joined & 1 == 0 ? 0 : 0x9908_b0df
      state[index] = state[(index + Self.shift) % Self.size] ^ (joined >> 1) ^ twist
    }
    position = 0
  }
}
