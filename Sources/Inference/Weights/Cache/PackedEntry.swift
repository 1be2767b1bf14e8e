/// A weight in a file of packed weights.
struct PackedEntry: Sendable, Equatable {
  /// Its name in the checkpoint, and what it is there for.
  let name: String
  let storage: WeightStorage
  /// Outputs side by side; 0 for what is no layer's weight.
  let panel: Int
  let outputs: Int
  let depth: Int
  /// Its first byte in the file.
  let start: Int
  /// Its bytes, without what fills up to the next one.
  let byteCount: Int
  /// `ck_digest` of them.
  let digest: UInt64

  /// Where weights begin in the file and in memory.
  static let alignment = 64

  /// The bytes of a weight; nil for numbers that no weight has.
  static func byteCount(
    _ storage: WeightStorage, panel: Int, outputs: Int, depth: Int
  ) -> Int? {
    guard (0...64).contains(panel), (0...1 << 24).contains(outputs), (0...1 << 28).contains(depth)
    else { return nil }
    let count = PackedWeight.count(
      PanelLayout(outputs: outputs, panel: panel), depth: depth, storage)
    return count * storage.bytes
  }
}

extension WeightStorage {
  /// The word for it in a file.
  var word: String {
    switch self {
    case .floats: "floats"
    case .halves: "halves"
    case .bf16: "bf16"
    case .split: "bf16x3"
    }
  }

  /// The storage of a word; nil for another one.
  init?(word: String) {
    let all: [WeightStorage] = [.floats, .halves, .bf16, .split]
    guard let found = all.first(where: { $0.word == word }) else { return nil }
    self = found
  }
}

extension PackedEntry {
  /// As a line of the file's header.
  var json: String {
    "{\"name\":\(JSONText.quoted(name)),\"storage\":\"\(storage.word)\",\"panel\":\(panel),"
      + "\"outputs\":\(outputs),\"depth\":\(depth),\"start\":\(start),\"bytes\":\(byteCount),"
      + "\"digest\":\(Int64(bitPattern: digest))}"
  }

  /// The entry of a header's value; nil where that is not one.
  init?(_ value: JSONValue) {
    guard case .object(let members) = value else { return nil }
    let values = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
    func number(_ key: String) -> Int? {
      if case .integer(let number)? = values[key] { number } else { nil }
    }
    guard case .string(let name)? = values["name"], case .string(let word)? = values["storage"],
      let storage = WeightStorage(word: word), let panel = number("panel"),
      let outputs = number("outputs"), let depth = number("depth"), let start = number("start"),
      let bytes = number("bytes"), let digest = number("digest"),
      bytes == Self.byteCount(storage, panel: panel, outputs: outputs, depth: depth),
      start >= 0, start.isMultiple(of: Self.alignment)
    else { return nil }
    self.init(
      name: name, storage: storage, panel: panel, outputs: outputs, depth: depth, start: start,
      byteCount: bytes, digest: UInt64(bitPattern: Int64(digest)))
  }
}
