/// Finds the name that was probably meant.
enum NearestName {
  /// The candidate with the smallest edit distance to `name`, nil when all differ in more than a
  /// third.
  ///
  /// Of equally near candidates the first in alphabetical order.
  static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.utf8)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let limit = best.map(\.distance) ?? wanted.count / 3
      let other = Array(candidate.utf8)
      guard let distance = distance(wanted, other, limit: limit) else { continue }
      if let best, (best.distance, best.name) <= (distance, candidate) { continue }
      best = (candidate, distance)
    }
    return best?.name
  }

  /// Levenshtein's distance, nil when it is above `limit`.
  static func distance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int? {
    guard abs(a.count - b.count) <= limit else { return nil }
    // Names of tensors share long beginnings and ends, which no shortest edit touches.
    var a = a[...]
    var b = b[...]
    while let first = a.first, first == b.first {
      a.removeFirst()
      b.removeFirst()
    }
    while let last = a.last, last == b.last {
      a.removeLast()
      b.removeLast()
    }
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      var smallest = row[0]
      for (j, right) in b.enumerated() {
        let substituted = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
        smallest = min(smallest, row[j + 1])
      }
      if smallest > limit { return nil }
    }
    return row[b.count] <= limit ? row[b.count] : nil
  }
}
