internal import Inference

/// A ball coloured as normals are: the legend of their colours.
public enum NormalBall {
  /// The ball as large as it goes in the middle of a picture.
  ///
  /// - Parameters:
  ///   - flip: The axes whose sign is changed before normals are coloured.
  ///   - width: Pixels across.
  ///   - height: Pixels down.
  ///   - background: What lies around the ball.
  /// - Returns: A picture of the given size, at least 1 × 1.
  public static func raster(
    flip: NormalMap.Flip = [], width: Int, height: Int, background: RGB
  ) -> Raster {
    let width = max(1, width)
    let height = max(1, height)
    let radius = Float(min(width, height)) / 2
    var normals = Tensor(zeros: [height, width, 3])
    var isInside = [Bool](repeating: false, count: width * height)
    for row in 0..<height {
      for column in 0..<width {
        let x = (Float(column) + 0.5 - Float(width) / 2) / radius
        let y = (Float(height) / 2 - Float(row) - 0.5) / radius
        let rest = 1 - x * x - y * y
        guard rest >= 0 else { continue }
        let index = row * width + column
        isInside[index] = true
        normals.scalars[3 * index] = x
        normals.scalars[3 * index + 1] = y
        normals.scalars[3 * index + 2] = rest.squareRoot()
      }
    }
    var raster = NormalMap.raster(normals, flip: flip)
    for index in isInside.indices where !isInside[index] { raster.pixels[index] = background }
    return raster
  }
}
