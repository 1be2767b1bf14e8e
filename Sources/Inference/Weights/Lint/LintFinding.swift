/// Something in a scheduler's config that somebody should know.
public struct LintFinding: Sendable, Hashable, Codable {
  /// How much it matters.
  public enum Severity: String, Sendable, Hashable, Codable, CaseIterable {
    /// Results will be wrong.
    case error
    /// Results may be wrong, or will be in another program.
    case warning
    /// A fact that is worth knowing.
    case note
  }

  /// The finding's name, for searching.
  public let code: String
  /// How much it matters.
  public var severity: Severity
  /// The key of the file, nil for the file as a whole.
  public let key: String?
  /// The line on which the key stands, nil where it does not.
  public let line: Int?
  /// What and where, one sentence.
  public var sentence: String
  /// What to do.
  public let advice: String
  /// Papers and threads where it is known from.
  public let sources: [String]
}

/// All findings of one file.
public struct LintReport: Sendable, Hashable, Codable {
  /// The file.
  public let path: String
  /// The scheduler's class.
  public let className: String
  /// The numbers of steps that it was judged for.
  public let steps: [Int]
  /// The findings, the worst first.
  public let findings: [LintFinding]

  /// How many findings of a severity there are.
  public func count(_ severity: LintFinding.Severity) -> Int {
    findings.count { $0.severity == severity }
  }

  /// Whether nothing was found but notes.
  public var isClean: Bool { count(.error) + count(.warning) == 0 }
}

/// Where things are known from.
enum LintSource {
  static let endToEnd = "https://arxiv.org/abs/2409.11355"
  static let flawed = "https://arxiv.org/abs/2305.08891"
  static let depthFM = "https://github.com/CompVis/depth-fm/issues/3"
  static let endToEndIssue =
    "https://github.com/VisualComputingInstitute/diffusion-e2e-ft/issues/5"
  static let previousTimestep = "https://github.com/huggingface/diffusers/issues/9261"
  static let linspace = [
    "https://github.com/huggingface/diffusers/issues/11347",
    "https://github.com/huggingface/diffusers/issues/12633",
  ]
}
