internal import Foundation

/// The sources of a file of packed weights, by what the file system said when all their bytes were looked at.
///
/// A file that is replaced, or written to, has another device, number, size or time.
struct SeenSources {
  private let path: String
  private var lines: [String]

  /// Copies of a checkpoint that are known at one time.
  private static let limit = 8

  /// The sources that a small file beside the packed weights names; none where it cannot be read.
  init(path: String) {
    self.path = path
    let bytes = (try? OpenFile.contents(of: path, limit: 1 << 20, advice: "")) ?? []
    lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  func contains(_ source: SourceIdentity) -> Bool { lines.contains(Self.line(source)) }

  /// Adds a source, unless it changed so lately that another change could look the same.
  mutating func add(_ source: SourceIdentity) {
    guard source.isSettled, !contains(source) else { return }
    lines = Array(([Self.line(source)] + lines).prefix(Self.limit))
    // Without it the next start looks at all bytes again, and nothing else is lost.
    try? AtomicFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: path)
  }

  private static func line(_ source: SourceIdentity) -> String {
    source.stamps.joined(separator: " ")
  }
}
