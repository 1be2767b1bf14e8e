/// How the autoencoder computes its widest maps; both ways give the same bits.
public enum Decoding: String, Sendable, CaseIterable {
  /// Each at once, with several maps of the picture's size in memory.
  case whole
  /// A band of rows at a time, some of them twice: a third more work in a decode, in less than half the memory.
  case bands

  /// Its name, for reports; nil for the usual way.
  public var unusual: String? { self == .bands ? rawValue : nil }

  /// What is to be known of it before it is used, as a sentence; nil where there is nothing.
  public var remark: String? {
    guard self == .bands else { return nil }
    return "The autoencoder works by bands of rows: the same result in less memory, "
      + "with a third more work in a decode."
  }
}

/// The way that a person wants, which may depend on the memory that there is.
public enum DecodingChoice: String, Sendable, CaseIterable {
  /// Bands where the whole does not fit into the memory.
  case auto
  case whole
  case bands

  /// The one way that it asks for; nil where that depends.
  public var decoding: Decoding? { Decoding(rawValue: rawValue) }
}
