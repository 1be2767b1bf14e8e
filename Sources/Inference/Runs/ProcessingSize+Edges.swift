extension ProcessingSize {
  /// The edges that the networks see of a picture, without the picture itself.
  ///
  /// - Parameters:
  ///   - height: The picture's rows.
  ///   - width: The picture's columns.
  ///   - resolution: The longest edge; 0 keeps the picture's own.
  ///   - factor: What the edges are padded to a multiple of.
  ///   - multiple: What they are stretched to a multiple of instead; nil to pad.
  ///   - rule: How the picture is resized.
  /// - Returns: Rows and columns; under the authors' rule these need not be multiples of the factor.
  /// - Throws: `invalidSetting` for a resolution outside 0…8192, an empty edge, and one that the authors' rule
  ///   leaves less than a latent pixel of.
  static func edges(
    height: Int, width: Int, resolution: Int, factor: Int, stretchedTo multiple: Int?,
    rule: ResizeRule = .diffusers
  ) throws(InferenceError) -> (height: Int, width: Int) {
    let longest = max(height, width)
    guard min(height, width) > 0, longest <= 1 << 20, (0...8192).contains(resolution) else {
      throw .invalidSetting(
        name: "The processing resolution",
        value: "\(resolution) of a picture of \(width)x\(height)",
        allowed: "0 (the picture's own) or a multiple of \(factor) up to 8192")
    }
    if rule == .original {
      let edges = originalEdges(
        height: height, width: width, resolution: resolution, multipleOf: multiple)
      guard edges.height >= factor, edges.width >= factor else {
        throw .invalidSetting(
          name: "The picture", value: "\(width)x\(height)",
          allowed: "pictures whose shorter edge has \(factor) pixels left at \(resolution)")
      }
      return edges
    }
    if let multiple {
      return (
        rounded(height, resolution, longest, multiple),
        rounded(width, resolution, longest, multiple)
      )
    }
    func edge(_ length: Int) -> Int {
      let scaled = resolution > 0 ? length * resolution / longest : length
      return (max(1, scaled) + factor - 1) / factor * factor
    }
    return (edge(height), edge(width))
  }
}
