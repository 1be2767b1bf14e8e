import ArgumentParser
import Inference

/// The flags of an ensemble.
struct EnsembleOptions: ParsableArguments {
  @Option(help: "Members, which are aligned and merged; 1…\(EnsembleSettings.mostMembers).")
  var ensemble = 1
  @Option(
    help: ArgumentHelp(
      "How members are merged: median or mean, of normals closest or mean (default: the family's).")
  )
  var reduction: String?
  @Option(
    help: ArgumentHelp(
      "Whose rule aligns the members' depth: "
        + DepthAlignment.allCases.map { $0.rawValue }.joined(separator: ", ")
        + " (default: the family's)."))
  var ensembleAlignment: String?

  /// How a family's members are merged under these flags; nil for a single member.
  ///
  /// - Throws: `invalidSetting` for values that do not exist or that the family does not have.
  func rules(
    for family: any ModelFamily, _ settings: RunSettings, _ plan: Plan, hasLatents: Bool
  ) throws(InferenceError) -> Ensembling? {
    guard ensemble != 1 else {
      try refuseAlone(reduction, "--reduction")
      try refuseAlone(ensembleAlignment, "--ensemble-alignment")
      return nil
    }
    var alignment: DepthAlignment?
    if let ensembleAlignment {
      alignment = DepthAlignment(rawValue: ensembleAlignment)
      guard alignment != nil else {
        throw .invalidSetting(
          name: "--ensemble-alignment", value: ensembleAlignment,
          allowed: DepthAlignment.allCases.map { $0.rawValue }.joined(separator: ", "))
      }
    }
    let wanted = EnsembleSettings(count: ensemble, reduction: reduction, alignment: alignment)
    return try wanted.resolved(for: family, settings, plan, hasLatents: hasLatents)
  }

  /// The flags that were given, as they were written.
  var given: [(name: String, value: String)] {
    let all: [(String, String?)] = [
      ("--ensemble", ensemble == 1 ? nil : "\(ensemble)"), ("--reduction", reduction),
      ("--ensemble-alignment", ensembleAlignment),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  private func refuseAlone(_ value: String?, _ name: String) throws(InferenceError) {
    guard let value else { return }
    throw .invalidSetting(name: name, value: value, allowed: "only with --ensemble 2 or more")
  }
}
