internal import CTerminal
internal import Glibc

/// The small process that a person starts: it runs the explorer as its child and repairs the terminal
/// whatever becomes of it, a SIGKILL included.
enum ParentProcess {
  /// Set in the child's environment.
  static let mark = "STEPSCOPE_CHILD"

  /// Whether this process is the child, which should go on with its work.
  static var isChild: Bool { getenv(mark) != nil }

  /// In the child: forgets the mark, so that what the child starts is not taken for it, and ends when
  /// the parent does.
  static func becomeChild() {
    unsetenv(mark)
    ct_follow_parent()
  }

  /// In the parent: runs this program with the same arguments again and waits for its end.
  ///
  /// - Throws: when there is no terminal to look after or no process to be had.
  /// - Returns: the code to leave with; 128 and the signal's number after a death.
  static func run() throws(TerminalError) -> Int32 {
    setenv(mark, "1", 1)
    // The runtime's own reports of a crash would ask questions on the terminal.
    setenv("SWIFT_BACKTRACE", "enable=no", 1)
    // OpenBLAS would start threads when it is loaded, which turn in circles for 20 ms and then are never used.
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    var outcome = CTOutcome()
    let failure = ct_supervise(
      Swift.CommandLine.unsafeArgv, TerminalModes.mildRepair, TerminalModes.fullRepair, &outcome)
    guard failure == 0 else { throw .cannotStart(reason: String(cString: strerror(failure))) }
    if let sentence = sentence(on: outcome) { complain(sentence) }
    return outcome.signal > 0 ? 128 + outcome.signal : outcome.exit_code
  }

  /// What to say of the end; nothing of an ordinary one.
  private static func sentence(on outcome: CTOutcome) -> String? {
    if outcome.signal > 0 {
      let name = String(cString: strsignal(outcome.signal))
      return
        "The explorer was ended by signal \(outcome.signal) (\(name)); the terminal is restored."
    }
    return outcome.terminal_was_dirty
      ? "The explorer left without putting the terminal back; it is restored now." : nil
  }

  /// Says one sentence on standard error.
  static func complain(_ sentence: String) {
    let line = Array("stepscope: \(sentence)\n".utf8)
    _ = write(2, line, line.count)
  }
}
