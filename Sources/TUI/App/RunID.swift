/// Names a run within a session.
struct RunID: Hashable, Sendable, Codable, Comparable {
  let number: Int

  static func < (left: RunID, right: RunID) -> Bool { left.number < right.number }
}

/// Names an open picture within a session; a new number for each picture opened.
struct PictureID: Hashable, Sendable {
  let number: Int
}
