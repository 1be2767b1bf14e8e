import Foundation
import Inference
import Synchronization

/// Progress of a headless run on stderr: one line that is overwritten on a terminal, nothing elsewhere.
final class Progress: Sendable {
  private let shows: Bool
  private let last = Mutex("")
  private let before = Mutex("")

  init(isQuiet: Bool) {
    shows = !isQuiet && isatty(STDERR_FILENO) == 1
  }

  /// A checkpoint that shows each block as it is done.
  var checkpoint: Checkpoint {
    Checkpoint(reach: { [self] stage throws(InferenceError) in show(stage) })
  }

  /// What stands before each stage.
  var prefix: String {
    get { before.withLock { $0 } }
    set { before.withLock { $0 = newValue } }
  }

  private func show(_ stage: Checkpoint.Stage) {
    show("\(prefix)\(stage.network) \(stage.completed)/\(stage.total)")
  }

  /// Replaces the line.
  func show(_ line: String) {
    guard shows else { return }
    let changed = last.withLock { last in
      defer { last = line }
      return last != line
    }
    guard changed else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8))
  }

  /// Clears the line.
  func finish() {
    guard shows else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
