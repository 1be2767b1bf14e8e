internal import Foundation
internal import Glibc

/// Starts the explorer: the parent process first, and in the child the terminal.
enum Launcher {
  /// The options that are about the terminal and tests.
  struct Options: Hashable {
    var graphics: String?
    var cell: String?
    var usesMouse = true
    var budget: FrameBudget? = FrameBudget.usual
    var script: String?
    var log: String?
  }

  /// What the explorer runs on.
  struct Surroundings {
    let terminal: Terminal
    let mailbox: Mailbox
    let script: ScriptPlayer?
    let log: EventLog?
    var budget: FrameBudget? = FrameBudget.usual
  }

  /// Runs the explorer in its own process and restores the terminal; refusals are said in one sentence on standard error.
  ///
  /// - Returns: what the program should leave with.
  static func run(_ options: Options, explorer: (Surroundings) -> Int32) -> Int32 {
    do {
      return try start(options, explorer)
    } catch {
      ParentProcess.complain(error.description)
      return error.exitCode
    }
  }

  /// In the process that a person starts: looks after the explorer, which another process runs, until it ends.
  ///
  /// It reads no preferences and no files, so that the explorer begins soon.
  ///
  /// - Returns: What to leave with; nil in the explorer's own process.
  static func supervise() -> Int32? {
    guard !ParentProcess.isChild else { return nil }
    do {
      try Terminal.checkStandardStreams()
      _ = try Terminal.terminalType(
        getenv("TERM").map { ["TERM": String(cString: $0)] } ?? [:])
      return try ParentProcess.run()
    } catch {
      ParentProcess.complain(error.description)
      return error.exitCode
    }
  }

  private static func start(
    _ options: Options, _ explorer: (Surroundings) -> Int32
  ) throws(TerminalError) -> Int32 {
    let environment = ProcessInfo.processInfo.environment
    let overrides = try GraphicsOptions.overrides(
      graphics: options.graphics, cell: options.cell)
    try Terminal.checkStandardStreams()
    _ = try Terminal.terminalType(environment)
    ParentProcess.becomeChild()
    let script = try ScriptPlayer.optional(options.script)
    let log = try EventLog.optional(options.log)
    guard let mailbox = Mailbox() else { throw .noMemory }
    let terminal = try Terminal(
      environment: environment, overrides: overrides, usesMouse: options.usesMouse)
    let code = explorer(
      Surroundings(
        terminal: terminal, mailbox: mailbox, script: script, log: log, budget: options.budget))
    terminal.close()
    log?.add("exit \(code)")
    return code
  }
}

extension ScriptPlayer {
  fileprivate static func optional(_ path: String?) throws(TerminalError) -> ScriptPlayer? {
    guard let path else { return nil }
    return try ScriptPlayer(path: path)
  }
}

extension EventLog {
  fileprivate static func optional(_ path: String?) throws(TerminalError) -> EventLog? {
    guard let path else { return nil }
    return try EventLog(path: path)
  }
}
