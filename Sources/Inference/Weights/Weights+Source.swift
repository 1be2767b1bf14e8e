extension Weights.Source {
  /// Nothing is known of the values.
  public func isHalf(_ name: String) -> Bool { false }

  /// Values that are in memory are in a format that is read.
  public func checkFormat(of name: String) throws(InferenceError) {}

  /// Some of a tensor's values, by way of all of them.
  ///
  /// - Throws: what reading throws.
  public func read(
    _ name: String, from start: Int, into target: UnsafeMutableBufferPointer<Float>
  ) throws(InferenceError) {
    let values = try read(name).scalars
    for index in target.indices { target[index] = values[start + index] }
  }

  /// A source that knows of no halves has none.
  ///
  /// - Throws: `missing`.
  public func readHalves(
    _ name: String, from start: Int, into target: UnsafeMutableBufferPointer<UInt16>
  ) throws(InferenceError) {
    throw .missing(path: "\(path): halves of the tensor \(name)", advice: "read its floats")
  }
}
