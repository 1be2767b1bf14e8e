/// That an autoencoder's call goes by bands.
struct BandRehearsal {
  /// Rows of a band; nil for what suits each map.
  let rows: Int?

  /// How a call of a way is rehearsed; nil for the whole.
  init?(_ decoding: Decoding, rows: Int? = nil) {
    guard decoding == .bands else { return nil }
    self.rows = rows
  }
}

/// The autoencoder's residual blocks by bands, as `ResnetBlock.inBands` has them.
extension Rehearsal {
  /// A residual block of the autoencoder; without a shortcut it only goes by bands at the outermost resolution.
  mutating func resnet(
    _ input: consuming Activation, to outputs: Int, _ bands: BandRehearsal?, isOuter: Bool
  ) throws(InferenceError) -> Activation {
    let hasShortcut = input.channels != outputs
    guard let bands, hasShortcut || isOuter else { return try resnet(input, to: outputs) }
    let map = BandedLayer(
      height: input.height, width: input.width, inputs: input.channels, outputs: outputs,
      rows: bands.rows)
    guard hasShortcut else { return try resnetInPlace(input, map) }
    let hidden = try hidden(map)
    try finish(map)
    return withExtendedLifetime(input) { hidden }
  }

  /// The growth of a map, three times over, and the residual block that takes it.
  mutating func grownResnet(
    _ input: consuming Activation, to outputs: Int, _ bands: BandRehearsal
  ) throws(InferenceError) -> Activation {
    let (height, width, inputs) = (2 * input.height, 2 * input.width, input.channels)
    settle(&input)
    let growth = BandedLayer(
      height: height, width: width, inputs: inputs, outputs: inputs, rows: bands.rows)
    var sums = [try window(growth, channels: inputs, asked: growth.bands.rows)]
    try compute(growth)
    // Never windows of two passes at a time: each is let go before the next.
    sums = []
    pass(values: height * width * inputs)
    let map = BandedLayer(
      height: height, width: width, inputs: inputs, outputs: outputs, rows: bands.rows)
    let hidden = try hidden(map, growth)
    try finish(map, growth)
    return withExtendedLifetime((input, sums)) { hidden }
  }

  /// A block that writes over its input and computes its first convolution twice.
  private mutating func resnetInPlace(
    _ input: consuming Activation, _ map: BandedLayer
  ) throws(InferenceError) -> Activation {
    var windows = [try window(map, channels: map.outputs, asked: map.bands.rows)]
    try compute(map)
    windows = []
    windows.append(try window(map, channels: map.outputs, asked: map.bands.under))
    windows.append(try window(map, channels: map.outputs, asked: map.bands.rows))
    try compute(map, isAgain: true)
    try compute(map)
    pass(values: 3 * input.count)
    withExtendedLifetime(windows) {}
    return input
  }

  /// The first convolution of a block that holds its output, with the growth of what it reads where that is grown.
  private mutating func hidden(
    _ map: BandedLayer, _ growth: BandedLayer? = nil
  ) throws(InferenceError) -> Activation {
    let hidden = try image(
      batch: 1, height: map.height, width: map.width, channels: map.outputs)
    pass(values: map.height * map.width * (map.inputs + map.outputs))
    var windows: [Activation] = []
    if let growth {
      windows.append(try window(map, channels: map.inputs, asked: map.bands.under))
      try compute(growth, isAgain: true)
    }
    try compute(map)
    return withExtendedLifetime(windows) { hidden }
  }

  /// The second convolution of such a block, with the shortcut and the growth where there are any.
  private mutating func finish(
    _ map: BandedLayer, _ growth: BandedLayer? = nil
  ) throws(InferenceError) {
    var windows = [try window(map, channels: map.outputs, asked: map.bands.under)]
    if growth != nil {
      windows.append(try window(map, channels: map.inputs, asked: map.bands.rows))
    }
    if map.inputs != map.outputs {
      windows.append(try window(map, channels: map.outputs, asked: map.bands.rows))
      try compute(map, kernel: 1)
    }
    if let growth { try compute(growth, isAgain: true) }
    var second = map
    second.inputs = map.outputs
    try compute(second)
    withExtendedLifetime(windows) {}
  }
}

/// A convolution of one map to another of its size, by bands.
private struct BandedLayer {
  let height, width: Int
  var inputs, outputs: Int
  let bands: Bands

  init(height: Int, width: Int, inputs: Int, outputs: Int, rows: Int?) {
    self.height = height
    self.width = width
    self.inputs = inputs
    self.outputs = outputs
    bands = Bands(
      height: height, width: width, channels: max(inputs, outputs), rows: rows)
  }
}

extension Rehearsal {
  private mutating func window(
    _ map: BandedLayer, channels: Int, asked: Int
  ) throws(InferenceError) -> Activation {
    try image(
      batch: 1, height: SlidingRows.capacity(asked: asked, of: map.height), width: map.width,
      channels: channels)
  }

  private mutating func compute(
    _ map: BandedLayer, kernel: Int = 3, isAgain: Bool = false
  ) throws(InferenceError) {
    guard
      let shape = ConvolutionShape(
        batch: 1, height: map.height, width: map.width, inputs: map.inputs, outputs: map.outputs,
        kernel: kernel, stride: 1, padding: .same)
    else {
      throw .shapeMismatch(
        what: "A convolution's input", expected: [1, kernel, kernel, map.inputs],
        found: [1, map.height, map.width, map.inputs])
    }
    // A tile more than a band: the first rows that are made lie under the next ones, too.
    try compute(
      shape, plain: kernel == 1, rows: Bands.tiled(map.bands.under), isAgain: isAgain)
  }
}
