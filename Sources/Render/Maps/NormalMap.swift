public import Inference

/// Surface normals in colour.
///
/// Camera space: X to the right, Y up, Z towards the viewer, as Marigold's and the scenes' normals are.
/// A wall that faces the camera is (127, 127, 255). Other families negate X (models.md of the design);
/// `Flip` brings any convention to any other.
public enum NormalMap {
  /// Which axes change their sign before they are coloured.
  public struct Flip: OptionSet, Sendable, Hashable {
    /// One bit an axis.
    public let rawValue: Int
    /// A set from its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// X: left instead of right.
    public static let x = Flip(rawValue: 1)
    /// Y: down instead of up.
    public static let y = Flip(rawValue: 2)
    /// Z: away instead of towards the viewer.
    public static let z = Flip(rawValue: 4)
  }

  /// Normals `[H, W, 3]` as red = X, green = Y, blue = Z; a channel is (n + 1) / 2 · 255, truncated.
  ///
  /// Normals that are not finite are hatched.
  public static func raster(_ normals: Tensor, flip: Flip = []) -> Raster {
    precondition(normals.shape.count == 3 && normals.shape[2] == 3, "normals are [H, W, 3]")
    let width = normals.shape[1]
    let signs: [Float] = [Flip.x, .y, .z].map { flip.contains($0) ? -1 : 1 }
    let pixels = [RGB](unsafeUninitializedCapacity: normals.count / 3) { pixels, count in
      normals.scalars.withUnsafeBufferPointer { values in
        for index in 0..<(values.count / 3) {
          let x = values[index * 3] * signs[0]
          let y = values[index * 3 + 1] * signs[1]
          let z = values[index * 3 + 2] * signs[2]
          if (x + y + z).isFinite {
            pixels[index] = RGB(byte(x), byte(y), byte(z))
          } else {
            let isStripe = (index / width + index % width) % 6 < 3
            pixels[index] = Colormap.hatch[isStripe ? 0 : 1]
          }
        }
      }
      count = normals.count / 3
    }
    return Raster(width: width, height: normals.shape[0], pixels: pixels)
  }

  /// Normals `[H, W, 3]` at a pixel size: the vectors are resized, brought back to length one, coloured.
  public static func raster(
    _ normals: Tensor, flip: Flip = [], region: Region = .whole, width: Int, height: Int
  ) -> Raster {
    var resized = Resize.plane(normals, region: region, width: width, height: height)
    if resized.shape != normals.shape { normalise(&resized) }
    return raster(resized, flip: flip)
  }

  /// Divides every vector by its length; vectors of no length point at the viewer.
  static func normalise(_ normals: inout Tensor) {
    let count = normals.count / 3
    normals.scalars.withUnsafeMutableBufferPointer { values in
      for index in 0..<count {
        let x = values[index * 3]
        let y = values[index * 3 + 1]
        let z = values[index * 3 + 2]
        let length = (x * x + y * y + z * z).squareRoot()
        if length > 1e-12 {
          values[index * 3] = x / length
          values[index * 3 + 1] = y / length
          values[index * 3 + 2] = z / length
        } else if length.isFinite {
          values[index * 3] = 0
          values[index * 3 + 1] = 0
          values[index * 3 + 2] = 1
        }
      }
    }
  }

  private static func byte(_ component: Float) -> UInt8 {
    UInt8(max(0, min(255, (component + 1) / 2 * 255)))
  }
}
