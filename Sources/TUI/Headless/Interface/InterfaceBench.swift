internal import Foundation
import Inference

/// What a person feels at the terminal, measured on a pseudo terminal that takes bytes at once: how long
/// until something appears, and how many bytes that takes.
struct InterfaceBench {
  var model: String
  var keyCount: Int

  /// The window sizes, with the cells of an ordinary font.
  static let sizes = [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)]
  private static let cell = PixelSize(width: 8, height: 16)

  /// Keys a second between two that count are about this far apart, as when a key is held.
  private static let keyDistance = 0.04
  /// After so many keys the picture may rest.
  private static let keysInARow = 12

  /// Everything that is measured at one size.
  ///
  /// - Throws: when there is no terminal, or the explorer does not answer.
  func measure(_ size: Size, _ say: (String) -> Void) throws(TerminalError)
    -> InterfaceReport.Window
  {
    let starts = try (0..<3).map { _ throws(TerminalError) in try start(size) }
    say("bytes of the frames of every view")
    let session = try InterfaceSession(size: size, cell: Self.cell, model: model)
    try session.wait { $0 == "ready" }
    let frames = try FrameWalk(session: session).measure()
    let idle = idleBytes(session)
    say("leading to trailing")
    let spacing = try switchSeconds(session)
    say("keys while a run is going")
    let keys = try latencies(session)
    return InterfaceReport.Window(
      columns: size.columns, rows: size.rows,
      firstTextSeconds: starts.map(\.text).min() ?? 0,
      firstPictureSeconds: starts.map(\.picture).min() ?? 0, idleBytes: idle,
      switchSeconds: spacing, keys: keys, frames: frames)
  }

  /// Seconds until the first text and the first picture.
  private func start(_ size: Size) throws(TerminalError) -> (text: Double, picture: Double) {
    let session = try InterfaceSession(size: size, cell: Self.cell, model: model)
    let terminal = session.terminal
    let screen = Array("\u{1B}[?1049h".utf8)
    let picture = Array("\u{1B}P0;1".utf8)
    guard terminal.pump(seconds: 30, until: { terminal.bytes.firstPlace(of: picture) != nil }),
      let opened = terminal.bytes.firstPlace(of: screen),
      let drawn = terminal.bytes.firstPlace(of: picture)
    else { throw .cannotStart(reason: "no picture came within 30 seconds") }
    // The status line is the first thing that says something.
    let word = terminal.bytes.firstPlace(of: Array("stepscope".utf8), from: opened) ?? drawn
    return (terminal.time(of: word) - terminal.started, terminal.time(of: drawn) - terminal.started)
  }

  /// Bytes written in a second in which nothing happens, and for keys and motions that change nothing.
  private func idleBytes(_ session: InterfaceSession) -> Int {
    let terminal = session.terminal
    terminal.pumpUntilQuiet(0.5, within: 10)
    let before = terminal.bytes.count
    terminal.pump(seconds: 1)
    terminal.type("\u{1B}[<35;5;3M\u{1B}[<35;6;4M")
    terminal.pump(seconds: 0.5)
    return terminal.bytes.count - before
  }

  /// Seconds from the key that turns `leading` into `trailing` to the decoded picture of the only step: the best of a
  /// few seeds, none of which was computed before.
  private func switchSeconds(_ session: InterfaceSession) throws(TerminalError) -> Double {
    try session.perform(":set steps 1\r")
    try session.perform("1")
    var best = Double.infinity
    for seed in 101...105 {
      try session.perform(":set spacing leading\r")
      try session.perform(":set seed \(seed)\r")
      let seen = session.lines.count
      let pressed = session.terminal.type("cp")
      try session.wait(after: seen) { $0.hasPrefix("run ") && $0.contains(" decoded ") }
      let decoded = session.lines.count
      try session.wait(after: decoded) { $0.hasPrefix("shown run") }
      best = min(best, Clock.seconds - pressed)
      session.terminal.pumpUntilQuiet(0.25, within: 20)
    }
    return best
  }

  // MARK: Keys

  /// Steps to and fro between cached steps of a long run that is going on.
  private func latencies(_ session: InterfaceSession) throws(TerminalError) -> InterfaceReport.Keys
  {
    let terminal = session.terminal
    try startLongRun(session, seed: 1)
    guard let introducer = session.pictureIntroducer else {
      throw .cannotStart(reason: "no step was shown")
    }
    var seconds: [Double] = []
    var seed = 1
    while seconds.count < keyCount {
      if session.lines.last(where: { $0.hasPrefix("run ") && $0.hasSuffix(" finished") }) != nil,
        !isGoing(session)
      {
        seed += 1
        try startLongRun(session, seed: seed)
      }
      for count in 0..<Self.keysInARow {
        let latency = latency(terminal, key: count % 2 == 0 ? "h" : "l", introducer)
        // The first of a row is sharp, the second makes both steps' coarse pictures.
        seconds.append(latency)
        terminal.pump(seconds: Self.keyDistance)
      }
      terminal.pump(seconds: 0.3)
    }
    return InterfaceReport.Keys(seconds: seconds)
  }

  /// Seconds from a key to the first byte of the frame that shows the other step.
  private func latency(
    _ terminal: PseudoTerminal, key: String, _ introducer: [UInt8]
  ) -> Double {
    let before = terminal.bytes.count
    let begin = Array(TerminalModes.beginSynchronised.utf8)
    let pressed = terminal.type(key)
    var place: Int?
    terminal.pump(seconds: 2) {
      place = terminal.bytes.firstPlace(of: introducer, from: before)
      return place != nil
    }
    guard let place else { return 2 }
    let first = terminal.bytes.lastPlace(of: begin, from: before, before: place) ?? place
    return terminal.time(of: first) - pressed
  }

  /// A run of 999 large steps, of which the first four are decoded and in the cache.
  private func startLongRun(_ session: InterfaceSession, seed: Int) throws(TerminalError) {
    let terminal = session.terminal
    for command in ["set steps 999", "set resolution 768", "set seed \(seed)"] {
      try session.perform(":\(command)\r")
    }
    try session.perform("1")
    let seen = session.lines.count
    terminal.type("\r")
    try session.wait(after: seen) { $0.hasSuffix(" step 5") && $0.hasPrefix("run ") }
    for key in ["0", "l", "l"] {
      let seen = session.lines.count
      terminal.type(key)
      try session.wait(after: seen) { $0.hasPrefix("shown run") }
      terminal.pump(seconds: 0.4)
    }
    for _ in 0..<4 {
      for key in ["h", "l"] {
        terminal.type(key)
        terminal.pump(seconds: 0.06)
      }
    }
    terminal.pump(seconds: 0.6)
  }

  private func isGoing(_ session: InterfaceSession) -> Bool {
    let last = session.lines.last { $0.hasPrefix("run ") && !$0.contains(" decoded ") }
    return last?.contains(" step ") ?? false
  }
}
