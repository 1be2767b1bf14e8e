public import Inference

/// Depth and disparity in colour.
public enum DepthMap {
  /// Which values take the ends of the colour map.
  public enum Scale: Sendable, Hashable {
    /// 0 and 1, the range that predictions are given in.
    case unit
    /// The smallest and the largest finite value of the plane.
    case minMax
    /// Two given values.
    case fixed(ClosedRange<Float>)
  }

  /// A plane of depth `[H, W]` at a pixel size; near takes the first colour of the map.
  ///
  /// Disparity runs the other way (1 is near), so its colours are turned round and both look alike.
  /// Values that are not finite are hatched. The values are resized, not the colours.
  public static func indexed(
    _ plane: Tensor, quantity: Quantity = .depth, colormap: Colormap = .spectral,
    scale: Scale = .unit, region: Region = .whole, width: Int, height: Int, levels: Int = 256
  ) -> IndexedImage {
    colormap.indexed(
      Resize.plane(plane, region: region, width: width, height: height),
      range: range(of: plane, scale),
      levels: levels, reversed: quantity == .disparity)
  }

  /// A prediction of depth or disparity at a pixel size, or at its own.
  public static func indexed(
    _ prediction: Prediction, colormap: Colormap = .spectral, scale: Scale = .unit,
    region: Region = .whole, width: Int? = nil, height: Int? = nil, levels: Int = 256
  ) -> IndexedImage {
    indexed(
      prediction.values, quantity: prediction.quantity, colormap: colormap, scale: scale,
      region: region, width: width ?? prediction.width, height: height ?? prediction.height,
      levels: levels)
  }

  /// The values that take the ends of the colour map.
  public static func range(of plane: Tensor, _ scale: Scale) -> ClosedRange<Float> {
    switch scale {
    case .unit: return 0...1
    case .fixed(let range): return range
    case .minMax: return finiteRange(plane) ?? 0...1
    }
  }

  /// The smallest and the largest finite value; `nil` when there is none.
  public static func finiteRange(_ plane: Tensor) -> ClosedRange<Float>? {
    var low = Float.infinity
    var high = -Float.infinity
    for value in plane.scalars where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return low <= high ? low...high : nil
  }
}
