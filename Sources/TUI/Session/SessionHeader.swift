import Inference

/// Where a session comes from, so that a replay can say what is no longer the same.
struct SessionHeader: Sendable, Hashable {
  /// The format this program writes; it reads those before too.
  ///
  /// 2: several runs, counted as they stand in the file, with `use`, `pin` and `side`.
  /// 3: ensembles, with `seeds`.
  static let format = 3
  static let mark = "stepscope session"

  var format = Self.format
  var program = Version.current
  var family: String?
  var revision: String?
  /// SHA-256 of the model's files by their path inside the folder.
  var files: [String: String] = [:]
  /// SHA-256 of the picture's file.
  var picture: String?
  /// SHA-256 of the plan's table.
  var schedule: String?
  /// The generator of the initial latents.
  var noise: String?
  var numerics: String?
  /// SHA-256 of the latents that each step of the current run left, from the first.
  var steps: [String] = []
  /// The same of other runs, by their number in the file.
  var runs: [Int: [String]] = [:]

  /// The random numbers are always these.
  static let generator = "mt19937, as torch's CPU generator"

  /// The kernels that numbers depend on to the last bit.
  static var currentNumerics: String {
    let engine = EngineFacts.current
    // Tiles sum in another order.
    return "float32, OpenBLAS \(engine.core)" + (engine.bf16 == "AMX" ? ", AMX" : "")
  }

  /// The lines of the file, each a comment to whoever plays commands.
  var lines: [String] {
    var lines = ["# \(Self.mark) \(format)", "# program \(program)"]
    func add(_ name: String, _ value: String?) {
      if let value { lines.append("# \(name) \(value)") }
    }
    add("family", family)
    add("revision", revision)
    for name in files.keys.sorted() { add("file", "\(files[name] ?? "") \(name)") }
    add("picture", picture)
    add("schedule", schedule)
    add("noise", noise)
    add("numerics", numerics)
    for (index, digest) in steps.enumerated() { add("step \(index + 1)", digest) }
    for (number, steps) in runs.sorted(by: { $0.key < $1.key }) {
      for (index, digest) in steps.enumerated() {
        add("run \(number) step \(index + 1)", digest)
      }
    }
    return lines
  }

  /// Takes a header line; what it does not know it leaves, as a comment.
  ///
  /// - Throws: a reason where a known line is not what it should be.
  mutating func take(_ line: String) throws(SessionProblem) {
    let words = line.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    guard words.count > 1 else { return }
    let rest = words.dropFirst().joined(separator: " ")
    switch words[0] {
    case "program": program = Printable.clean(rest, limit: 40)
    case "family": family = rest
    case "revision": revision = rest
    case "picture": picture = try Self.digest(words[1])
    case "schedule": schedule = try Self.digest(words[1])
    case "noise": noise = rest
    case "numerics": numerics = rest
    case "file":
      guard words.count > 2 else { throw SessionProblem("a file needs its SHA-256 and its name") }
      files[words.dropFirst(2).joined(separator: " ")] = try Self.digest(words[1])
    case "step": try Self.add(words, to: &steps)
    case "run":
      guard words.count == 5, let number = Int(words[1]), number > 0 else {
        throw SessionProblem("a run needs its number, step, the step's number and its SHA-256")
      }
      try Self.add(Array(words.dropFirst(2)), to: &runs[number, default: []])
    default: break
    }
  }

  /// Adds a step's digest, which must be the next one.
  private static func add(_ words: [String], to steps: inout [String]) throws(SessionProblem) {
    guard words.count == 3, words[0] == "step", Int(words[1]) == steps.count + 1 else {
      throw SessionProblem("step \(steps.count + 1) with its SHA-256 is expected here")
    }
    steps.append(try digest(words[2]))
  }

  private static func digest(_ word: String) throws(SessionProblem) -> String {
    let isHexadecimal = word.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    guard word.utf8.count == 64, isHexadecimal else {
      throw SessionProblem("64 hexadecimal digits of a SHA-256 are expected")
    }
    return word
  }
}

/// What is wrong with a line of a session.
struct SessionProblem: Error, Equatable {
  var reason: String

  init(_ reason: String) {
    self.reason = reason
  }
}
