internal import Glibc

/// The loop: waits for keys, signals, workers and time, changes the state, and paints it.
///
/// Everything waiting is taken in before a frame is painted, and a frame is painted only when the terminal
/// has shown the last one, so the newest state wins however slow the terminal is.
final class Runtime<State> {
  private let terminal: Terminal
  private let mailbox: Mailbox
  private let log: EventLog?
  private let program: Program<State>
  private let runner: any EffectRunner
  private let budget: FrameBudget?
  private var script: ScriptPlayer?
  private var state: State

  private var painter: Painter
  private var decoder = KeyDecoder()
  private var exitCode: Int32?
  private var isDirty = true
  private var wantsSuspension = false
  private var lastInput = 0.0
  private var nextTick = 0.0
  private var lastReturn = 0.0
  private var scriptResumes = 0.0
  private var runningCommand: String?
  private var wasReady = false
  private var wasIdle = false

  /// Seconds between two ticks.
  private let tickInterval = 1.0 / 30

  init(
    _ surroundings: Launcher.Surroundings, program: Program<State>, state: State,
    runner: any EffectRunner
  ) {
    terminal = surroundings.terminal
    mailbox = surroundings.mailbox
    log = surroundings.log
    script = surroundings.script
    self.program = program
    self.state = state
    self.runner = runner
    budget = surroundings.budget
    painter = Painter(on: surroundings.terminal, surroundings.budget, surroundings.log)
  }

  /// Runs until the program is left; the code to leave with.
  func run(startingWith effects: [Effect] = []) -> Int32 {
    receive(resizedMessage)
    // What reads models takes the processor; the first text does not wait for it.
    paint()
    for effect in effects { perform(effect) }
    for event in decoder.feed(terminal.leftover) { receive(input: event) }
    while exitCode == nil {
      suspendIfWanted()
      paint()
      report()
      advanceScript()
      guard exitCode == nil else { break }
      takeIn(Clock.wait(for: descriptors, seconds: timeout))
    }
    awaitFence()
    terminal.close()
    runner.shutDown()
    return exitCode ?? 0
  }

  // MARK: Waiting

  private var descriptors: [Int32] {
    [terminal.descriptor, terminal.signalDescriptor, mailbox.descriptor]
  }

  /// Until the next thing that is due by itself.
  private var timeout: Double? {
    var due: [Double] = []
    // Without a deadline a frame can be painted at once.
    if isDirty { due.append(painter.fenceDeadline ?? 0) }
    if decoder.isPending { due.append(lastInput + KeyDecoder.escapeDelay) }
    if program.wantsTicks(state) { due.append(nextTick) }
    if let settle = painter.settleDue { due.append(max(settle, painter.fenceDeadline ?? 0)) }
    let now = Clock.seconds
    // A script does not wait for an answer that never comes.
    if script != nil, let deadline = painter.fenceDeadline, deadline > now { due.append(deadline) }
    if scriptResumes > now { due.append(scriptResumes) }
    return due.min().map { max(0, $0 - now) }
  }

  private func takeIn(_ ready: Set<Int32>) {
    if ready.contains(terminal.signalDescriptor) {
      while let signal = terminal.nextSignal() { receive(signal: signal) }
    }
    if ready.contains(terminal.descriptor) { readInput() }
    if decoder.isPending, Clock.seconds - lastInput >= KeyDecoder.escapeDelay {
      for event in decoder.flush() { receive(input: event) }
    }
    if ready.contains(mailbox.descriptor) {
      let (messages, hasNews) = mailbox.drain()
      for message in messages { receive(message) }
      if hasNews { isDirty = true }
    }
    tick()
  }

  private func readInput() {
    guard let bytes = terminal.read() else {
      // The terminal is gone without a signal.
      exitCode = exitCode ?? 128 + SIGHUP
      return
    }
    lastInput = Clock.seconds
    for event in decoder.feed(bytes) { receive(input: event) }
  }

  private func tick() {
    let now = Clock.seconds
    guard program.wantsTicks(state) else {
      nextTick = 0
      return
    }
    guard now >= nextTick else { return }
    nextTick = now + tickInterval
    receive(.tick(now))
  }

  // MARK: Messages

  private func receive(_ message: Message) {
    isDirty = true
    wasIdle = false
    let failures = program.failures(state).count
    let effects = program.update(&state, message)
    let now = program.failures(state)
    if now.count != failures { log?.add("failed \(now.last)") }
    for effect in effects { perform(effect) }
  }

  private func perform(_ effect: Effect) {
    switch effect {
    case .redraw:
      painter.invalidate()
      isDirty = true
    case .suspend: wantsSuspension = true
    case .copy(let text):
      log?.add("copy \(text)")
      terminal.copy(text)
    case .quit: exitCode = exitCode ?? 0
    default: runner.run(effect)
    }
  }

  private func receive(input event: InputEvent) {
    switch event {
    case .key(let key):
      log?.add("key \(KeyMap.name(key))")
      receive(.key(key))
    case .mouse(let mouse): receive(.mouse(mouse))
    case .paste(let text): receive(.paste(text))
    case .focus(let hasFocus):
      if hasFocus { painter.exposed(now: Clock.seconds) }
      receive(.focus(hasFocus))
    case .fence: receiveFence()
    case .cell(let cell): use(cell: cell)
    }
  }

  /// The terminal has shown a frame: where it may take larger ones by now, what stands there is made finer.
  private func receiveFence() {
    let before = painter.budget
    painter.fenceArrived(now: Clock.seconds)
    if let before, let now = painter.budget, now.resting > before.resting { isDirty = true }
  }

  private func receive(signal: Int32) {
    switch signal {
    case SIGWINCH:
      resize()
      log?.add("resized \(terminal.window.size.columns)x\(terminal.window.size.rows)")
    case SIGTSTP: wantsSuspension = true
    case SIGCONT:
      // Others may have written on the screen, but one coming back is enough for one stop.
      if terminal.reenterIfLeft() || Clock.seconds - lastReturn > 0.5 { comeBack() }
    default: exitCode = exitCode ?? 128 + signal
    }
  }

  // MARK: Size and suspension

  private var resizedMessage: Message {
    .resized(terminal.window.size, cell: terminal.capabilities.cell)
  }

  private func resize() {
    terminal.updateSize()
    painter.invalidate()
    if terminal.capabilities.answersCellSize {
      // The font may have changed; the answer comes among the keys.
      _ = terminal.write(Array(TerminalModes.askCell.utf8))
    } else if terminal.capabilities.followsWindow {
      use(cell: Capabilities.divided(terminal.window.pixels, terminal.window.size))
    }
    receive(resizedMessage)
  }

  private func use(cell: PixelSize?) {
    guard let cell, cell != terminal.capabilities.cell, Capabilities.isSensible(cell) else {
      return
    }
    terminal.update(cell: cell)
    painter = Painter(on: terminal, budget, log)
    receive(resizedMessage)
  }

  private func suspendIfWanted() {
    guard wantsSuspension else { return }
    wantsSuspension = false
    awaitFence()
    terminal.suspend()
    comeBack()
  }

  private func comeBack() {
    lastReturn = Clock.seconds
    painter.forgetFence()
    painter.invalidate()
    receive(resizedMessage)
  }

  /// Takes in the answer under way: after leaving it would be typed at the shell's prompt.
  private func awaitFence() {
    let deadline = Clock.seconds + 0.3
    while painter.fenceDeadline != nil, Clock.seconds < deadline,
      Clock.isReadable(terminal.descriptor, seconds: deadline - Clock.seconds),
      let bytes = terminal.read()
    {
      if decoder.feed(bytes).contains(.fence) { painter.fenceArrived(now: Clock.seconds) }
    }
  }

  // MARK: Painting

  private func paint() {
    let now = Clock.seconds
    guard painter.mayPaint(now: now) else { return }
    if isDirty || painter.isInvalid {
      isDirty = false
      let frame = program.view(state, terminal.window.size)
      painter.paint(painter.budget?.limiting(frame) ?? frame, now: now) { runner.picture($0) }
    } else if let due = painter.settleDue, now >= due {
      painter.settle(now: now)
    }
  }

  // MARK: Scripts and the log

  /// Whether all that was asked for is done.
  private var isDone: Bool { runner.isIdle && mailbox.isEmpty && !isDirty }

  private func report() {
    let isShown = (painter.fenceDeadline ?? 0) <= Clock.seconds
    let isIdle = isDone && isShown && painter.settleDue == nil && !program.wantsTicks(state)
    if isIdle, !wasReady {
      wasReady = true
      log?.add("ready")
    }
    if isIdle, !wasIdle { log?.add("idle") }
    wasIdle = isIdle
  }

  private func advanceScript() {
    guard script != nil, isDone, !program.isBusy(state), wasReady || program.wantsTicks(state)
    else { return }
    if let command = runningCommand {
      runningCommand = nil
      log?.add("done \(command)")
    }
    guard Clock.seconds >= scriptResumes else { return }
    scriptResumes = 0
    switch script?.next() ?? .end {
    case .command(let text):
      runningCommand = text
      log?.add("command \(text)")
      receive(.command(text))
    case .wait(let seconds): scriptResumes = Clock.seconds + seconds
    case .end: exitCode = exitCode ?? 0
    }
  }
}
