import Foundation

/// Reads the explorer's log as it grows, and knows what a robot waits for.
final class LogFollower {
  let path: String
  private var offset: UInt64 = 0
  private var rest = Data()
  /// The keys that the program has taken, and the last of them by name.
  private(set) var keyCount = 0
  private(set) var lastKey = ""
  /// The window's last size, as `COLUMNSxROWS`.
  private(set) var lastSize = ""
  /// Whether the program began and has nothing left to do since its last key and size, or has ended.
  private(set) var isIdle = false
  /// The last lines, for complaints.
  private(set) var tail: [Substring] = []

  init(_ path: String) {
    self.path = path
  }

  /// Reads what is new.
  func read() {
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    guard (try? file.seek(toOffset: offset)) != nil, let data = try? file.readToEnd() else {
      return
    }
    offset += UInt64(data.count)
    rest += data
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return }
    let lines = String(decoding: rest[...end], as: UTF8.self).split(separator: "\n")
    rest = Data(rest[(end + 1)...])
    for line in lines { take(line) }
    tail = (tail + lines).suffix(30)
  }

  private func take(_ line: Substring) {
    if line.hasPrefix("key ") {
      keyCount += 1
      lastKey = String(line.dropFirst(4))
      isIdle = false
    } else if line.hasPrefix("resized ") {
      lastSize = String(line.dropFirst(8))
      isIdle = false
    } else if line == "idle" || line.hasPrefix("exit") {
      isIdle = true
    }
  }
}
