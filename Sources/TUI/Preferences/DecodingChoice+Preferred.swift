import Inference

extension DecodingChoice {
  /// What is preferred.
  static var preferred: DecodingChoice {
    DecodingChoice(rawValue: Preferences.current[.decoding]) ?? .auto
  }
}

extension Decoding {
  /// What is preferred where nobody looks at the memory first.
  static var preferred: Decoding { DecodingChoice.preferred.decoding ?? .whole }
}
