import Inference

/// Why a command was not carried out: one sentence for the person.
struct CommandError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }

  /// A value that is not among those allowed, with the nearest of them.
  static func notOneOf(_ what: String, _ value: String, _ allowed: [String]) -> CommandError {
    var sentence = "\(what) cannot be \"\(Printable.clean(value, limit: 60))\""
    if value.isEmpty { sentence = "\(what) needs a value" }
    sentence += "; allowed: " + allowed.joined(separator: ", ") + "."
    if let nearest = Nearest.name(to: value, among: allowed) {
      sentence += " Did you mean \(nearest)?"
    }
    return CommandError(sentence)
  }

  /// A number outside its range, or no number at all.
  static func notInRange(_ what: String, _ value: String, _ allowed: String) -> CommandError {
    guard !value.isEmpty else { return CommandError("\(what) needs a value; allowed: \(allowed).") }
    return CommandError(
      "\(what) cannot be \"\(Printable.clean(value, limit: 60))\"; allowed: \(allowed).")
  }
}

/// Finds what a person may have meant.
enum Nearest {
  /// The name with the fewest edits, when that is at most a third of the letters (and at least one).
  static func name(to text: String, among names: [String]) -> String? {
    guard !text.isEmpty, text.count <= 60 else { return nil }
    let best = names.map { (name: $0, distance: distance(text.lowercased(), $0)) }
      .min { $0.distance < $1.distance }
    guard let best, best.distance > 0, best.distance <= max(1, best.name.count / 3) else {
      return nil
    }
    return best.name
  }

  /// Levenshtein's distance.
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (place, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = place + 1
      for column in right.indices {
        let above = row[column + 1]
        let change = diagonal + (character == right[column] ? 0 : 1)
        row[column + 1] = min(change, above + 1, row[column] + 1)
        diagonal = above
      }
    }
    return row[right.count]
  }
}
