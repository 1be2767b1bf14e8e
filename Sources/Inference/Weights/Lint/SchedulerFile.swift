/// A scheduler's config as it was read, to be judged for one choice of settings after the other.
public struct SchedulerFile: Sendable, Hashable {
  /// Where the file is.
  public let path: String
  private let bytes: [UInt8]

  /// Reads a file.
  ///
  /// - Throws: `missing`, `unreadable`.
  public init(path: String) throws(InferenceError) {
    self.path = path
    bytes = try OpenFile.contents(
      of: path, limit: 1 << 20, advice: "name a scheduler_config.json")
  }

  /// What is wrong with it.
  ///
  /// - Throws: `damaged` for what is no JSON object; `invalidSetting` for impossible numbers of steps.
  public func lint(_ context: SchedulerLint.Context) throws(InferenceError) -> LintReport {
    try SchedulerLint.run(bytes, path: path, context)
  }
}
