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

  /// Commands of the contract that a later version brings.
  private static let later = ["export"]

  func run() throws {
    if let picture, Self.later.contains(picture), !FileManager.default.fileExists(atPath: picture) {
      Talk.say(
        "stepscope: the command \(picture) is not in this version; it has run, map, eval, schedule, "
          + "models, verify, lint, bench and doctor, and without a command opens the explorer.")
      throw ExitCode(ExitStatus.usage.rawValue)
    }
    let preferences = preferences
    Threads.use(preferences)
    let code = Launcher.run(
      Launcher.Options(
        graphics: preferences[.graphics], cell: preferences[.cell],
        usesMouse: preferences[.mouse] == "true", script: script, log: log)
    ) { surroundings in
      let capabilities = surroundings.terminal.capabilities
      let workers = Workers(
        mailbox: surroundings.mailbox, capabilities: capabilities, log: surroundings.log,
        family: family.map { (model: preferences[.model], family: $0) })
      let runtime = Runtime(
        surroundings,
        program: Program(
          update: { state, message in update(&state, message) },
          view: { state, size in view(state, size) }, wantsTicks: { $0.wantsTicks },
          failures: { ($0.log.failureCount, $0.notice?.text ?? "") }),
        state: AppState(capabilities, preferences), runner: workers)
      return runtime.run(startingWith: [
        .loadModel(preferences[.model]), .openPicture(path: picture ?? Assets.defaultScene),
      ])
    }
    guard code == 0 else { throw ExitCode(code) }
  }

  /// What the file and the environment say, with the flags in place.
  private var preferences: Preferences {
    var preferences = Preferences.current
    for (key, value) in [
      (.model, model), (.graphics, graphics), (.cell, cell), (.theme, theme?.rawValue),
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
    modelChoices = Assets.modelNames + Assets.cachedModels
    pictureChoices = Assets.sceneNames
  }
}
