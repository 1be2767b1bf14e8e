import ArgumentParser
import Foundation
import Inference

/// `stepscope [PICTURE]`: the explorer.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore", abstract: "Step through a trajectory (what happens without a command).")

  @Argument(help: "A PNG, JPEG or PPM picture, or a shipped scene (default: a shipped scene).")
  var picture: String?
  @Option(
    help: """
      A shipped model, a diffusers folder, or a Hub id org/name from the cache (default: \
      \(Assets.defaultModel)).
      """)
  var model: String?
  @Option(help: .family)
  var family: String?
  @Option(
    help:
      "Depth or normals to measure predictions against: .npy or PNG (default: NAME-depth.png beside it)."
  )
  var groundTruth: String?
  @Option(help: .precision)
  var precision: String?
  @Option(
    help:
      "What shows a step before it is decoded: auto, linear, taesd, off or a folder (default: auto)."
  )
  var preview: String?
  @Option(help: "Pictures as sixel, blocks, ascii, none or auto.")
  var graphics: String?
  @Option(help: "A cell's size in pixels, such as 8x16 (default: as the terminal says).")
  var cell: String?
  @Option(help: "Colours of the screen: terminal, dark, light, contrast or deutan.")
  var theme: ThemeName?
  @Option(help: "Commands to run, one a line, as typed after ':'; the program ends when it ends.")
  var script: String?
  @Option(help: "File for a line per command and per finished effect.")
  var log: String?

  /// A session to open with.
  @Option(help: .hidden)
  var session: String?

  /// Commands of the contract that a later version brings.
  private static let later = ["export"]

  func run() throws {
    if let picture, Self.later.contains(picture), !FileManager.default.fileExists(atPath: picture) {
      Talk.say(
        "stepscope: the command \(picture) is not in this version; it has run, map, eval, schedule, "
          + "models, verify, lint, bench and doctor, and without a command opens the explorer.")
      throw ExitCode(ExitStatus.usage.rawValue)
    }
    if let code = Launcher.supervise() {
      guard code == 0 else { throw ExitCode(code) }
      return
    }
    try reportingErrors(
      { () throws(InferenceError) in
        if precision != nil { try PrecisionChoice.named(flag: precision).check() }
        if let preview, PreviewChoice(preview) == nil {
          throw .invalidSetting(name: "--preview", value: preview, allowed: PreviewChoice.allowed)
        }
      },
      status: ExitStatus.init)
    var file: SessionFile?
    if let session {
      try reportingErrors(
        { () throws(InferenceError) in file = try SessionFile(path: session) },
        status: ExitStatus.init)
    }
    let preferences = preferences
    Threads.use(preferences)
    let code = Launcher.run(
      Launcher.Options(
        graphics: preferences[.graphics], cell: preferences[.cell],
        usesMouse: preferences[.mouse] == "true",
        budget: Int(preferences[.frameKilobytes]).map { FrameBudget(resting: $0 << 10) },
        script: script, log: log)
    ) { surroundings in explore(surroundings, preferences, file) }
    guard code == 0 else { throw ExitCode(code) }
  }

  /// The explorer in its terminal, until it is left.
  private func explore(
    _ surroundings: Launcher.Surroundings, _ preferences: Preferences, _ file: SessionFile?
  ) -> Int32 {
    let capabilities = surroundings.terminal.capabilities
    // What a script does is no habit of a person.
    let folder = script == nil ? StateFolder(ProcessInfo.processInfo.environment) : nil
    let workers = Workers(
      mailbox: surroundings.mailbox, capabilities: capabilities, log: surroundings.log,
      family: family.map { (model: preferences[.model], family: $0) }, keptIn: folder,
      autosave: Double(preferences[.autosave]) ?? 10)
    var state = AppState(capabilities, preferences)
    state.keptBytes = RunList.keptBytes(
      ofLimit: (try? MemoryLimit.bytes(preferences[.memoryLimit])) ?? nil)
    state.sessions.isKept = folder != nil
    state.typed = folder.map { TypedHistory(path: $0.history).lines() } ?? []
    var effects: [Effect] = [.usePrecision(state.precision)]
    if state.preview != .auto { effects.append(.usePreviews(state.preview)) }
    effects += beginning(&state, file, folder, preferences)
    effects.append(.listModels)
    if let folder, isFirst(folder, preferences) { effects += state.follow(.tour) }
    let runtime = Runtime(
      surroundings,
      program: Program(
        update: { state, message in update(&state, message) },
        view: { state, size in view(state, size) }, wantsTicks: { $0.wantsTicks },
        isBusy: { $0.script != nil },
        failures: { ($0.log.failureCount, $0.notice?.text ?? "") }),
      state: state, runner: workers)
    return runtime.run(startingWith: effects)
  }

  /// Whether nobody has been here before; the tour that this begins is never begun again by itself.
  ///
  /// Who names a picture, a model or a session wants to see that, and finds the tour at the next start.
  private func isFirst(_ folder: StateFolder, _ preferences: Preferences) -> Bool {
    let isBare =
      picture == nil && model == nil && family == nil && groundTruth == nil && session == nil
    guard isBare, preferences[.tour] == "true",
      !FileManager.default.fileExists(atPath: folder.tourMark)
    else { return false }
    do {
      try folder.create()
      try AtomicFile.write([], to: folder.tourMark)
      return true
    } catch {
      // What cannot be remembered would be shown at every start.
      return false
    }
  }

  /// What opens: what was named, else a session that broke off, else the usual.
  private func beginning(
    _ state: inout AppState, _ file: SessionFile?, _ folder: StateFolder?,
    _ preferences: Preferences
  ) -> [Effect] {
    state.sessions.startModel = preferences[.model]
    if let file { return state.replay(file) + state.advanceSession() }
    guard let crashed = folder?.takeCrashed() else { return usual(&state, preferences) }
    guard picture == nil, model == nil, family == nil, groundTruth == nil else {
      state.say("A session that broke off is kept; :load crashed brings it back.")
      return usual(&state, preferences)
    }
    do {
      return state.replay(try SessionFile(path: crashed), atStart: true) + state.advanceSession()
    } catch {
      state.fail(error.description)
      return usual(&state, preferences)
    }
  }

  /// The model and the picture that open where no session does; the first frame says so already.
  private func usual(_ state: inout AppState, _ preferences: Preferences) -> [Effect] {
    let name = preferences[.model]
    state.model = .loading(name: name, previous: nil)
    state.isOpening = true
    return [
      .loadModel(name), .openPicture(path: picture ?? Assets.defaultScene, truth: groundTruth),
    ]
  }

  /// What the file and the environment say, with the flags in place.
  private var preferences: Preferences {
    var preferences = Preferences.current
    for (key, value) in [
      (.model, model), (.graphics, graphics), (.cell, cell), (.theme, theme?.rawValue),
      (.precision, precision), (.preview, preview),
    ] as [(PreferenceKey, String?)] {
      if let value { preferences.set(key, value) }
    }
    return preferences
  }
}

extension ThemeName: ExpressibleByArgument {}

extension AppState {
  /// The state at the start, on a terminal of these capabilities.
  init(_ capabilities: Capabilities, _ preferences: Preferences) {
    self.init()
    terminal.theme = ThemeName(rawValue: preferences[.theme]) ?? .terminal
    colormap = preferences[.colours]
    asksBeforeLeaving = preferences[.confirmQuit] == "true"
    precision = PrecisionChoice(rawValue: preferences[.precision]) ?? .auto
    preview = PreviewChoice(preferences[.preview]) ?? .auto
    keys = preferences.keys
    for problem in preferences.problems { fail(problem) }
    terminal.cell = capabilities.graphics == .sixel ? capabilities.cell : nil
    terminal.usesColour = capabilities.colours > .mono
    terminal.usesUnicode = capabilities.isUTF8
    terminal.hasLightGround = capabilities.hasLightGround
    switch capabilities.graphics {
    case .sixel:
      terminal.graphics = .sixel
      terminal.graphicsName = "sixel \(capabilities.registers)c"
    case .blocks:
      terminal.graphics = .blocks
      terminal.graphicsName = "half blocks"
    case .ascii, .none:
      terminal.graphics = .ascii
      terminal.graphicsName = "ascii"
    }
    modelChoices = Assets.modelNames
    pictureChoices = Assets.sceneNames
  }
}
