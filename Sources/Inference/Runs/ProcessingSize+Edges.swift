extension ProcessingSize {
  /// The edges that the networks see of a picture, without the picture itself.
  ///
  /// - Parameters:
  ///   - height: The picture's rows.
  ///   - width: The picture's columns.
  ///   - resolution: The longest edge; 0 keeps the picture's own.
  ///   - factor: What the edges are padded to a multiple of.
  ///   - multiple: What they are stretched to a multiple of instead; nil to pad.
  /// - Returns: Rows and columns.
  /// - Throws: `invalidSetting` for a resolution outside 0…8192 and an empty edge.
  static func edges(
    height: Int, width: Int, resolution: Int, factor: Int, stretchedTo multiple: Int?
  ) throws(InferenceError) -> (height: Int, width: Int) {
    let longest = max(height, width)
    guard min(height, width) > 0, longest <= 1 << 20, (0...8192).contains(resolution) else {
      throw .invalidSetting(
        name: "The processing resolution",
        value: "\(resolution) of a picture of \(width)x\(height)",
        allowed: "0 (the picture's own) or a multiple of \(factor) up to 8192")
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
