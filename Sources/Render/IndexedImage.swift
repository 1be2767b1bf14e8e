/// A picture of at most 256 colours: a plane of indices into a palette.
///
/// What sixel is encoded from.
public struct IndexedImage: Sendable, Hashable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `height * width` indices into `palette`.
  public var indices: [UInt8]
  /// At most 256 colours.
  public var palette: [RGB]

  /// A picture from its parts; every index must lie inside the palette.
  public init(width: Int, height: Int, indices: [UInt8], palette: [RGB]) {
    precondition(indices.count == width * height, "one index a pixel")
    self.width = width
    self.height = height
    self.indices = indices
    self.palette = palette
  }
}
