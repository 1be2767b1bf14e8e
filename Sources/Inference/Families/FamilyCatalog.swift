/// Every family, the most particular first.
public enum FamilyCatalog {
  /// In the order in which a checkpoint is compared with them.
  public static let all: [any ModelFamily.Type] = [
    DepthFM.self, EndToEndGeoWizard.self, GeoWizard.self, Lotus.self, MarigoldIntrinsics.self,
    E2EFineTuned.self, Marigold.self,
  ]

  /// The family of a checkpoint.
  ///
  /// - Parameters:
  ///   - structure: What the checkpoint's files say.
  ///   - name: A family's id that overrides detection, with a quantity after a colon where the
  ///     checkpoint does not say it: `lotus`, `e2e-ft:normals`.
  /// - Returns: The first that fits and claims the checkpoint, or the named one.
  /// - Throws: `unsupported`, saying what was found; `rejected` where the named one does not fit;
  ///   `invalidSetting` for an unknown name.
  public static func family(
    of structure: ModelStructure, named name: String? = nil
  ) throws(InferenceError) -> any ModelFamily {
    if let name { return try named(name, structure) }
    for family in all where family.misfit(structure) == nil && family.claims(structure) {
      return family.init(structure)
    }
    throw .unsupported(
      what: "This checkpoint's structure (unet/config.json, vae/config.json)",
      found: structure.summary,
      supported: all.map { $0.title }.joined(separator: ", "))
  }

  private static func named(
    _ name: String, _ structure: ModelStructure
  ) throws(InferenceError) -> any ModelFamily {
    let words = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let family = all.first(where: { $0.id == words[0] }) else {
      throw .invalidSetting(
        name: "The family", value: name, allowed: all.map { $0.id }.joined(separator: ", "))
    }
    var structure = structure
    if words.count == 2 {
      let quantities = [Quantity.depth, .disparity, .normals]
      guard let quantity = quantities.first(where: { $0.rawValue == words[1] }) else {
        throw .invalidSetting(
          name: "The family's quantity", value: String(words[1]),
          allowed: quantities.map { $0.rawValue }.joined(separator: ", "))
      }
      structure.index.predictionType = quantity.rawValue
    }
    if let reason = family.misfit(structure) {
      throw .rejected(
        sentence: "\(family.title) does not fit this checkpoint: \(reason), and found is "
          + structure.summary + ".")
    }
    return family.init(structure)
  }
}
