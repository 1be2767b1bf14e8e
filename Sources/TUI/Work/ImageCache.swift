internal import Render
internal import Synchronization

/// A picture as the terminal takes it.
enum EncodedPicture: Hashable, Sendable {
  /// The bytes to send, and the pixels they were made of for composites and cuts.
  case sixel(bytes: [UInt8], indexed: IndexedImage)
  /// Rows of characters.
  case blocks([[BlockCell]])

  /// About how much memory it takes.
  var byteCount: Int {
    switch self {
    case .sixel(let bytes, let indexed): bytes.count + indexed.indices.count
    case .blocks(let rows): rows.reduce(0) { $0 + $1.count * MemoryLayout<BlockCell>.stride }
    }
  }
}

/// Encoded pictures by what they show; those not used for longest go first when the limit is reached.
///
/// Every key says all that decides the pixels, so nothing in here is ever out of date.
final class ImageCache: Sendable {
  private struct Entry {
    var picture: EncodedPicture
    var byteCount: Int
    var lastUse: UInt64
  }

  private struct Contents {
    var entries: [ImageKey: Entry] = [:]
    var byteCount = 0
    var uses: UInt64 = 0
  }

  private let contents = Mutex(Contents())
  private let limit: Int

  /// A cache of so many bytes; the newest picture stays even when it alone is larger.
  init(limit: Int = 96 << 20) {
    self.limit = limit
  }

  /// The picture, if it is here.
  subscript(key: ImageKey) -> EncodedPicture? {
    contents.withLock { contents in
      contents.uses += 1
      contents.entries[key]?.lastUse = contents.uses
      return contents.entries[key]?.picture
    }
  }

  /// Keeps a picture.
  func insert(_ picture: EncodedPicture, for key: ImageKey) {
    contents.withLock { contents in
      contents.uses += 1
      let entry = Entry(
        picture: picture, byteCount: picture.byteCount, lastUse: contents.uses)
      let old = contents.entries.updateValue(entry, forKey: key)
      contents.byteCount += entry.byteCount - (old?.byteCount ?? 0)
      Self.shrink(&contents, to: limit, keeping: key)
    }
  }

  func removeAll() {
    contents.withLock { $0 = Contents() }
  }

  private static func shrink(_ contents: inout Contents, to limit: Int, keeping key: ImageKey) {
    guard contents.byteCount > limit else { return }
    let oldestFirst = contents.entries.sorted { $0.value.lastUse < $1.value.lastUse }
    for (candidate, entry) in oldestFirst where candidate != key {
      guard contents.byteCount > limit else { return }
      contents.entries[candidate] = nil
      contents.byteCount -= entry.byteCount
    }
  }
}
