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

  /// Copies the input pixels under a rectangle into a strip: normalised, resized, with zeros around.
  func stage(
    image: Int, y: Int, x: Int, rows: Int, columns: Int, into strip: UnsafeMutablePointer<Float>
  ) {
    var view = ck_image(
      data: input.data + image * input.tokens * input.channels, height: input.height,
      width: input.width, channels: input.channels, virtual_height: shape.inputHeight,
      virtual_width: shape.inputWidth, gain: nil, shift: nil)
    guard let affine else {
      ck_stage(&view, y, x, rows, columns, strip)
      return
    }
    affine.gain.withUnsafeBufferPointer { gain in
      affine.shift.withUnsafeBufferPointer { shift in
        view.gain = gain.baseAddress.map { $0 + image * input.channels }
        view.shift = shift.baseAddress.map { $0 + image * input.channels }
        ck_stage(&view, y, x, rows, columns, strip)
      }
    }
  }

  /// Bias, channel bias, residual and scale on a run of output pixels, in place.
  func finish(image: Int, pixels: Range<Int>) {
    let offset = (image * output.tokens + pixels.lowerBound) * shape.outputs
    let finish = { (channelBias: UnsafePointer<Float>?) in
      ck_epilogue(
        output.data + offset, pixels.count, shape.outputs, epilogue.bias?.pointer, channelBias,
        epilogue.residual.map { $0.data + offset }, epilogue.scale)
    }
    guard let channelBias = epilogue.channelBias else { return finish(nil) }
    channelBias.withUnsafeBufferPointer { bias in
      finish(bias.baseAddress.map { $0 + image * shape.outputs })
    }
  }
}
