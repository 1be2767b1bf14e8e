import Inference

extension CommandTable {
  static let scheduling: [CommandSpec] = [
    CommandSpec(
      "curve", "noise|alpha|sigma|snr|next|log", "what screen Schedule draws; log turns its axis",
      example: "curve snr"
    ) { (words, _, _) throws(CommandError) -> Command in
      switch words {
      case ["next"]: .schedule(.nextCurve)
      case ["log"]: .schedule(.toggleScale)
      default: .schedule(.curve(try Words.choice("curve", words)))
      }
    }
    .completing { _, _ in ScheduleLook.Curve.allCases.map(\.rawValue) + ["next", "log"] },
    CommandSpec(
      "overlay", "SPACING|PRESET|beside|none|next",
      "draws another schedule over the settings' own", example: "overlay trailing"
    ) { (words, _, _) throws(CommandError) -> Command in .schedule(try overlay(words)) }
    .completing { _, _ in overlays + ["next"] },
    CommandSpec("lint", "what is wrong with the scheduler's config", .lint),
  ]

  private static let overlays =
    TimestepSpacing.allCases.map(\.rawValue) + ["beside", "none"] + Preset.all.map(\.name)

  private static func overlay(_ words: [String]) throws(CommandError) -> ScheduleAction {
    guard words.count == 1, let word = words.first, (overlays + ["next"]).contains(word) else {
      throw .notOneOf("overlay", words.joined(separator: " "), overlays + ["next"])
    }
    switch word {
    case "next": return .nextOverlay
    case "none": return .overlay(.none)
    case "beside": return .overlay(.beside)
    default:
      return .overlay(TimestepSpacing(rawValue: word).map { .spacing($0) } ?? .preset(word))
    }
  }
}
