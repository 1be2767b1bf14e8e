import ArgumentParser
import Inference

extension PrecisionChoice {
  /// What is preferred.
  static var preferred: PrecisionChoice {
    PrecisionChoice(rawValue: Preferences.current[.precision]) ?? .auto
  }

  /// What may be given, in words.
  static let allowed = allCases.map(\.rawValue).joined(separator: ", ")

  /// What `--precision` says; nil takes what is preferred.
  ///
  /// - Throws: `invalidSetting` for what is none.
  static func named(flag text: String?) throws(InferenceError) -> PrecisionChoice {
    guard let text else { return preferred }
    guard let choice = PrecisionChoice(rawValue: text) else {
      throw .invalidSetting(name: "--precision", value: text, allowed: allowed)
    }
    return choice
  }

  /// The precision that `--precision` asks of a checkpoint, with what is to be known of it on stderr unless `isQuiet`;
  /// nil takes what is preferred.
  ///
  /// - Throws: `invalidSetting` for one that cannot be had here; what is wrong with the files.
  static func resolved(
    flag text: String?, for folder: ModelFolder, isQuiet: Bool = false
  ) throws(InferenceError) -> Precision {
    let precision = try named(flag: text).precision(for: folder)
    if let remark = precision.remark, !isQuiet {
      Talk.say("stepscope: \(precision.rawValue) is \(remark)")
    }
    return precision
  }
}

extension ArgumentHelp {
  /// `--precision`, wherever a model is loaded.
  static let precision = ArgumentHelp(
    "What the networks compute with: fp32, bf16, bf16x3 or auto (default: auto, which is bf16 for "
      + "large models on processors that have it).")
}
