extension ProcessingSize {
  /// A picture resized as a family's authors do it: no padding.
  ///
  /// Both edges are multiplied by the smaller of R/W and R/H as floating-point numbers and cut off, so that
  /// for some sizes the longest edge becomes R − 1. What the autoencoder leaves of an edge that is no
  /// multiple of its factor is stretched over the whole picture at the end.
  /// Source: Marigold `src/util`, Lotus and GeoWizard's copies of it, DepthFM `inference.py`.
  ///
  /// - Parameters:
  ///   - image: `[1, 3, H, W]` in −1…1.
  ///   - resolution: The longest edge; 0 keeps the picture's own.
  ///   - factor: Picture pixels per latent pixel along an edge.
  ///   - multiple: What the edges are rounded to, for families that stretch.
  ///   - forth: The authors' filter.
  /// - Returns: `[1, 3, PH, PW]`, and how many of its rows and columns come out of the decoder.
  /// - Throws: `invalidSetting` for a resolution outside 0…8192, or that leaves less than a latent pixel of
  ///   an edge.
  static func original(
    _ image: Tensor, resolution: Int, factor: Int, multipleOf multiple: Int?,
    _ forth: AuthorsResize.Forth
  ) throws(InferenceError) -> (input: Tensor, height: Int, width: Int) {
    guard image.shape.count == 4, image.shape[0] == 1, image.shape[1] == 3 else {
      throw .shapeMismatch(what: "The picture", expected: [1, 3, 0, 0], found: image.shape)
    }
    guard (0...8192).contains(resolution) else {
      throw .invalidSetting(
        name: "The processing resolution", value: "\(resolution)",
        allowed: "0 (the picture's own) or up to 8192")
    }
    let (height, width) = originalEdges(
      height: image.shape[2], width: image.shape[3], resolution: resolution,
      multipleOf: multiple)
    guard height >= factor, width >= factor else {
      throw .invalidSetting(
        name: "The picture", value: "\(image.shape[3])x\(image.shape[2])",
        allowed: "pictures whose shorter edge has \(factor) pixels left at \(resolution)")
    }
    let input = resized(image, height: height, width: width, forth)
    return (input, height / factor * factor, width / factor * factor)
  }

  /// The edges that the authors' resizing brings a picture's to, before the autoencoder cuts them.
  static func originalEdges(
    height: Int, width: Int, resolution: Int, multipleOf multiple: Int?
  ) -> (height: Int, width: Int) {
    var (height, width) = (height, width)
    if resolution > 0, height > 0, width > 0 {
      let scale = min(Double(resolution) / Double(width), Double(resolution) / Double(height))
      (height, width) = (Int(Double(height) * scale), Int(Double(width) * scale))
    }
    guard let multiple else { return (height, width) }
    return (rounded(height, multiple), rounded(width, multiple))
  }

  private static func rounded(_ edge: Int, _ multiple: Int) -> Int {
    max(1, Int((Double(edge) / Double(multiple)).rounded(.toNearestOrEven))) * multiple
  }

  private static func resized(
    _ image: Tensor, height: Int, width: Int, _ forth: AuthorsResize.Forth
  ) -> Tensor {
    let bytes = { image.map { min(max((($0 + 1) * 127.5).rounded(), 0), 255) } }
    switch forth {
    case .bilinear:
      return Resampling.resize(
        image, height: height, width: width, .bilinear(antialiased: true))
    case .bilinearBytes:
      return Resampling.resize(
        bytes(), height: height, width: width, .bilinear(antialiased: true)
      ).map { $0.rounded(.toNearestOrEven) / 255 * 2 - 1 }
    case .pillow(let filter):
      return PillowResampling.resizeBytes(bytes(), height: height, width: width, filter)
        .map { $0 / 255 * 2 - 1 }
    }
  }
}

extension PostProcessing {
  /// Values `[H, W]` or `[H, W, 3]` at the picture's size, as the family's authors bring them there.
  static func resized(
    _ values: Tensor, height: Int, width: Int, _ back: AuthorsResize.Back
  ) -> Tensor {
    switch back {
    case .torch(let filter): resized(values, height: height, width: width, filter)
    case .pillow(let filter):
      byPlanes(values, height: height, width: width) {
        PillowResampling.resize($0, height: height, width: width, filter)
      }
    }
  }
}
