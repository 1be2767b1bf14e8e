internal import Foundation

/// A decoded and post-processed result.
public struct Prediction: Sendable, Equatable {
  /// What the values mean.
  public let quantity: Quantity
  /// Depth and disparity `[H, W]` in 0…1; normals `[H, W, 3]` unit vectors; images and intrinsics
  /// `[H, W, 3]` in 0…1.
  public let values: Tensor
  /// How colours are stored.
  public let space: Modality.ColourSpace

  /// A prediction from its parts.
  public init(quantity: Quantity, values: Tensor, space: Modality.ColourSpace = .srgb) {
    self.quantity = quantity
    self.values = values
    self.space = space
  }

  /// Rows.
  public var height: Int { values.shape[0] }
  /// Columns.
  public var width: Int { values.shape[1] }

  /// The values as a display takes them: linear colours divided by the largest where their scale is
  /// unknown, then to the power 1 / 2.2.
  ///
  /// Source: diffusers `marigold_image_processing.py`, `visualize_intrinsics`.
  public var displayValues: Tensor {
    guard space != .srgb else { return values }
    let largest = space == .linearUpToScale ? max(values.statistics.max, 1e-6) : 1
    return values.map { pow(max($0 / largest, 0), 1 / 2.2) }
  }
}
