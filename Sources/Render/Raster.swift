/// A colour with eight bits a channel, sRGB.
public struct RGB: Sendable, Hashable {
  /// Red, green and blue, 0…255.
  public var red, green, blue: UInt8

  /// A colour from its channels.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }
}

/// A picture: rows of colours from the top left.
public struct Raster: Sendable, Hashable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `height * width` colours.
  public var pixels: [RGB]

  /// A picture of one colour.
  public init(width: Int, height: Int, fill: RGB = RGB(0, 0, 0)) {
    self.width = width
    self.height = height
    pixels = Array(repeating: fill, count: width * height)
  }

  /// A picture of the given pixels.
  public init(width: Int, height: Int, pixels: [RGB]) {
    precondition(pixels.count == width * height, "a raster has width * height pixels")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The pixel at a place inside the picture.
  public subscript(row: Int, column: Int) -> RGB {
    get { pixels[row * width + column] }
    set { pixels[row * width + column] = newValue }
  }
}
