/// How the autoencoder computes its widest maps; all ways give the same bits.
///
/// They come in the order in which they take less memory and more work.
public enum Decoding: String, Sendable, CaseIterable, Comparable {
  /// Each at once, with several maps of the picture's size in memory.
  case whole
  /// A band of rows at a time, some of them twice: a third more work in a decode, in less than half the memory.
  case bands
  /// By bands without any map of the picture's size, which are made anew for every normalisation: three times the work
  /// of a decode, in a fourth of the memory.
  case passes

  /// Whether the first takes more memory and less work.
  public static func < (left: Decoding, right: Decoding) -> Bool {
    allCases.prefix { $0 != right }.contains(left)
  }

  /// Its name where it is not the usual way; nil for the whole.
  public var unusual: String? { self == .whole ? nil : rawValue }

  /// What is to be known of it before it is used, as a sentence; nil where there is nothing.
  public var remark: String? {
    switch self {
    case .whole: nil
    case .bands:
      "The autoencoder works by bands of rows: the same result in less memory, "
        + "with a third more work in a decode."
    case .passes:
      "The autoencoder works by passes: the same result in the least memory, "
        + "with three times the work in a decode."
    }
  }
}

/// The way that a person wants, which may depend on the memory that there is.
public enum DecodingChoice: String, Sendable, CaseIterable {
  /// The first of the others that fits into the memory.
  case auto
  case whole
  case bands
  case passes

  /// The one way that it asks for; nil where that depends.
  public var decoding: Decoding? { Decoding(rawValue: rawValue) }
}
