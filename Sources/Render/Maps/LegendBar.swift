/// A bar of a colour map's colours, the legend of a map.
public enum LegendBar {
  /// From the map's first colour at the left to its last at the right.
  public static func horizontal(
    _ colormap: Colormap, width: Int, height: Int, reversed: Bool = false
  ) -> IndexedImage {
    let width = max(1, width)
    let height = max(1, height)
    let row = ramp(width, reversed: reversed)
    return IndexedImage(
      width: width, height: height, indices: (0..<height).flatMap { _ in row },
      palette: colormap.table)
  }

  /// From the map's first colour at the bottom to its last at the top.
  public static func vertical(
    _ colormap: Colormap, width: Int, height: Int, reversed: Bool = false
  ) -> IndexedImage {
    let width = max(1, width)
    let height = max(1, height)
    let column = ramp(height, reversed: !reversed)
    return IndexedImage(
      width: width, height: height,
      indices: column.flatMap { Array(repeating: $0, count: width) }, palette: colormap.table)
  }

  private static func ramp(_ length: Int, reversed: Bool) -> [UInt8] {
    (0..<length).map { place in
      let level = length == 1 ? 0 : place * 255 / (length - 1)
      return UInt8(reversed ? 255 - level : level)
    }
  }
}
