extension ProcessingSize {
  /// A picture stretched to edges that are multiples of a number, as DepthFM wants it.
  ///
  /// The longest edge becomes `resolution` and the other follows, both rounded down; then each is
  /// rounded to the nearest multiple (halves to even) and the picture resized once, by antialiased
  /// bilinear interpolation.
  ///
  /// - Parameters:
  ///   - image: `[1, 3, H, W]` in −1…1.
  ///   - resolution: The longest edge; 0 keeps the picture's own.
  ///   - multiple: What the edges are rounded to.
  /// - Returns: `[1, 3, PH, PW]` and its size.
  /// - Throws: `invalidSetting` for a resolution outside 0…8192.
  static func stretch(
    _ image: Tensor, resolution: Int, multipleOf multiple: Int
  ) throws(InferenceError) -> (input: Tensor, height: Int, width: Int) {
    guard image.shape.count == 4, image.shape[0] == 1, image.shape[1] == 3 else {
      throw .shapeMismatch(what: "The picture", expected: [1, 3, 0, 0], found: image.shape)
    }
    guard (0...8192).contains(resolution) else {
      throw .invalidSetting(
        name: "The processing resolution", value: "\(resolution)",
        allowed: "0 (the picture's own) or up to 8192")
    }
    let longest = max(image.shape[2], image.shape[3])
    let (height, width) = (
      rounded(image.shape[2], resolution, longest, multiple),
      rounded(image.shape[3], resolution, longest, multiple)
    )
    let resized = Resampling.resize(
      image, height: height, width: width, .bilinear(antialiased: true))
    return (resized, height, width)
  }

  /// An edge at a resolution, rounded to the nearest multiple.
  static func rounded(
    _ edge: Int, _ resolution: Int, _ longest: Int, _ multiple: Int
  ) -> Int {
    let scaled = resolution > 0 ? edge * resolution / longest : edge
    let count = (Double(scaled) / Double(multiple)).rounded(.toNearestOrEven)
    return max(1, Int(count)) * multiple
  }
}
