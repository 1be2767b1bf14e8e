import Inference

/// Scripts: each command to its end before the next, up to the first that cannot be carried out.
extension AppState {
  /// Lines that are carried out before the screen is painted again.
  private static let batch = 32

  mutating func perform(_ action: ScriptAction) -> [Effect] {
    switch action {
    case .source(let path):
      guard script == nil else {
        fail("A script is being carried out already; it cannot begin another, and Esc stops it.")
        return []
      }
      return [.readScript(path)]
    case .stop:
      guard script != nil else {
        say("No script is being carried out.")
        return []
      }
      stopScript()
      return []
    }
  }

  /// What the worker says of a script's file.
  mutating func receive(_ event: ScriptEvent) -> [Effect] {
    switch event {
    case .loaded(let file):
      guard !file.lines.isEmpty else {
        fail("\(Printable.clean(file.path)) holds no command; write one a line, as after :.")
        return []
      }
      script = Script(file, failures: log.failureCount)
    case .failed(let path, let reason):
      fail("The script \(Printable.clean(path)) cannot be used: \(reason).")
    }
    return []
  }

  /// The person stops it; what is going on goes on.
  mutating func stopScript() {
    guard let script else { return }
    self.script = nil
    let rest = runs.going.isEmpty ? "" : "; the run goes on, and Ctrl-C cancels it"
    say("\(place(script)): stopped after \(script.done) of \(script.count) commands\(rest).")
  }

  /// Whether a message can tell of a script's own command; what a person did wrong meanwhile stops no script.
  static func concernsScript(_ message: Message) -> Bool {
    switch message {
    case .session(.notKept): false
    case .run, .model, .picture, .export, .session, .seeds, .weights, .verified, .script: true
    default: false
    }
  }

  /// Takes in what a message means for the script.
  mutating func heed(_ message: Message, failuresBefore: Int) {
    guard script != nil else { return }
    if !Self.concernsScript(message) { script?.failures += log.failureCount - failuresBefore }
    switch message {
    case .export, .session(.saved), .session(.loaded), .session(.failed):
      if let awaited = script?.awaited { script?.awaited = max(0, awaited - 1) }
    case .tick(let now): passPause(now)
    default: break
    }
  }

  private mutating func passPause(_ now: Double) {
    guard let pause = script?.pause, now.isFinite else { return }
    guard let since = pause.since else {
      script?.pause?.since = now
      return
    }
    if now - since >= pause.seconds { script?.pause = nil }
  }

  /// Carries out what can be by now.
  mutating func followScript() -> [Effect] {
    var effects: [Effect] = []
    for _ in 0..<Self.batch {
      guard let script else { break }
      guard log.failureCount == script.failures else {
        abandon(script)
        break
      }
      guard !isScriptWaiting else { break }
      guard let line = script.lines.first else {
        self.script = nil
        say("\(Printable.clean(script.path)): all \(script.count) commands are carried out.")
        break
      }
      self.script?.lines.removeFirst()
      self.script?.current = line
      effects += carryOut(line.step)
    }
    return effects
  }

  private mutating func carryOut(_ step: ScriptFile.Step) -> [Effect] {
    switch step {
    case .wait(let seconds):
      script?.pause = Script.Pause(seconds: seconds)
      return []
    case .command(let line):
      let effects = receive(line: line)
      script?.awaited += effects.count { Self.isAnswered($0) }
      settle()
      return effects + sweepEffects()
    }
  }

  /// Whether an effect's answer is all there is to see of it.
  private static func isAnswered(_ effect: Effect) -> Bool {
    switch effect {
    case .export, .saveSession, .loadSession: true
    default: false
    }
  }

  /// Whether something must come to its end before the next line.
  var isScriptWaiting: Bool {
    guard let script else { return false }
    if script.pause != nil || script.awaited > 0 || isOpening { return true }
    if case .loading = model { return true }
    return !runs.going.isEmpty || seeds.going != nil || sweep != nil || sessions.replay != nil
      || weights.awaitedCheck != nil || verification?.isGoing == true
  }

  /// Whether time must pass for the script to go on.
  var scriptWantsTicks: Bool { script != nil && (script?.pause != nil || !isScriptWaiting) }

  private mutating func abandon(_ script: Script) {
    self.script = nil
    let reason = notice?.kind == .failure ? notice?.text : nil
    fail("\(place(script)): \(reason ?? "it failed.") The script stops here.")
  }

  private func place(_ script: Script) -> String {
    let line = script.current.map { ", line \($0.number)" } ?? ""
    return Printable.clean(script.path) + line
  }
}
