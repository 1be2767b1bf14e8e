/// One of the maps that a run predicts: which it is, and where its latents lie in the run's.
///
/// A run's latents are `[B, 4·n, h, w]`: GeoWizard has depth and normals as two images of a batch,
/// Marigold's intrinsic decomposition has its targets beside each other in the channels.
public struct Modality: Sendable, Hashable {
  /// How colours are stored, which decides how they are shown.
  public enum ColourSpace: String, Sendable, Hashable, Codable {
    /// As displays take them.
    case srgb
    /// Proportional to light.
    case linear
    /// Proportional to light, up to a factor that is unknown.
    case linearUpToScale = "linear_up_to_scale"
  }

  /// The name in files and on the screen: depth, normals, albedo, ...
  public var name: String
  /// What its values mean.
  public var quantity: Quantity
  /// Which image of the batch.
  public var image: Int
  /// Which group of latent channels, from 0.
  public var group: Int
  /// How its colours are stored; of no meaning for depth and normals.
  public var space: ColourSpace

  /// A map from its parts; the name is the quantity's unless given.
  public init(
    _ quantity: Quantity, name: String? = nil, image: Int = 0, group: Int = 0,
    space: ColourSpace = .srgb
  ) {
    self.name = name ?? quantity.rawValue
    self.quantity = quantity
    self.image = image
    self.group = group
    self.space = space
  }

  /// This map's latents, cut from a run's.
  ///
  /// - Parameters:
  ///   - latents: `[B, groups · channels, h, w]`.
  ///   - channels: The autoencoder's latent channels.
  /// - Returns: `[1, channels, h, w]`.
  /// - Throws: `shapeMismatch` when the run has no such image or channels.
  public func latents(in latents: Tensor, channels: Int) throws(InferenceError) -> Tensor {
    let shape = latents.shape
    guard shape.count == 4, image < shape[0], (group + 1) * channels <= shape[1] else {
      throw .shapeMismatch(
        what: "The latents with \(name)",
        expected: [image + 1, (group + 1) * channels] + shape.suffix(2), found: shape)
    }
    if shape[0] == 1, shape[1] == channels { return latents }
    let area = shape[2] * shape[3]
    let first = (image * shape[1] + group * channels) * area
    return try Tensor(
      Array(latents.scalars[first..<(first + channels * area)]),
      shape: [1, channels, shape[2], shape[3]])
  }
}
