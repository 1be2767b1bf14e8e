internal import Foundation
import Inference

/// A session as it lies in a file: where it comes from, and its commands.
struct SessionFile: Sendable, Hashable {
  /// One command with its line in the file, from 1.
  struct Line: Sendable, Hashable {
    var number: Int
    var text: String
  }

  var path: String
  var header = SessionHeader()
  var lines: [Line] = []

  /// The most bytes that are read, and the most commands.
  static let limit = 1 << 20
  static let mostLines = 10_000
  /// The commands that a session may hold: they change what is shown, and nothing else.
  static let allowed = [
    "precision", "model", "open", "set", "run", "branch", "goto", "screen", "view", "quantity",
    "colours", "use", "pin", "side", "compare", "link", "seeds", "metrics",
  ]

  /// Writes a file, whole or not at all.
  ///
  /// - Throws: `cannotWrite`, also for a path that no line can hold.
  static func write(
    _ header: SessionHeader, _ session: Session, to path: String
  ) throws(InferenceError) {
    let lines = session.anchored.lines
    guard lines.allSatisfy(isPlain) else {
      throw .cannotWrite(
        path: path, reason: "the picture's or the model's path holds a control character")
    }
    let text = (header.lines.filter(isPlain) + lines).joined(separator: "\n") + "\n"
    try AtomicFile.write(Array(text.utf8), to: path)
  }

  /// Whether a line is one line, and no more than text.
  private static func isPlain(_ line: String) -> Bool {
    line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }

  /// Reads a file.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged` and `unsupported`, in one sentence.
  init(path: String) throws(InferenceError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw .missing(path: path, advice: "name a session that :save has written")
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw .unreadable(path: path, reason: "check its permissions")
    }
    let data: Data
    do {
      data = try handle.read(upToCount: Self.limit + 1) ?? Data()
    } catch {
      throw .unreadable(path: path, reason: "it is a folder, or its disk gave an error")
    }
    guard data.count <= Self.limit, let text = String(validating: data, as: UTF8.self) else {
      throw .damaged(
        path: path, reason: "it is larger than a megabyte or no UTF-8 text",
        advice: "sessions are short text files that :save writes")
    }
    try self.init(path: path, text: text)
  }

  /// Reads a text.
  ///
  /// - Throws: `damaged` with the line, and `unsupported` for another format.
  init(path: String, text: String) throws(InferenceError) {
    self.path = path
    let all = text.split(separator: "\n", omittingEmptySubsequences: false)
    header.format = try Self.format(all.first.map(String.init) ?? "", path)
    guard all.count <= Self.mostLines else {
      throw .damaged(
        path: path, reason: "it has more than \(Self.mostLines) lines",
        advice: "a session has some dozens")
    }
    for (index, line) in all.enumerated().dropFirst() {
      let line = line.trimmingCharacters(in: .whitespaces)
      do throws(SessionProblem) {
        try take(line, index + 1)
      } catch {
        throw .damaged(
          path: "\(path), line \(index + 1)", reason: error.reason,
          advice: "correct the line, or save the session anew")
      }
    }
  }

  private mutating func take(_ line: String, _ number: Int) throws(SessionProblem) {
    if line.isEmpty { return }
    if line.hasPrefix("#") { return try header.take(String(line.dropFirst())) }
    let name = String(line.prefix { $0 != " " })
    guard Self.allowed.contains(name) else {
      throw SessionProblem(
        "a session may not hold the command \"\(Printable.clean(name, limit: 40))\", only "
          + Self.allowed.joined(separator: ", "))
    }
    guard Self.isPlain(line) else {
      throw SessionProblem("a control character stands in it")
    }
    lines.append(Line(number: number, text: line))
  }

  /// The number of the first line.
  private static func format(_ line: String, _ path: String) throws(InferenceError) -> Int {
    let words = line.trimmingCharacters(in: .whitespaces).split(separator: " ")
    guard words.count == 4, words[0] == "#",
      words[1...2].joined(separator: " ") == SessionHeader.mark,
      let format = Int(words[3]), format > 0
    else {
      throw .damaged(
        path: path,
        reason: "its first line is not \"# \(SessionHeader.mark) \(SessionHeader.format)\"",
        advice: "name a session that :save has written")
    }
    guard format <= SessionHeader.format else {
      throw .unsupported(
        what: "The session format of \(path)", found: "\(format)",
        supported: "up to \(SessionHeader.format); use the stepscope that wrote it, or a newer one")
    }
    return format
  }

  /// What a person should know before it is played; nil where it was written by this version.
  var versionRemark: String? {
    header.program == Version.current
      ? nil
      : "\(Printable.clean(path)) was written by stepscope \(header.program), this is "
        + "\(Version.current): its commands are read as this version means them."
  }
}
