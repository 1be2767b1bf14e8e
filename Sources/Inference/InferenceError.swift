/// Everything that can go wrong between a checkpoint on disk and a prediction.
///
/// Each case carries what a person needs to act on it; `description` is one plain sentence. Text that
/// came from a file is escaped where it is shown (`Printable.clean`).
public enum InferenceError: Error, Sendable, Equatable {
  /// A file or folder that should be there is not. `advice` says what to do.
  case missing(path: String, advice: String)
  /// A file is there but cannot be read: permission, a directory, an I/O error.
  case unreadable(path: String, reason: String)
  /// A file's bytes are not what its format demands.
  case damaged(path: String, reason: String, advice: String)
  /// A checkpoint that is sound but asks for something stepscope does not do.
  case unsupported(what: String, found: String, supported: String)
  /// Tensors of a network that are missing, left over or of another shape; each problem is a clause.
  case weights(file: String, network: String, problems: [String])
  /// A setting outside its range, or two settings that exclude each other.
  case invalidSetting(name: String, value: String, allowed: String)
  /// Two tensors whose shapes must agree do not; a mistake of the caller.
  case shapeMismatch(what: String, expected: [Int], found: [Int])
  /// A network gave NaN or infinity.
  case notFinite(NonFiniteFault)
  /// More memory is needed than there is.
  case outOfMemory(what: String, bytes: Int)
  /// A run whose peak does not fit into the memory that is left. `advice` says what would.
  case tooLarge(MemoryShortage, advice: String)
  /// Another part refused a file or a value; the sentence is its own.
  case rejected(sentence: String)
  /// A file could not be written.
  case cannotWrite(path: String, reason: String)
  /// The person asked to stop.
  case cancelled
}

extension InferenceError: CustomStringConvertible {
  /// Problems of a network's tensors that a sentence names; with a wrong config there are hundreds.
  private static let problemLimit = 4

  /// One sentence: what, where, why and what to do.
  public var description: String {
    switch self {
    case .missing(let path, let advice):
      "\(Printable.clean(path)) is not there; \(advice)."
    case .unreadable(let path, let reason):
      "\(Printable.clean(path)) cannot be read: \(Printable.clean(reason))."
    case .damaged(let path, let reason, let advice):
      "\(Printable.clean(path)) is damaged: \(Printable.clean(reason)); \(advice)."
    case .unsupported(let what, let found, let supported):
      "\(Printable.clean(what)) is \(Printable.clean(found)), which is not supported; supported: "
        + "\(supported)."
    case .weights(let file, let network, let problems):
      "\(Printable.clean(file)) does not fit the \(network) that its config.json describes: "
        + problems.prefix(Self.problemLimit).map { Printable.clean($0) }.joined(separator: "; ")
        + (problems.count > Self.problemLimit
          ? "; and \(problems.count - Self.problemLimit) more" : "")
        + "; correct config.json or fetch the folder again."
    case .invalidSetting(let name, let value, let allowed):
      "\(name) cannot be \(Printable.clean(value)); allowed: \(allowed)."
    case .shapeMismatch(let what, let expected, let found):
      "\(what) has the shape \(found) where \(expected) is needed."
    case .notFinite(let fault):
      fault.sentence
    case .outOfMemory(let what, let bytes):
      "There is not enough memory for \(what): \(bytes / 1_000_000) MB are needed."
    case .tooLarge(let shortage, let advice):
      "\(shortage.sentence); \(advice)."
    case .rejected(let sentence):
      Printable.clean(sentence)
    case .cannotWrite(let path, let reason):
      "\(Printable.clean(path)) cannot be written: \(Printable.clean(reason))."
    case .cancelled:
      "Cancelled."
    }
  }
}
