/// Which parts of a range of addresses are taken, as offsets from its start.
///
/// What is asked for gets the first hole that it fits into, so that what lives for long gathers at the start and the
/// range ends soon after the most that was ever taken at one time.
struct FreeSpace {
  /// Holes below `end`, ascending; no two touch.
  private var holes: [Range<Int>] = []
  /// Where the last part that is taken ends.
  private(set) var end = 0

  /// Takes so many bytes.
  ///
  /// - Returns: Where they begin.
  mutating func take(_ bytes: Int) -> Int {
    guard let index = holes.firstIndex(where: { $0.count >= bytes }) else {
      defer { end += bytes }
      return end
    }
    let hole = holes[index]
    let rest = hole.lowerBound + bytes..<hole.upperBound
    if rest.isEmpty { holes.remove(at: index) } else { holes[index] = rest }
    return hole.lowerBound
  }

  /// Takes so many bytes before an offset; nil where no hole there is large enough.
  mutating func take(_ bytes: Int, before offset: Int) -> Int? {
    guard let hole = holes.first(where: { $0.count >= bytes }), hole.lowerBound < offset else {
      return nil
    }
    return take(bytes)
  }

  /// Frees a part that was taken.
  mutating func free(_ part: Range<Int>) {
    var hole = part
    var index = holes.firstIndex { $0.lowerBound >= part.upperBound } ?? holes.count
    if index < holes.count, holes[index].lowerBound == hole.upperBound {
      hole = hole.lowerBound..<holes.remove(at: index).upperBound
    }
    if index > 0, holes[index - 1].upperBound == hole.lowerBound {
      index -= 1
      hole = holes.remove(at: index).lowerBound..<hole.upperBound
    }
    if hole.upperBound == end { end = hole.lowerBound } else { holes.insert(hole, at: index) }
  }
}
