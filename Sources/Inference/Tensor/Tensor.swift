/// A dense array of 32-bit floats, contiguous and row-major.
///
/// The value at every border of the engine: latents `[B, 4, h, w]`, images `[B, 3, H, W]`, predictions,
/// files and tests. Inside the networks activations live elsewhere (`Networks`). Deliberately not
/// `Hashable`: nobody should hash megabytes by accident.
public struct Tensor: Sendable, Equatable {
  /// The length of each axis, outermost first; empty for a scalar.
  public let shape: [Int]
  /// The number of values.
  public let count: Int
  /// The values, row-major.
  ///
  /// Changed in place: an observer would let other modules copy all values on every write to one of them.
  @inlinable public var scalars: [Float] {
    get { storage }
    _modify {
      yield &storage
      precondition(storage.count == count, "a tensor keeps its size")
    }
  }
  @usableFromInline var storage: [Float]

  /// A tensor of zeros.
  public init(zeros shape: [Int]) {
    self.shape = shape
    count = shape.reduce(1, *)
    storage = [Float](repeating: 0, count: count)
  }

  /// A tensor of the given values.
  ///
  /// - Throws: `shapeMismatch` when the shape's product is not the number of values.
  public init(_ scalars: [Float], shape: [Int]) throws(InferenceError) {
    guard shape.reduce(1, *) == scalars.count else {
      throw .shapeMismatch(what: "A tensor", expected: [scalars.count], found: shape)
    }
    self.shape = shape
    storage = scalars
    count = scalars.count
  }

  /// A tensor whose values are written by `fill` into memory that starts uninitialised.
  public init(
    shape: [Int], fill: (UnsafeMutableBufferPointer<Float>) throws(InferenceError) -> Void
  ) throws(InferenceError) {
    let total = shape.reduce(1, *)
    var failure: InferenceError?
    let scalars = [Float](unsafeUninitializedCapacity: total) { buffer, initializedCount in
      buffer.initialize(repeating: 0)
      do throws(InferenceError) { try fill(buffer) } catch { failure = error }
      initializedCount = total
    }
    if let failure { throw failure }
    self.shape = shape
    storage = scalars
    count = scalars.count
  }

  /// The same values under another shape.
  ///
  /// - Throws: `shapeMismatch` when the number of values differs.
  public func reshaped(_ shape: [Int]) throws(InferenceError) -> Tensor {
    try Tensor(scalars, shape: shape)
  }

  /// The `index`-th slice along the first axis, with that axis kept at length one.
  public func slice(_ index: Int) -> Tensor {
    precondition(!shape.isEmpty && (0..<shape[0]).contains(index), "slice out of range")
    let size = count / shape[0]
    var result = Tensor(zeros: [1] + shape.dropFirst())
    result.scalars.replaceSubrange(
      0..<size, with: scalars[(index * size)..<((index + 1) * size)])
    return result
  }
}

extension Tensor {
  /// The top left `height` rows and `width` columns of every plane.
  ///
  /// - Throws: `shapeMismatch` when there are not that many.
  public func cropped(height: Int, width: Int) throws(InferenceError) -> Tensor {
    let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
    guard height <= rows, width <= columns else {
      throw .shapeMismatch(what: "A crop", expected: [rows, columns], found: [height, width])
    }
    guard height < rows || width < columns else { return self }
    let planes = shape.dropLast(2).reduce(1, *)
    var result = Tensor(zeros: shape.dropLast(2) + [height, width])
    for plane in 0..<planes {
      for row in 0..<height {
        let from = (plane * rows + row) * columns
        let to = (plane * height + row) * width
        result.scalars.replaceSubrange(to..<(to + width), with: scalars[from..<(from + width)])
      }
    }
    return result
  }
}
