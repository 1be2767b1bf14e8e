import Inference

extension Run {
  /// Bytes of its latents.
  var latentBytes: Int { trajectory?.latentBytes ?? 0 }
}

extension Trajectory {
  /// Bytes of the latents: four tensors a step, the picture's and the initial ones.
  var latentBytes: Int {
    (4 * steps.count + 2) * initialLatents.count * MemoryLayout<Float>.stride
  }
}

/// Room for new runs: what is let go when there are too many, or when they take too much memory.
extension RunList {
  /// The most bytes that runs and their pictures may take where nobody says anything.
  static let keptBytes = 512 << 20

  /// What was let go.
  struct Eviction: Sendable, Equatable {
    /// Runs that are gone.
    var gone: [RunID] = []
    /// Runs whose decoded pictures are gone; they can be decoded again.
    var emptied: [RunID] = []
    /// Whether it was for want of memory; else there were too many.
    var isForMemory = false
  }

  /// The bytes of a program's memory limit that may go to runs; nil is no limit.
  static func keptBytes(ofLimit limit: Int?) -> Int {
    min(keptBytes, (limit ?? .max) / 4)
  }

  /// Bytes held by all runs.
  var heldBytes: Int { runs.reduce(0) { $0 + $1.decodedBytes + $1.latentBytes } }

  /// Lets go of the oldest runs beyond what is kept; then, while they take too much, first of the
  /// pictures of the oldest and then of whole runs.
  ///
  /// The current run, the other side's and those that are going stay, and those that are kept stay as runs.
  mutating func evict(
    runLimit: Int = keptRuns, byteLimit: Int = keptBytes, sparing other: RunID? = nil
  ) -> Eviction {
    var result = Eviction()
    while runs.count > runLimit, let run = firstToGo(other) {
      remove(run.id)
      result.gone.append(run.id)
    }
    var bytes = heldBytes
    guard bytes > byteLimit else { return result }
    for run in runs where bytes > byteLimit {
      guard run.id != current, run.id != other, !run.decoded.isEmpty else { continue }
      bytes -= run.decodedBytes
      change(run.id) { run in
        run.decoded = [:]
        run.requested = []
      }
      result.emptied.append(run.id)
    }
    while bytes > byteLimit, let run = firstToGo(other) {
      bytes -= run.latentBytes + run.decodedBytes
      remove(run.id)
      result.gone.append(run.id)
    }
    result.emptied.removeAll { result.gone.contains($0) }
    result.isForMemory = !result.gone.isEmpty || !result.emptied.isEmpty
    return result
  }

  private func firstToGo(_ other: RunID?) -> Run? {
    runs.first { $0.id != current && $0.id != other && !$0.isGoing && !$0.isKept }
  }
}

extension AppState {
  /// Lets go of what is oldest when there is too much; the workers forget it too.
  mutating func makeRoom() -> [Effect] {
    let eviction = runs.evict(byteLimit: keptBytes, sparing: comparison.other)
    if let sentence = Self.sentence(on: eviction, keptBytes) { say(sentence) }
    ranges = ranges.filter { !eviction.gone.contains($0.key.run) }
    surveyed = surveyed.filter { !eviction.gone.contains($0.run) }
    return eviction.gone.map { .forget($0, picturesOnly: false) }
      + eviction.emptied.map { .forget($0, picturesOnly: true) }
  }

  private static func sentence(on eviction: RunList.Eviction, _ limit: Int) -> String? {
    var parts: [String] = []
    if !eviction.gone.isEmpty { parts.append("\(names(eviction.gone)) let go") }
    if !eviction.emptied.isEmpty {
      parts.append(
        "the pictures of \(names(eviction.emptied)) will be decoded again when looked at")
    }
    guard !parts.isEmpty else { return nil }
    let reason =
      eviction.isForMemory
      ? "Kept runs reached \(limit >> 20) MB" : "More than \(RunList.keptRuns) runs"
    return reason + ": " + parts.joined(separator: "; ") + "."
  }

  private static func names(_ runs: [RunID]) -> String {
    let numbers = runs.map { "\($0.number)" }.joined(separator: ", ")
    return (runs.count == 1 ? "run " : "runs ") + numbers
  }
}
