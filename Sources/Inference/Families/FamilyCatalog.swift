/// Every family, the most particular first.
public enum FamilyCatalog {
  /// In the order in which a checkpoint is compared with them.
  public static let all: [any ModelFamily.Type] = [
    Lotus.self, E2EFineTuned.self, Marigold.self,
  ]

  /// The family of a checkpoint.
  ///
  /// - Throws: `unsupported`, saying what was found.
  public static func family(of structure: ModelStructure) throws(InferenceError) -> any ModelFamily
  {
    for family in all where family.matches(structure) { return family.init(structure) }
    let classEmbedding = structure.unet.classEmbeddingInputDim.map { "\($0)" } ?? "no"
    throw .unsupported(
      what: "This checkpoint's structure",
      found:
        "a UNet of \(structure.unet.inChannels) to \(structure.unet.outChannels) channels with "
        + "\(classEmbedding) class values",
      supported: all.map { $0.title }.joined(separator: ", "))
  }
}
