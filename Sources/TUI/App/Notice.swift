/// One line for the person, with its weight.
struct Notice: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// A command as it was carried out.
    case command
    case information
    case failure
  }

  var kind: Kind
  var text: String
}

/// What happened, newest last.
struct Log: Sendable, Equatable {
  private(set) var lines: [Notice] = []
  /// How many failures there have been.
  private(set) var failureCount = 0
  /// How many lines are kept.
  static let limit = 500

  mutating func add(_ line: Notice) {
    lines.append(line)
    if line.kind == .failure { failureCount += 1 }
    if lines.count > Self.limit { lines.removeFirst(lines.count - Self.limit) }
  }
}
