import Inference

/// What became of a session that was computed again; field names are snake case through the encoder.
struct PlayReport: Codable, Equatable {
  struct Step: Codable, Equatable {
    /// From 1, as the session counts.
    var number: Int
    var timestep: Float
    /// SHA-256 of the latents that the step left.
    var sha256: String
    /// What the session says.
    var expected: String?
  }

  /// Another run of the session than the current one.
  struct Run: Codable, Equatable {
    /// From 1, as the session counts.
    var number: Int
    var steps: [Step]
    /// The first step whose latents differ, from 1.
    var firstDifference: Int?

    /// A line for a person.
    var line: String {
      let same = firstDifference.map { "step \($0) is the first that differs" } ?? "the same"
      return "  run \(number)  \(AppState.steps(steps.count))  \(same)"
    }
  }

  var session: String
  var program: String
  var model: String
  var picture: String
  /// `bands` or `passes` where the autoencoder worked so.
  var decoding: String?
  var steps: [Step]
  /// The other runs, where they were compared.
  var runs: [Run] = []
  /// Whether everything that was compared is the same; true where nothing was.
  var same = true
  /// The first step whose latents differ, from 1.
  var firstDifference: Int?
  /// What differs, one sentence each, the reason before its effect.
  var findings: [String] = []
  /// What may explain a difference and is none by itself.
  var notes: [String] = []

  /// What a person reads.
  var lines: [String] {
    var lines = steps.map { step in
      let mark = step.expected.map { $0 == step.sha256 ? "same " : "other" } ?? "     "
      return "  step \(step.number)  t \(Format.plain(step.timestep))  \(mark)  \(step.sha256)"
    }
    lines.insert("\(Printable.clean(session)): \(model), \(Printable.clean(picture))", at: 0)
    lines += runs.map(\.line) + findings + notes
    if same, (steps + runs.flatMap(\.steps)).contains(where: { $0.expected != nil }) {
      lines.append("Every step is the same to the bit.")
    }
    return lines
  }
}
