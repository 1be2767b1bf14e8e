extension SafetensorsFile {
  /// A value that is not a number or infinite, and where it stands.
  public struct NonFinite: Sendable, Equatable {
    /// The tensor.
    public let tensor: String
    /// The position in the tensor, row-major.
    public let index: Int
    /// NaN or an infinity.
    public let value: Float
  }

  /// The first NaN or infinity of a tensor, nil when all values are finite.
  ///
  /// - Throws: as `read`.
  public func firstNonFinite(in name: String) throws(InferenceError) -> NonFinite? {
    let tensor = try read(name)
    guard let index = tensor.scalars.firstIndex(where: { !$0.isFinite }) else { return nil }
    return NonFinite(tensor: name, index: index, value: tensor.scalars[index])
  }

  /// The first NaN or infinity of the file, nil when all values are finite.
  ///
  /// Tensors in formats that are not read are passed over.
  ///
  /// - Throws: as `read`.
  public func firstNonFinite(_ checkpoint: Checkpoint = Checkpoint()) throws(InferenceError)
    -> NonFinite?
  {
    for entry in entries where entry.dtype.format != nil {
      if checkpoint.isCancelled() { throw .cancelled }
      if let found = try firstNonFinite(in: entry.name) { return found }
    }
    return nil
  }
}
