internal import CKernels

/// One call of a convolution on some rows of its output: everything its algorithms share.
struct ConvolutionRun: Sendable {
  /// The sizes of the whole output.
  let shape: ConvolutionShape
  /// The rows to compute; they begin with a tile of Winograd's method.
  let rows: Range<Int>
  let input: MapWindow
  let affine: GroupNorm.Affine?
  let output: MapWindow
  let epilogue: Convolution.Epilogue
  let weights: ConvolutionWeights

  /// A rectangle of output pixels of one image.
  struct Tile {
    let image: Int
    let rows: Range<Int>
    let columns: Range<Int>
  }

  /// The sizes of the rows to compute: what the work is divided by.
  var part: ConvolutionShape { shape.part(rows: rows.count) }

  /// One of `down` × `across` rectangles of every image's rows, of at most so many rows and columns.
  func tile(_ chunk: Int, down: Int, across: Int, rows: Int, columns: Int) -> Tile {
    let top = self.rows.lowerBound + chunk / across % down * rows
    let left = chunk % across * columns
    return Tile(
      image: chunk / across / down, rows: top..<min(self.rows.upperBound, top + rows),
      columns: left..<min(shape.width, left + columns))
  }

  /// Computes the rows.
  ///
  /// - Throws: `outOfMemory`, `cancelled`.
  func perform(
    _ method: ConvolutionMethod, _ compute: Compute
  ) throws(InferenceError) {
    switch method {
    case .gathered(let weight): try gathered(weight, compute)
    case .implicit(let weight): try implicit(weight, compute)
    case .pointwise(let weight): try pointwise(weight, compute)
    case .winograd(let tile, let weight): try winograd(tile, weight, compute)
    case .winogradByPanels(let tile): try winogradByPanels(tile, compute)
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
  func pointwise(_ weight: PackedWeight, _ compute: Compute) throws(InferenceError) {
    let first = rows.lowerBound * shape.width
    for image in 0..<shape.batch {
      let pixel = image * input.tokens + first
      let product = MatrixProduct(
        left: MatrixView(data: input.data + pixel * shape.inputs, stride: shape.inputs),
        weight: weight, result: output.data + pixel * shape.outputs,
        rows: rows.count * shape.width)
      try product.run(compute) { pixels, channels in
        finish(
          image: image, pixels: (first + pixels.lowerBound)..<(first + pixels.upperBound),
          channels: channels)
      }
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

  /// Bias, channel bias, residual and scale on some channels of a run of output pixels, in place; of all without
  /// `channels`.
  func finish(image: Int, pixels: Range<Int>, channels: Range<Int>? = nil) {
    let channels = channels ?? 0..<shape.outputs
    let first = pixels.lowerBound * shape.outputs
    withTarget(image: image, from: channels.lowerBound) { target in
      ck_epilogue(
        target.data + first, pixels.count, shape.outputs, channels.count, target.bias,
        target.channel_bias, target.residual.map { $0 + first }, target.scale)
    }
  }
}
