extension SafetensorsFile {
  /// Values looked at in one go, which bounds the memory.
  private static let piece = 1 << 20
  /// The intervals of a histogram, of few values and of many.
  private static let binCounts = 8...64

  /// What the values of a tensor are like, with a histogram.
  ///
  /// The values are read in pieces of four megabytes: twice where a tensor has more than one, first for the
  /// range, then for the histogram.
  ///
  /// - Parameters:
  ///   - name: The tensor.
  ///   - checkpoint: Asked for cancellation between pieces.
  /// - Returns: The statistics of all its values as float32.
  /// - Throws: `missing`, `unsupported` for a number format that is not read, `damaged`, `outOfMemory`,
  ///   `cancelled`.
  public func statistics(
    of name: String, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> TensorStatistics {
    let (entry, format) = try readable(name)
    var result = TensorStatistics()
    var last: [Float] = []
    for start in stride(from: 0, to: entry.count, by: Self.piece) {
      last = try piece(of: entry, from: start, format, checkpoint)
      result.add(last)
    }
    guard result.finite > 0 else { return result }
    let intervals = Int(Double(result.finite).squareRoot())
    result.bins = Array(
      repeating: 0, count: min(max(intervals, Self.binCounts.lowerBound), Self.binCounts.upperBound)
    )
    if entry.count <= Self.piece {
      result.countBins(last)
      return result
    }
    for start in stride(from: 0, to: entry.count, by: Self.piece) {
      result.countBins(try piece(of: entry, from: start, format, checkpoint))
    }
    return result
  }

  private func piece(
    of entry: SafetensorsEntry, from start: Int, _ format: ElementFormat, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> [Float] {
    if checkpoint.isCancelled() { throw .cancelled }
    return try floats(of: entry, start..<min(entry.count, start + Self.piece), format)
  }
}

extension SafetensorsFile {
  /// Where a tensor lies and how its values are read.
  ///
  /// - Throws: `missing`, `unsupported` for a number format that is not read.
  private func readable(
    _ name: String
  ) throws(InferenceError) -> (SafetensorsEntry, ElementFormat) {
    guard let entry = entry(name) else {
      throw .missing(
        path: "\(path): tensor \(name)", advice: "the file has \(entries.count) other tensors")
    }
    guard let format = entry.dtype.format else {
      throw .unsupported(
        what: "The number format of the tensor \(name)", found: entry.dtype.rawValue,
        supported: SafetensorsDType.readable.joined(separator: ", "))
    }
    return (entry, format)
  }
}
