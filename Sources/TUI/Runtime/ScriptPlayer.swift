internal import Foundation
internal import Inference

/// Plays a file of commands, one a line, as typed after `:`; the program ends when it ends.
///
/// Empty lines and those that begin with `#` are skipped; `wait SECONDS` pauses.
struct ScriptPlayer: Hashable {
  /// What to do next.
  enum Step: Hashable {
    case command(String)
    case wait(seconds: Double)
    case end
  }

  private var lines: ArraySlice<String>

  init(text: String) {
    let trimmed = text.split(whereSeparator: \.isNewline).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    lines = trimmed.filter { !$0.isEmpty && !$0.hasPrefix("#") }[...]
  }

  init(path: String) throws(TerminalError) {
    do {
      self.init(text: try String(contentsOfFile: path, encoding: .utf8))
    } catch {
      throw .cannotUseFile(
        option: "--script", path: Printable.clean(path), reason: "it cannot be read as text")
    }
  }

  /// Takes the next line.
  mutating func next() -> Step {
    guard let line = lines.popFirst() else { return .end }
    let words = line.split(separator: " ")
    if words.count == 2, words[0] == "wait", let seconds = Double(words[1]), seconds >= 0 {
      return .wait(seconds: min(seconds, 3_600))
    }
    return .command(line)
  }
}
