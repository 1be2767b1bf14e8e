/// Decodes of what is shown as a preview: of the newest probe and the newest cell, each until another one is asked for.
struct FollowUps {
  enum Kind {
    case probe, cell
  }

  var probe: InferenceQueue.Job?
  var cell: InferenceQueue.Job?
  /// What is being decoded.
  var underWay: Kind?

  var isEmpty: Bool { probe == nil && cell == nil }

  /// Another probe is asked for; true where the decode of the one before should stop.
  mutating func dropProbe() -> Bool {
    probe = nil
    return underWay == .probe
  }

  /// Another cell is asked for; true where the decode of the one before should stop.
  mutating func dropCell() -> Bool {
    cell = nil
    return underWay == .cell
  }

  /// The next decode, which is then under way.
  mutating func next() -> InferenceQueue.Job? {
    if let job = probe.take() {
      underWay = .probe
      return job
    }
    guard let job = cell.take() else { return nil }
    underWay = .cell
    return job
  }
}
