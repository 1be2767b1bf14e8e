internal import CKernels

/// Float32 values inside a network, `[batch, height, width, channels]`.
///
/// A token matrix `[tokens, channels]` is the same memory with height * width = tokens.
struct Activation: Sendable {
  let batch: Int
  let height: Int
  let width: Int
  let channels: Int
  let buffer: Buffer

  /// The first value.
  var data: UnsafeMutablePointer<Float> { buffer.pointer }
  /// Pixels of all images.
  var rows: Int { batch * height * width }
  /// Pixels of one image.
  var tokens: Int { height * width }
  /// Values of all images.
  var count: Int { rows * channels }
  /// The shape, for messages.
  var shape: [Int] { [batch, height, width, channels] }

  /// Uninitialised values.
  ///
  /// - Throws: `outOfMemory`.
  init(
    batch: Int, height: Int, width: Int, channels: Int, _ compute: Compute
  ) throws(InferenceError) {
    self.batch = batch
    self.height = height
    self.width = width
    self.channels = channels
    var floats = 1
    for length in [batch, height, width, channels] {
      let (product, overflow) = floats.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else {
        throw .outOfMemory(what: "an activation", bytes: Int.max)
      }
      floats = product
    }
    buffer = try compute.workspace.buffer(floats: floats)
  }

  /// The shape of another in a buffer of its size.
  private init(_ other: Activation, in buffer: Buffer) {
    (batch, height, width, channels) = (other.batch, other.height, other.width, other.channels)
    self.buffer = buffer
  }

  /// A tensor `[B, C, H, W]`, or `[B, N, C]` tokens, as an activation.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`.
  init(_ tensor: Tensor, _ compute: Compute) throws(InferenceError) {
    let shape = tensor.shape
    switch shape.count {
    case 3:
      try self.init(batch: shape[0], height: 1, width: shape[1], channels: shape[2], compute)
      tensor.scalars.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { data.update(from: base, count: count) }
      }
    case 4:
      try self.init(batch: shape[0], height: shape[2], width: shape[3], channels: shape[1], compute)
      let (tokens, channels) = (tokens, channels)
      tensor.scalars.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        for image in 0..<batch {
          let offset = image * tokens * channels
          ck_to_channels_last(base + offset, tokens, channels, tokens, data + offset)
        }
      }
    default:
      throw .shapeMismatch(what: "An activation", expected: [1, 4, 64, 64], found: shape)
    }
  }

  /// The values as `[B, C, H, W]`.
  func tensor() throws(InferenceError) -> Tensor {
    try Tensor(shape: [batch, channels, height, width]) { target in
      guard let base = target.baseAddress else { return }
      for image in 0..<batch {
        let offset = image * tokens * channels
        ck_to_channels_first(data + offset, tokens, channels, tokens, base + offset)
      }
    }
  }

  /// The values as tokens, `[B, N, C]`.
  func tokenTensor() throws(InferenceError) -> Tensor {
    try Tensor(shape: [batch, tokens, channels]) { target in
      target.baseAddress?.update(from: data, count: count)
    }
  }

  /// The channels of `a`, then those of `b`.
  ///
  /// - Throws: `shapeMismatch`, `outOfMemory`, `cancelled`.
  static func concatenating(
    _ a: Activation, _ b: Activation, _ compute: Compute
  ) throws(InferenceError) -> Activation {
    guard a.batch == b.batch, a.height == b.height, a.width == b.width else {
      throw .shapeMismatch(what: "A skip connection", expected: a.shape, found: b.shape)
    }
    let result = try Activation(
      batch: a.batch, height: a.height, width: a.width, channels: a.channels + b.channels, compute)
    try Parallel.ranges(of: a.rows, minimum: 256, compute) { rows in
      ck_concatenate(
        a.data + rows.lowerBound * a.channels, a.channels, b.data + rows.lowerBound * b.channels,
        b.channels, rows.count, result.data + rows.lowerBound * result.channels)
    }
    return result
  }

  /// The same values in the first gap of the workspace that they fit into, so that larger maps fit behind them.
  func settled(_ compute: Compute) -> Activation {
    guard let place = compute.workspace.buffer(before: buffer) else { return self }
    if compute.workspace.holdsMemory { place.pointer.update(from: data, count: count) }
    return Activation(self, in: place)
  }

  /// How many values are NaN or infinite.
  ///
  /// - Throws: `cancelled`.
  func nonfiniteCount(_ compute: Compute) throws(InferenceError) -> Int {
    try Parallel.nonfiniteCount(data, count, compute)
  }
}
