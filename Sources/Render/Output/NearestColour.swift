/// Which colour of a palette is nearest, the first of several that are equally near.
///
/// The palette is searched from the wanted green on, up and down, as far as a green alone could still be
/// near enough: of 256 colours some thirty are looked at.
struct NearestColour {
  private struct Entry {
    var red, green, blue, index: Int
  }

  /// In the order of their green.
  private let entries: [Entry]
  /// The first entry with at least so much green, 0…256.
  private let starts: [Int]

  /// - Parameter palette: at least one colour.
  init(_ palette: [RGB]) {
    precondition(!palette.isEmpty, "a palette has a colour")
    let entries = palette.enumerated().map { index, colour in
      Entry(
        red: Int(colour.red), green: Int(colour.green), blue: Int(colour.blue), index: index)
    }.sorted { ($0.green, $0.index) < ($1.green, $1.index) }
    starts = (0...256).map { green in
      entries.firstIndex { $0.green >= green } ?? entries.count
    }
    self.entries = entries
  }

  /// The place in the palette of the colour nearest to one whose channels are 0…255.
  func index(red: Int, green: Int, blue: Int) -> Int {
    var least = Int.max
    var best = 0
    // Whether an entry could still be as near; takes it if it is.
    func tries(_ entry: Entry) -> Bool {
      let height = entry.green - green
      guard height * height <= least else { return false }
      let (across, deep) = (entry.red - red, entry.blue - blue)
      let distance = height * height + across * across + deep * deep
      if distance < least || distance == least && entry.index < best {
        least = distance
        best = entry.index
      }
      return true
    }
    entries.withUnsafeBufferPointer { entries in
      var above = starts[green]
      var below = above - 1
      while above < entries.count || below >= 0 {
        if above < entries.count { above = tries(entries[above]) ? above + 1 : entries.count }
        if below >= 0 { below = tries(entries[below]) ? below - 1 : -1 }
      }
    }
    return best
  }
}
