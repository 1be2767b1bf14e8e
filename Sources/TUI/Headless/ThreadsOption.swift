import Inference

extension Threads {
  /// Takes what is preferred; 0 leaves every core.
  static func use(_ preferences: Preferences) {
    if let count = Int(preferences[.threads]), count > 0 { use(count) }
  }

  /// Takes what `--threads` says; nil takes what is preferred.
  ///
  /// - Throws: `invalidSetting` outside 1…256.
  static func use(flag count: Int?) throws(InferenceError) {
    guard let count else { return use(Preferences.current) }
    guard (1...256).contains(count) else {
      throw .invalidSetting(name: "--threads", value: "\(count)", allowed: "1…256")
    }
    use(count)
  }
}
