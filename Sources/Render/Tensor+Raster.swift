public import Inference

extension Tensor {
  /// A picture as a network takes it: `[1, 3, H, W]` in −1…1, 0 becoming −1 and 255 becoming 1.
  public init(_ raster: Raster) {
    self.init(zeros: [1, 3, raster.height, raster.width])
    let plane = raster.pixels.count
    scalars = [Float](unsafeUninitializedCapacity: plane * 3) { values, count in
      raster.pixels.withUnsafeBufferPointer { pixels in
        for index in 0..<plane {
          values[index] = Float(pixels[index].red) / 127.5 - 1
          values[plane + index] = Float(pixels[index].green) / 127.5 - 1
          values[2 * plane + index] = Float(pixels[index].blue) / 127.5 - 1
        }
      }
      count = plane * 3
    }
  }
}

extension Raster {
  /// The picture in `[1, 3, H, W]` or `[3, H, W]` of −1…1, rounded; values beyond are held to the ends.
  public init(signed image: Tensor) {
    let shape = image.shape.suffix(3)
    precondition(
      shape.count == 3 && shape.first == 3 && image.count == shape.reduce(1, *),
      "a picture is [1, 3, H, W] or [3, H, W]")
    let height = image.shape[image.shape.count - 2]
    let width = image.shape[image.shape.count - 1]
    let plane = height * width
    self.init(
      width: width, height: height,
      pixels: (0..<plane).map { index in
        RGB(
          Self.byte((image.scalars[index] + 1) / 2),
          Self.byte((image.scalars[plane + index] + 1) / 2),
          Self.byte((image.scalars[2 * plane + index] + 1) / 2))
      })
  }

  /// The picture in `[H, W, 3]` of 0…1, as predictions of pictures are.
  public init(unit image: Tensor) {
    precondition(image.shape.count == 3 && image.shape[2] == 3, "a picture is [H, W, 3]")
    self.init(
      width: image.shape[1], height: image.shape[0],
      pixels: (0..<(image.count / 3)).map { index in
        RGB(
          Self.byte(image.scalars[index * 3]), Self.byte(image.scalars[index * 3 + 1]),
          Self.byte(image.scalars[index * 3 + 2]))
      })
  }

  /// Not a number is black.
  private static func byte(_ value: Float) -> UInt8 {
    value.isNaN ? 0 : UInt8((max(0, min(1, value)) * 255).rounded())
  }
}
