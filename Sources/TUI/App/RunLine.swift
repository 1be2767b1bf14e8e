import Inference

/// The settings as a command line that computes the same without the explorer.
enum RunLine {
  /// `stepscope run …` with every flag that is not the model's own.
  static func text(_ session: Session, _ defaults: RunSettings) -> String {
    let settings = session.settings
    var words = ["stepscope", "run", quoted(session.picture), "--model", quoted(session.model)]
    for setting in Setting.allCases
    where setting.missingReason(session.controls, settings) == nil {
      let value = setting.value(settings)
      // Another scheduler may bring its own spacing and betas, so these are then said.
      let mayFollow =
        settings.scheduler != defaults.scheduler && [.spacing, .zeroSNR].contains(setting)
      guard value != setting.value(defaults) || mayFollow else { continue }
      words += [flag(setting), quoted(value)]
    }
    return words.joined(separator: " ")
  }

  private static func flag(_ setting: Setting) -> String {
    switch setting {
    case .predicts: "--prediction-type"
    case .told: "--told-timestep"
    case .consistent: "--consistent-previous"
    case .clip: "--clip-sample"
    default: "--" + setting.rawValue
    }
  }

  /// A word as a shell reads it back.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII
          && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || "/._-,:@+%=".unicodeScalars.contains(scalar))
      }
    guard !isPlain else { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }
}
