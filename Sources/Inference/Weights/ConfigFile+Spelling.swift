/// Keys that were misspelled by whoever edited the file.
extension ConfigFile {
  /// Edits by which a misspelled key may differ from the one that was meant.
  private static let editLimit = 2

  /// Throws for a key that was not asked for and is nearly one that was asked for and is not there.
  ///
  /// Other unknown keys are left alone: every version of diffusers writes some.
  ///
  /// - Throws: `damaged`.
  func checkSpelling() throws(InferenceError) {
    let known = askedKeys
    let there = Set(keys)
    for key in keys where !known.contains(key) && !key.hasPrefix("_") {
      let meant = known.subtracting(there).sorted().first { name in
        name.utf8.count > 2 * Self.editLimit
          && NearestName.distance(Array(key.utf8), Array(name.utf8), limit: Self.editLimit) != nil
      }
      guard let meant else { continue }
      throw .damaged(
        path: path, reason: "the key \(key) is not known and \(meant), the nearest, is missing",
        advice: "correct the key or fetch the file again")
    }
  }
}
