/// How a family's authors merge the members of an ensemble.
public struct Ensembling: Sendable, Hashable {
  /// How aligned depth, or intrinsic maps, become one; the first is the authors'.
  public var reductions: [EnsembleReduction]
  /// How normals become one; the first is the authors'.
  public var normals: [NormalsEnsemble]
  /// How depth is aligned before; nil where it is merged as it is.
  public var alignment: DepthAlignment?

  /// What diffusers' Marigold pipelines do, unless another way is given.
  public init(
    reductions: [EnsembleReduction] = [.median, .mean],
    normals: [NormalsEnsemble] = [.closest, .mean], alignment: DepthAlignment? = .diffusers
  ) {
    self.reductions = reductions
    self.normals = normals
    self.alignment = alignment
  }

  /// GeoWizard's, which E2E-FT took over.
  static let wholeMember = Ensembling(normals: [.member], alignment: .paper)
}

/// What is asked of an ensemble.
public struct EnsembleSettings: Sendable, Hashable, Codable {
  /// The most members.
  public static let mostMembers = 256

  /// Members; 1 is no ensemble.
  public var count: Int
  /// `median`, `mean`, `closest` or `member`; nil is the family's.
  public var reduction: String?
  /// How depth is aligned; nil is the family's.
  public var alignment: DepthAlignment?

  /// Settings from their parts.
  public init(count: Int = 1, reduction: String? = nil, alignment: DepthAlignment? = nil) {
    self.count = count
    self.reduction = reduction
    self.alignment = alignment
  }
}

extension EnsembleSettings {
  /// The merging rules that these settings come to.
  ///
  /// - Parameters:
  ///   - family: Whose members are merged.
  ///   - run: The settings of each member.
  ///   - plan: What these settings plan.
  ///   - hasLatents: Whether each member's noise is given instead of drawn.
  /// - Returns: The family's rules with one reduction each.
  /// - Throws: `invalidSetting` for what the family does not have, for members that would be all alike,
  ///   and for more than `mostMembers`.
  public func resolved(
    for family: any ModelFamily, _ run: RunSettings, _ plan: Plan, hasLatents: Bool = false
  ) throws(InferenceError) -> Ensembling {
    guard (1...Self.mostMembers).contains(count) else {
      throw .invalidSetting(
        name: "The ensemble", value: "of \(count)", allowed: "1…\(Self.mostMembers) members")
    }
    let title = type(of: family).title
    if let reason = family.controls.missing[.ensemble] {
      throw .invalidSetting(
        name: "The ensemble", value: "of \(count)", allowed: "1 with \(title): \(reason)")
    }
    let isDrawn = run.noise != .zeros || plan.entries.contains { $0.needsNoise }
    guard hasLatents || isDrawn else {
      throw .invalidSetting(
        name: "The ensemble", value: "of \(count) from \(run.noise.rawValue)",
        allowed:
          "1, because nothing is drawn and the members would be all alike; choose other noise")
    }
    return try chosen(family.ensembling, family.modalities(run), title)
  }

  private func chosen(
    _ rules: Ensembling, _ modalities: [Modality], _ title: String
  ) throws(InferenceError) -> Ensembling {
    var result = rules
    result.reductions = [rules.reductions[0]]
    result.normals = [rules.normals[0]]
    if let alignment {
      guard rules.alignment != nil, modalities.contains(where: { $0.quantity == .depth }) else {
        throw .invalidSetting(
          name: "The alignment", value: alignment.rawValue,
          allowed: "nothing with \(title), whose members are merged as they are")
      }
      result.alignment = alignment
    }
    guard let reduction else { return result }
    let hasNormals = modalities.contains { $0.quantity == .normals }
    let hasOthers = modalities.contains { $0.quantity != .normals }
    let first = hasOthers ? rules.reductions.first { $0.rawValue == reduction } : nil
    let second = hasNormals ? rules.normals.first { $0.rawValue == reduction } : nil
    guard first != nil || second != nil else {
      let names =
        (hasOthers ? rules.reductions.map(\.rawValue) : [])
        + (hasNormals ? rules.normals.map(\.rawValue) : [])
      throw .invalidSetting(
        name: "The reduction", value: reduction,
        allowed: names.joined(separator: ", ") + " with \(title)")
    }
    if let first { result.reductions = [first] }
    if let second { result.normals = [second] }
    return result
  }
}
