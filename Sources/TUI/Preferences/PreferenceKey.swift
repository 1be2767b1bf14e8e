import Inference
import Render

/// What a person can prefer, by the names in the config file.
enum PreferenceKey: String, Sendable, Hashable, CaseIterable {
  case model
  case graphics
  case cell
  case theme
  case colours
  case mouse
  case precision
  case decoding
  case threads
  case memoryLimit = "memory_limit"
  case weightCache = "weight_cache"
  case preview
  case confirmQuit = "confirm_quit"
  case autosave = "autosave_s"
  case tour
  case frameKilobytes = "frame_kb"

  /// How a value is written in the file.
  enum Kind: Sendable, Hashable {
    case text
    case boolean
    case count
  }

  var kind: Kind {
    switch self {
    case .mouse, .confirmQuit, .tour: .boolean
    case .threads, .autosave, .frameKilobytes: .count
    case .model, .graphics, .cell, .theme, .colours, .precision, .decoding, .memoryLimit,
      .weightCache, .preview:
      .text
    }
  }

  /// The environment variable that goes before the file.
  var variable: String { "STEPSCOPE_" + rawValue.uppercased() }

  /// The value where nobody prefers anything.
  var standard: String {
    switch self {
    case .model: Assets.defaultModel
    case .graphics, .cell: "auto"
    case .theme: ThemeName.terminal.rawValue
    case .colours: Palettes.standard
    case .mouse, .confirmQuit, .tour: "true"
    case .autosave: "10"
    case .precision: PrecisionChoice.auto.rawValue
    case .decoding: DecodingChoice.auto.rawValue
    case .threads: "0"
    case .memoryLimit: "none"
    case .weightCache: "\(WeightCache.usualLimit / 1_000_000_000)GB"
    case .preview: PreviewChoice.auto.text
    case .frameKilobytes: "\(FrameBudget.usual.resting >> 10)"
    }
  }

  /// What the key is for.
  var help: String {
    switch self {
    case .model: "the model that opens"
    case .graphics: "how pictures are shown"
    case .cell: "the pixels of a cell"
    case .theme: "the colours of the screen"
    case .colours: "the colour map of depth"
    case .mouse: "whether the mouse is listened to; without, the terminal selects text"
    case .precision: "what the networks compute with"
    case .decoding: "how the autoencoder computes its widest maps: whole, by bands or by passes"
    case .threads: "threads of the engine, 0 for every core"
    case .memoryLimit: "the most memory the program may take; a run that needs more is refused"
    case .weightCache:
      "the most that packed weights of large models take on the disk, for a quicker second start"
    case .preview: "what shows a step before it is decoded"
    case .confirmQuit: "whether q asks while a run is going"
    case .autosave: "the most seconds that anything of a session is unsaved"
    case .tour: "whether the first start shows the tour"
    case .frameKilobytes: "the most kilobytes of a frame that rests; one that moves takes a quarter"
    }
  }

  /// What may stand behind it, in words.
  var allowed: String {
    switch self {
    case .model: "a shipped model, a folder or a Hub id"
    case .graphics: (["auto"] + GraphicsMode.allCases.map(\.rawValue)).joined(separator: ", ")
    case .cell: "auto, or a size such as 8x16"
    case .theme: ThemeName.allCases.map(\.rawValue).joined(separator: ", ")
    case .colours: Palettes.names.joined(separator: ", ")
    case .mouse, .confirmQuit, .tour: "true, false"
    case .autosave: "1 to 3600"
    case .precision: PrecisionChoice.allowed
    case .decoding: DecodingChoice.allCases.map(\.rawValue).joined(separator: ", ")
    case .threads: "0 to 256"
    case .memoryLimit, .weightCache: MemoryLimit.allowed
    case .preview: PreviewChoice.allowed
    case .frameKilobytes:
      "\(FrameBudget.kilobytes.lowerBound) to \(FrameBudget.kilobytes.upperBound)"
    }
  }

  /// Whether a value can be used.
  func accepts(_ value: String) -> Bool {
    switch self {
    case .model: !value.isEmpty
    case .graphics: value == "auto" || GraphicsMode(rawValue: value) != nil
    case .cell: value == "auto" || GraphicsOptions.size(value) != nil
    case .theme: ThemeName(rawValue: value) != nil
    case .colours: Palettes.names.contains(value)
    case .mouse, .confirmQuit, .tour: value == "true" || value == "false"
    case .precision: PrecisionChoice(rawValue: value) != nil
    case .decoding: DecodingChoice(rawValue: value) != nil
    case .memoryLimit, .weightCache: MemoryLimit.isValid(value)
    case .preview: PreviewChoice(value) != nil
    case .threads: Int(value).map { (0...256).contains($0) } ?? false
    case .autosave: Int(value).map { (1...3_600).contains($0) } ?? false
    case .frameKilobytes: Int(value).map { FrameBudget.kilobytes.contains($0) } ?? false
    }
  }
}
