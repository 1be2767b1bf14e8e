internal import CKernels

/// A convolution's weight in the layouts its algorithms want.
final class ConvolutionWeights: Sendable {
  let inputs: Int
  let outputs: Int
  let kernel: Int
  /// `[k * k * I, O]`, rows in the order of gathered pixels.
  let gathered: Buffer

  /// The layouts of a weight `[O, I, k, k]`.
  ///
  /// - Throws: `outOfMemory`.
  init(_ weight: Tensor) throws(InferenceError) {
    outputs = weight.shape[0]
    inputs = weight.shape[1]
    kernel = weight.shape[2]
    gathered = try Buffer(floats: weight.count)
    let taps = kernel * kernel
    weight.scalars.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      ck_transpose_weight(base, outputs, inputs, taps, gathered.pointer)
    }
  }
}
