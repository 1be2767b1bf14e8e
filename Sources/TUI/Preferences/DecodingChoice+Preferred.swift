import Inference

extension DecodingChoice {
  /// What is preferred.
  static var preferred: DecodingChoice {
    DecodingChoice(rawValue: Preferences.current[.decoding]) ?? .auto
  }
}
