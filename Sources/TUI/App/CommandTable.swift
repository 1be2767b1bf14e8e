import Inference

/// Every command, in the order of the help.
enum CommandTable {
  static let all: [CommandSpec] =
    moving + showing + looking + switching + viewing + previewing + changing + running + costing
    + comparing
    + mapping + scheduling + seeding + sweeping + exporting + browsing + verifying + holding
    + habits + dividing + scripting + program

  static let moving: [CommandSpec] = [
    CommandSpec("step", "+N", "go some steps on or back", example: "step +1") {
      (words, _, _) throws(CommandError) -> Command in .stepBy(try Words.signed("step", words))
    },
    CommandSpec("goto", "N", "go to a step, counted from 1", example: "goto 3") {
      (words, _, _) throws(CommandError) -> Command in
      .goTo(try Words.integer("goto", words, 1...1000) - 1)
    },
    CommandSpec("first", "go to the first step", .first),
    CommandSpec("last", "go to the last step and stay at the end", .last),
    CommandSpec(
      "play", "[on|off]", "play through the steps, or stop", example: "play"
    ) { (words, _, _) throws(CommandError) -> Command in
      guard !words.isEmpty else { return .togglePlay }
      return .play(try Setting.onOff("play", words.joined(separator: " ")))
    }
    .completing { _, _ in ["on", "off"] },
    CommandSpec(
      "speed", "N", "steps a second when playing", example: "speed 4"
    ) { (words, _, _) throws(CommandError) -> Command in
      guard words.count == 1, let value = Double(words[0]), (0.1...30).contains(value) else {
        throw .notInRange("speed", words.joined(separator: " "), "0.1 to 30 steps a second")
      }
      return .speed(value)
    }
    .completing { _, _ in Playback.speeds.map { Format.plain(Float($0)) } },
    CommandSpec("slower", "play slower", .slower),
    CommandSpec("faster", "play faster", .faster),
    CommandSpec(
      "loop", "[on|off]", "play over and over, or once", example: "loop"
    ) { (words, _, _) throws(CommandError) -> Command in
      words.isEmpty
        ? .toggleLoop : .loop(try Setting.onOff("loop", words.joined(separator: " ")))
    }
    .completing { _, _ in ["on", "off"] },
  ]

  static let showing: [CommandSpec] = [
    CommandSpec(
      "screen", "NAME", "go to a screen", example: "screen schedule"
    ) { (words, _, _) throws(CommandError) -> Command in
      .screen(try Words.choice("screen", words))
    }
    .completing { _, _ in ScreenID.allCases.map(\.rawValue) },
    CommandSpec(
      "view", "NAME", "what of a step is shown", example: "view xt"
    ) { (words, _, _) throws(CommandError) -> Command in
      switch words {
      case ["next"]: .nextView
      case ["previous"]: .previousView
      case ["channels"]: .look(.channels)
      default: .view(try Words.choice("view", words))
      }
    }
    .completing { _, _ in StepView.allCases.map(\.rawValue) + ["channels", "next", "previous"] },
    CommandSpec(
      "quantity", "NAME", "depth, or normals made from it", example: "quantity normals"
    ) { (words, _, context) throws(CommandError) -> Command in
      if words.count == 1, context.maps.contains(words[0]) { return .map(words[0]) }
      return .quantity(try Words.choice("quantity", words))
    }
    .completing { _, context in
      context.maps.isEmpty ? ShownQuantity.allCases.map(\.rawValue) : context.maps
    },
    CommandSpec(
      "colours", "NAME", "the colour map of depth", example: "colours turbo"
    ) { (words, _, context) throws(CommandError) -> Command in
      guard words.count == 1, context.colours.contains(words[0]) else {
        throw .notOneOf("colours", words.joined(separator: " "), context.colours)
      }
      return .colours(words[0])
    }
    .completing { _, context in context.colours },
    CommandSpec("theme", "NAME", "the colours of the screen", example: "theme light") {
      (words, _, _) throws(CommandError) -> Command in .theme(try Words.choice("theme", words))
    }
    .completing { _, _ in ThemeName.allCases.map(\.rawValue) },
  ]

  static let changing: [CommandSpec] = [
    CommandSpec(
      "set", "NAME VALUE", "change a setting", example: "set spacing trailing"
    ) { (words, _, _) throws(CommandError) -> Command in
      // As `:sweep` takes it: several values instead of one.
      if words.count > 2, words.last == "sweep" { return try sweep(Array(words.dropLast())) }
      let (setting, value) = try settingAndValue("set", words)
      return .set(setting, value)
    }
    .completing(settingCompletions),
    CommandSpec(
      "next", "NAME", "a setting's next value", example: "next spacing"
    ) { (words, _, _) throws(CommandError) -> Command in
      .nextValue(try Words.choice("next", words))
    }
    .completing { _, _ in Setting.allCases.map(\.rawValue) },
    CommandSpec(
      "previous", "NAME", "a setting's previous value", example: "previous spacing"
    ) { (words, _, _) throws(CommandError) -> Command in
      .previousValue(try Words.choice("previous", words))
    }
    .completing { _, _ in Setting.allCases.map(\.rawValue) },
    CommandSpec(
      "preset", "NAME", "settings that show a known finding", example: "preset leading-1"
    ) { (words, _, _) throws(CommandError) -> Command in
      words == ["selected"]
        ? .habit(.choosePreset) : .preset(try Preset.named(words.joined(separator: " ")).name)
    }
    .completing { _, _ in Preset.all.map(\.name) },
    CommandSpec(
      "undo", "take back the last change of settings, previews, model or precision", .undo),
    CommandSpec("redo", "make it again", .redo),
    CommandSpec(
      "model", "NAME", "load a model: a shipped one or a folder", example: "model lotus-g"
    ) { (_, rest, _) throws(CommandError) -> Command in
      guard !rest.isEmpty else { throw CommandError(":model needs a name or a folder.") }
      return .model(rest)
    }
    .completing { words, context in words.isEmpty ? context.models : [] }
    .completingPaths,
    CommandSpec(
      "precision", "NAME", "what the networks compute with; loads the model anew",
      example: "precision bf16"
    ) { (words, _, _) throws(CommandError) -> Command in
      .precision(try Words.choice("precision", words))
    }
    .completing { _, _ in PrecisionChoice.allCases.map(\.rawValue) },
    CommandSpec(
      "metrics", "FILE",
      "what predictions are measured against: depth (.npy in metres, 16-bit PNG in mm) or normals",
      example: "metrics scene-depth.npy"
    ) { (_, rest, _) throws(CommandError) -> Command in
      guard !rest.isEmpty else {
        throw CommandError(":metrics needs a file of depth or normals, .npy or PNG.")
      }
      return .groundTruth(rest)
    }
    .known(as: "truth").completingPaths,
    CommandSpec(
      "open", "PATH", "open a picture: a scene or a file", example: "open photo.jpg"
    ) { (_, rest, _) throws(CommandError) -> Command in
      guard !rest.isEmpty else { throw CommandError(":open needs a scene or a file.") }
      return .open(rest)
    }
    .completing { words, context in words.isEmpty ? context.pictures : [] }
    .completingPaths.known(as: "e"),
  ]

  static let running: [CommandSpec] = [
    CommandSpec("run", "run the settings as they are", .run),
    CommandSpec(
      "branch", "[NAME VALUE]", "keep the steps up to here, go on with other settings",
      example: "branch eta 0.5"
    ) { (words, _, _) throws(CommandError) -> Command in
      guard !words.isEmpty else { return .branch(nil, "") }
      let (setting, value) = try settingAndValue("branch", words)
      return .branch(setting, value)
    }
    .completing(settingCompletions),
    CommandSpec("cancel", "stop computing; finished steps stay", .cancel),
  ]

  /// A setting's name and its value, which may hold commas but no spaces.
  private static func settingAndValue(
    _ name: String, _ words: [String]
  ) throws(CommandError) -> (Setting, String) {
    let names = Setting.allCases.map(\.rawValue)
    guard let first = words.first else { throw .notOneOf(name, "", names) }
    guard let setting = Setting(rawValue: first) else { throw .notOneOf(name, first, names) }
    let value = words.dropFirst().joined(separator: " ")
    _ = try setting.applying(value, to: RunSettings(), ignoringCount: true)
    return (setting, value)
  }

  @Sendable private static func settingCompletions(
    _ words: [String], _ context: CommandContext
  ) -> [String] {
    switch words.count {
    case 0: Setting.allCases.map(\.rawValue)
    case 1: Setting(rawValue: words[0])?.choices ?? []
    default: []
    }
  }
}
