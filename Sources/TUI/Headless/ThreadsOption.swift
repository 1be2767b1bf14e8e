import Inference

extension Threads {
  /// Takes what `--threads` says; nil leaves every core.
  ///
  /// - Throws: `invalidSetting` outside 1…256.
  static func use(flag count: Int?) throws(InferenceError) {
    guard let count else { return }
    guard (1...256).contains(count) else {
      throw .invalidSetting(name: "--threads", value: "\(count)", allowed: "1…256")
    }
    use(count)
  }
}
