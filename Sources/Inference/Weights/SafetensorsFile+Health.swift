extension SafetensorsFile {
  /// A value that is not a number or infinite, and where it stands.
  public struct NonFinite: Sendable, Equatable {
    /// The tensor.
    public let tensor: String
    /// The position in the tensor, row-major.
    public let index: Int
    /// The position of its first byte in the file.
    public let byteOffset: Int
    /// NaN or an infinity.
    public let value: Float
  }

  /// Values looked at in one go, which bounds the memory.
  private static let chunk = 1 << 20

  /// The first NaN or infinity of a tensor, nil when all values are finite or in a format that is not read.
  ///
  /// - Parameters:
  ///   - name: The tensor.
  ///   - checkpoint: Asked for cancellation.
  /// - Returns: The value and where it stands.
  /// - Throws: `missing`, `damaged`, `outOfMemory`, `cancelled`.
  public func firstNonFinite(
    in name: String, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> NonFinite? {
    guard let entry = entry(name) else {
      throw .missing(
        path: "\(path): tensor \(name)", advice: "the file has \(entries.count) other tensors")
    }
    guard let format = entry.dtype.format else { return nil }
    for start in stride(from: 0, to: entry.count, by: Self.chunk) {
      if checkpoint.isCancelled() { throw .cancelled }
      let values = try floats(
        of: entry, start..<min(entry.count, start + Self.chunk), format)
      guard let place = values.firstIndex(where: { !$0.isFinite }) else { continue }
      return NonFinite(
        tensor: name, index: start + place, byteOffset: byteOffset(of: entry, start + place),
        value: values[place])
    }
    return nil
  }

  /// The first NaN or infinity of the file, nil when all values are finite.
  ///
  /// Tensors in formats that are not read are passed over. The checkpoint is told of every tensor.
  ///
  /// - Throws: as for one tensor, and what the checkpoint throws.
  public func firstNonFinite(
    _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> NonFinite? {
    for (index, entry) in entries.enumerated() {
      if let found = try firstNonFinite(in: entry.name, checkpoint) { return found }
      try checkpoint.reach(
        Checkpoint.Stage(
          network: "values", block: entry.name, completed: index + 1, total: entries.count))
    }
    return nil
  }
}
