import Inference

/// The most memory that a person lets the program take.
enum MemoryLimit {
  /// What may be given, in words.
  static let allowed = "none, or a size such as 800MB or 12GB"

  /// The bytes of `none` (nil), `800MB` or `12GB`.
  ///
  /// - Throws: a sentence for anything else.
  static func bytes(_ text: String) throws(CommandError) -> Int? {
    if text == "none" { return nil }
    for (unit, factor) in [("MB", 1_000_000), ("GB", 1_000_000_000)] where text.hasSuffix(unit) {
      guard let number = Int(text.dropLast(2)), number > 0 else { break }
      let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
      if !overflow { return bytes }
    }
    throw .notInRange("memory limit", text, allowed)
  }

  /// Whether a text is `none` or a size.
  static func isValid(_ text: String) -> Bool {
    do {
      _ = try bytes(text)
      return true
    } catch {
      return false
    }
  }

  /// What is preferred.
  static var preferred: Int? { (try? bytes(Preferences.current[.memoryLimit])) ?? nil }

  /// What `--memory-limit` says; nil takes what is preferred.
  ///
  /// - Throws: `invalidSetting` for what is no size.
  static func bytes(flag text: String?) throws(InferenceError) -> Int? {
    guard let text else { return preferred }
    do {
      return try bytes(text)
    } catch {
      throw .invalidSetting(name: "--memory-limit", value: text, allowed: allowed)
    }
  }
}
