internal import Foundation
internal import Glibc
import Inference

/// The lines typed after `:`, oldest first, in a file that several programs may add to.
struct TypedHistory: Sendable {
  let path: String

  /// How many lines are read.
  static let limit = 200

  /// The newest lines, each once; none where there is no file.
  func lines() -> [String] {
    guard let handle = FileHandle(forReadingAtPath: path),
      let size = try? handle.seekToEnd()
    else { return [] }
    try? handle.seek(toOffset: size > 1 << 18 ? size - (1 << 18) : 0)
    let data = (try? handle.read(upToCount: 1 << 18)) ?? Data()
    let all = String(decoding: data, as: UTF8.self).split(separator: "\n").map {
      Printable.clean(String($0), limit: 2000)
    }
    var seen: Set<String> = []
    let newest = all.reversed().filter { seen.insert($0).inserted }
    return Array(newest.prefix(Self.limit).reversed())
  }

  /// Adds lines in one write, so that those of two programs do not mix.
  ///
  /// - Throws: `cannotWrite`.
  func append(_ lines: [String]) throws(InferenceError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      throw .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
  }
}
