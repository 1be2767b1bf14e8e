internal import Foundation
import Inference

/// A file of commands, one a line, as typed after `:`.
///
/// Empty lines and those that begin with `#` are skipped; `wait SECONDS` pauses.
struct ScriptFile: Sendable, Hashable {
  /// What a line asks for.
  enum Step: Sendable, Hashable {
    case command(String)
    case wait(seconds: Double)
  }

  /// One of the lines that ask for something.
  struct Line: Sendable, Hashable {
    /// Its number in the file, from 1.
    var number: Int
    var step: Step
  }

  var path: String
  var lines: [Line]

  /// The most bytes that are read.
  static let limit = 1 << 20
  /// The longest pause, in seconds.
  private static let longestWait = 3_600.0

  /// The commands of a text.
  init(path: String, text: String) {
    self.path = path
    lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
      .compactMap { index, line in
        let line = line.trimmingCharacters(in: .whitespaces)
        guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
        return Line(number: index + 1, step: Self.step(line))
      }
  }

  /// Reads a file.
  ///
  /// - Throws: what is wrong with it, as the end of a sentence.
  init(path: String) throws(ScriptProblem) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ScriptProblem("it is not there")
    }
    guard let handle = FileHandle(forReadingAtPath: path),
      let data = try? handle.read(upToCount: Self.limit + 1)
    else {
      throw ScriptProblem("it cannot be read as text")
    }
    guard data.count <= Self.limit, let text = String(validating: data, as: UTF8.self) else {
      throw ScriptProblem("it is larger than a megabyte or no UTF-8 text")
    }
    self.init(path: path, text: text)
  }

  private static func step(_ line: String) -> Step {
    let words = line.split(separator: " ")
    guard words.count == 2, words[0] == "wait", let seconds = Double(words[1]), seconds >= 0 else {
      return .command(line)
    }
    return .wait(seconds: min(seconds, longestWait))
  }
}

/// Why a script cannot be used, as the end of a sentence.
struct ScriptProblem: Error, Equatable {
  var reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
