internal import CTerminal
internal import Foundation
internal import Inference

/// What `doctor` says of the terminal.
enum TerminalReport {
  /// A line each; without a terminal one line that says so.
  static var lines: [String] {
    let environment = ProcessInfo.processInfo.environment
    var lines = ["TERM        \(Printable.clean(environment["TERM"] ?? "not set"))"]
    guard isatty(1) == 1, let found = survey(environment) else {
      return lines + [
        "terminal    none on standard output: run doctor in the terminal to be judged"
      ]
    }
    let (capabilities, window) = found
    lines.append("terminal    \(Printable.clean(capabilities.version ?? "does not say its name"))")
    lines.append("size        \(window.size.columns)x\(window.size.rows) cells")
    lines.append(
      "cell        "
        + (capabilities.cell.map { "\($0.width)x\($0.height) pixels" } ?? "size unknown"))
    lines.append("pictures    \(pictures(capabilities))")
    lines.append("colours     \(capabilities.colours)")
    lines.append("UTF-8       \(capabilities.isUTF8 ? "yes" : "no")")
    lines.append(
      "synchronised output \(capabilities.hasSynchronisedOutput ? "yes" : "no"), answers a fence "
        + (capabilities.hasFence ? "yes" : "no"))
    return lines
  }

  private static func pictures(_ capabilities: Capabilities) -> String {
    switch capabilities.graphics {
    case .sixel: "sixel, \(capabilities.registers) colours"
    case .blocks:
      "half blocks: the terminal's answer names no sixel (xterm needs -ti vt340; tmux has none here)"
    case .ascii, .none: "letters: neither sixel nor enough colours for half blocks"
    }
  }

  /// Asks the terminal without opening a screen on it.
  private static func survey(
    _ environment: [String: String]
  ) -> (Capabilities, Capabilities.Window)? {
    let isUTF8 = ct_use_utf8_locale()
    let input = ct_tty_open("/dev/tty", false)
    let output = ct_tty_open("/dev/tty", true)
    guard input >= 0, output >= 0, ct_modes_save(input) == 0 else { return nil }
    defer {
      close(input)
      close(output)
    }
    let window = Terminal.window(of: input)
    let replies = Terminal.ask(input, output)
    return (
      Capabilities(replies, window: window, environment: environment, isUTF8: isUTF8), window
    )
  }
}
