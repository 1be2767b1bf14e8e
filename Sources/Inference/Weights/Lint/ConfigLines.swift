/// On which line of a JSON object each of its keys stands.
struct ConfigLines {
  private var lines: [String: Int] = [:]

  /// Looks through the bytes of an object that was read before.
  init(_ bytes: [UInt8]) {
    var line = 1
    var depth = 0
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case 0x0A: line += 1
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        let start = index + 1
        index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
          index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        let text = String(decoding: bytes[start..<min(index, bytes.count)], as: UTF8.self)
        // A string that is a value takes no line from a key: keys were there first, or come later.
        if depth == 1, Self.isKey(bytes, after: index) { lines[text] = line }
      default: break
      }
      index += 1
    }
  }

  private static func isKey(_ bytes: [UInt8], after quote: Int) -> Bool {
    bytes.dropFirst(quote + 1).first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
      == UInt8(ascii: ":")
  }

  /// The line of a key, counted from 1; nil when it is not there.
  subscript(key: String) -> Int? { lines[key] }
}
