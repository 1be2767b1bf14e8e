/// The two published ways to bring a picture to the networks' size and a prediction back.
public enum ResizeRule: String, Sendable, Hashable, Codable, CaseIterable {
  /// As diffusers' Marigold pipelines: edges rounded down, padded to the factor, back bilinearly.
  case diffusers
  /// As the family's authors: edges cut off as floating-point numbers, no padding, their own filters.
  case original
}

/// How a family's authors change sizes.
public struct AuthorsResize: Sendable, Hashable {
  /// How a picture is brought to the networks' size.
  public enum Forth: Sendable, Hashable {
    /// torch's antialiased triangle on the picture's bytes, the result rounded to bytes.
    case bilinearBytes
    /// torch's antialiased triangle on floating-point numbers.
    case bilinear
    /// Pillow's filter on the picture's bytes.
    case pillow(PillowResampling.Filter)
  }

  /// How a prediction is brought to the picture's size.
  public enum Back: Sendable, Hashable {
    /// One of torch's filters.
    case torch(Resampling.Filter)
    /// Pillow's filter on floating-point numbers.
    case pillow(PillowResampling.Filter)
  }

  /// The picture's way to the networks.
  public var forth = Forth.bilinearBytes
  /// The way back of everything but normals.
  public var back = Back.torch(.bilinear(antialiased: true))
  /// The way back of normals.
  public var backOfNormals = Back.torch(.bilinear(antialiased: true))

  /// Marigold's and E2E-FT's: torchvision's antialiased bilinear on bytes, and back the same way.
  public init() {}
}
