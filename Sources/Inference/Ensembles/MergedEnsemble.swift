/// What several members of an ensemble agree on.
public struct MergedEnsemble: Sendable, Equatable {
  /// The merged prediction, of a member's shape.
  public let prediction: Tensor
  /// How far the members are apart at each value, or at each pixel of normals.
  public let uncertainty: Tensor

  /// Refuses ensembles of fewer than two members or of members of several shapes.
  ///
  /// - Throws: `invalidSetting` or `shapeMismatch`.
  static func check(_ members: [Tensor]) throws(InferenceError) {
    guard members.count > 1 else {
      throw .invalidSetting(
        name: "An ensemble", value: "of \(members.count)", allowed: "two members or more")
    }
    for member in members where member.shape != members[0].shape {
      throw .shapeMismatch(
        what: "A member of the ensemble", expected: members[0].shape, found: member.shape)
    }
  }
}
