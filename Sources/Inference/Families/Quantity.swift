/// What a prediction shows.
public enum Quantity: String, Sendable, Hashable, Codable, CaseIterable {
  /// Affine-invariant depth: 0 near, 1 far.
  case depth
  /// Affine-invariant inverse depth: 1 near, 0 far.
  case disparity
  /// Unit surface normals.
  case normals
  /// The picture itself (Lotus' reconstruction).
  case image
  /// A property of surfaces or light, three channels (Marigold's intrinsic decomposition).
  case intrinsic
}
