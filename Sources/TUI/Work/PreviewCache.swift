import Inference

/// The newest previews that took a while to make.
struct PreviewCache<Key: Hashable> {
  /// The most bytes that are kept.
  private static var mostBytes: Int { 64 << 20 }

  private struct Entry {
    var key: Key
    var version: Int
    var preview: Prediction

    var bytes: Int { 4 * preview.values.count }
  }

  /// Newest last.
  private var entries: [Entry] = []

  /// The preview of a key that a maker's version made.
  subscript(key: Key, version: Int) -> Prediction? {
    entries.last { $0.key == key && $0.version == version }?.preview
  }

  /// Keeps a preview; the oldest make room.
  mutating func keep(_ preview: Prediction, _ key: Key, _ version: Int) {
    entries.removeAll { $0.key == key }
    entries.append(Entry(key: key, version: version, preview: preview))
    var bytes = entries.reduce(0) { $0 + $1.bytes }
    while bytes > Self.mostBytes, entries.count > 1 { bytes -= entries.removeFirst().bytes }
  }

  /// Lets go of some.
  mutating func forget(_ isGone: (Key) -> Bool) { entries.removeAll { isGone($0.key) } }
}
