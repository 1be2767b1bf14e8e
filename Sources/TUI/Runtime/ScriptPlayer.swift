internal import Inference

/// Plays a file of commands for `--script`; the program ends when it ends.
struct ScriptPlayer: Hashable {
  /// What to do next.
  enum Step: Hashable {
    case command(String)
    case wait(seconds: Double)
    case end
  }

  private var lines: ArraySlice<ScriptFile.Line>

  init(text: String) {
    lines = ScriptFile(path: "", text: text).lines[...]
  }

  init(path: String) throws(TerminalError) {
    do throws(ScriptProblem) {
      lines = try ScriptFile(path: path).lines[...]
    } catch {
      throw .cannotUseFile(
        option: "--script", path: Printable.clean(path), reason: error.reason)
    }
  }

  /// Takes the next line.
  mutating func next() -> Step {
    switch lines.popFirst()?.step {
    case .command(let line): .command(line)
    case .wait(let seconds): .wait(seconds: seconds)
    case nil: .end
    }
  }
}
