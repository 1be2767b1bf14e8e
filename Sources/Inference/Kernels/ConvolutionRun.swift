internal import CKernels

/// One call of a convolution: everything its algorithms share.
struct ConvolutionRun: Sendable {
  let shape: ConvolutionShape
  let input: Activation
  let affine: GroupNorm.Affine?
  let output: Activation
  let epilogue: Convolution.Epilogue
  let weights: ConvolutionWeights

  /// A rectangle of output pixels of one image.
  struct Tile {
    let image: Int
    let rows: Range<Int>
    let columns: Range<Int>
  }

  /// One of `down` × `across` rectangles of every image, of at most so many rows and columns.
  func tile(_ chunk: Int, down: Int, across: Int, rows: Int, columns: Int) -> Tile {
    let top = chunk / across % down * rows
    let left = chunk % across * columns
    return Tile(
      image: chunk / across / down, rows: top..<min(shape.height, top + rows),
      columns: left..<min(shape.width, left + columns))
  }

  /// Computes the output; with `algorithm` where it can, else with the fastest.
  func perform(
    _ algorithm: ConvolutionAlgorithm?, _ compute: Compute
  ) throws(InferenceError) {
    let plain =
      affine == nil && shape.inputHeight == input.height && shape.inputWidth == input.width
    var chosen = ConvolutionAlgorithm.fastest(
      for: shape, plain: plain, weights.precision)
    if let algorithm, algorithm.supports(shape, plain: plain), weights.supports(algorithm) {
      chosen = algorithm
    }
    if !weights.supports(chosen) { chosen = .gathered }
    try compute.timed(LayerKind(chosen, shape), operations: shape.operations) {
      () throws(InferenceError) in
      switch chosen {
      case .gathered: try gathered(compute)
      case .implicit: try implicit(compute)
      case .pointwise: try pointwise(compute)
      case .winograd2: try winograd(.two, compute)
      case .winograd4: try winograd(.four, compute)
      }
    }
  }

  /// Copies the input pixels under a rectangle into a strip: normalised, resized, with zeros around.
  func stage(
    image: Int, y: Int, x: Int, rows: Int, columns: Int, into strip: UnsafeMutablePointer<Float>
  ) {
    withView(image: image) { view in ck_stage(&view, y, x, rows, columns, strip) }
  }

  /// Calls `body` with how an image of the input is seen.
  func withView(image: Int, _ body: (inout ck_image) -> Void) {
    var view = ck_image(
      data: input.data + image * input.tokens * input.channels, height: input.height,
      width: input.width, channels: input.channels, virtual_height: shape.inputHeight,
      virtual_width: shape.inputWidth, gain: nil, shift: nil)
    guard let affine else { return body(&view) }
    affine.gain.withUnsafeBufferPointer { gain in
      affine.shift.withUnsafeBufferPointer { shift in
        view.gain = gain.baseAddress.map { $0 + image * input.channels }
        view.shift = shift.baseAddress.map { $0 + image * input.channels }
        body(&view)
      }
    }
  }

  /// A matrix product of the image as it is.
  func pointwise(_ compute: Compute) throws(InferenceError) {
    for image in 0..<shape.batch {
      let product = MatrixProduct(
        left: MatrixView(
          data: input.data + image * input.tokens * shape.inputs, stride: shape.inputs),
        weight: weights.packed,
        result: output.data + image * output.tokens * shape.outputs, rows: input.tokens)
      try product.run(compute) { rows in finish(image: image, pixels: rows) }
    }
  }

  /// Calls `body` with where and how an image of the output is written, from one of its channels on.
  func withTarget(image: Int, from channel: Int = 0, _ body: (inout ck_target) -> Void) {
    let offset = image * output.tokens * shape.outputs + channel
    var target = ck_target(
      data: output.data + offset, height: shape.height, width: shape.width,
      channels: shape.outputs, bias: epilogue.bias.map { UnsafePointer($0.pointer + channel) },
      channel_bias: nil, residual: epilogue.residual.map { UnsafePointer($0.data + offset) },
      scale: epilogue.scale)
    guard let channelBias = epilogue.channelBias else { return body(&target) }
    channelBias.withUnsafeBufferPointer { bias in
      target.channel_bias = bias.baseAddress.map { $0 + image * shape.outputs + channel }
      body(&target)
    }
  }

  /// Bias, channel bias, residual and scale on a run of output pixels, in place.
  func finish(image: Int, pixels: Range<Int>) {
    let first = pixels.lowerBound * shape.outputs
    withTarget(image: image) { target in
      ck_epilogue(
        target.data + first, pixels.count, shape.outputs, target.bias, target.channel_bias,
        target.residual.map { $0 + first }, target.scale)
    }
  }
}
