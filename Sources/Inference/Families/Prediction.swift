/// A decoded and post-processed result.
public struct Prediction: Sendable, Equatable {
  /// What the values mean.
  public let quantity: Quantity
  /// Depth and disparity `[H, W]` in 0…1; normals `[H, W, 3]` unit vectors; image `[H, W, 3]` in 0…1.
  public let values: Tensor

  /// A prediction from its parts.
  public init(quantity: Quantity, values: Tensor) {
    self.quantity = quantity
    self.values = values
  }

  /// Rows.
  public var height: Int { values.shape[0] }
  /// Columns.
  public var width: Int { values.shape[1] }
}
