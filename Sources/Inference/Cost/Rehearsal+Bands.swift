/// That an autoencoder's call goes another way than the whole.
struct BandRehearsal {
  /// Rows of a band; nil for what suits each map.
  let rows: Int?
  /// Whether the outermost resolution goes by passes.
  let isInPasses: Bool

  /// How a call of a way is rehearsed; nil for the whole.
  init?(_ decoding: Decoding, rows: Int? = nil) {
    guard decoding != .whole else { return nil }
    self.rows = rows
    isInPasses = decoding == .passes
  }
}

/// Windows on rows that are made of each other, and the convolutions that make them: what is there in a pass.
struct RowChain {
  fileprivate var windows: [Activation] = []
  fileprivate var convolutions: [(Rehearsal.Prepared, rows: Int)] = []
}

/// A map as `BandedMap` has it.
struct RehearsedMap {
  let height, width, channels: Int
  fileprivate let widest: Int
  /// All of it, where it is there.
  let held: Activation?
  /// What makes its rows, of which at most so many are asked for at a time.
  fileprivate let rows: (inout Rehearsal, Int) throws(InferenceError) -> RowChain

  fileprivate var shape: [Int] { [1, height, width, channels] }
  fileprivate var count: Int { height * width * channels }

  fileprivate func bands(with channels: Int = 0, _ way: BandRehearsal) -> Bands {
    Bands(height: height, width: width, channels: max(widest, channels), rows: way.rows)
  }
}

/// Maps and residual blocks by bands, as `BandedMap` and `ResnetBlock` have them.
extension Rehearsal {
  /// A map that is there.
  mutating func banded(_ map: Activation) -> RehearsedMap {
    pass(values: map.count)
    return held(map)
  }

  /// A convolution's output that is made whenever its rows are asked for.
  mutating func banded(
    _ map: Activation, to outputs: Int, upsampledTo size: (height: Int, width: Int)? = nil,
    _ way: BandRehearsal
  ) throws(InferenceError) -> RehearsedMap {
    let (height, width) = size ?? (map.height, map.width)
    let layer = try prepared(
      shape([1, height, width, map.channels], to: outputs), plain: size == nil)
    return try made(layer.shape, widest: outputs, way) {
      (rehearsal, asked) throws(InferenceError) in
      try withExtendedLifetime(map) { () throws(InferenceError) in
        try rehearsal.sliding(layer, asked: asked)
      }
    }
  }

  /// All of a map, made where it is not there.
  mutating func whole(
    _ map: RehearsedMap, _ way: BandRehearsal
  ) throws(InferenceError) -> Activation {
    if let held = map.held { return held }
    let result = try image(
      batch: 1, height: map.height, width: map.width, channels: map.channels)
    try make(map.rows(&self, map.bands(way).rows))
    return result
  }

  /// A convolution's output, all of which is there.
  mutating func convolution(
    _ map: RehearsedMap, to outputs: Int, stride: Int = 1, padding: Convolution.Padding = .same,
    isNormalised: Bool = false, _ way: BandRehearsal
  ) throws(InferenceError) -> Activation {
    let layer = try prepared(
      shape(map.shape, to: outputs, stride: stride, padding: padding), plain: !isNormalised)
    let shape = layer.shape
    let output = try image(
      batch: 1, height: shape.height, width: shape.width, channels: outputs)
    let bands = Bands(
      height: shape.height, width: shape.width, channels: outputs,
      rows: map.bands(way).rows / stride)
    var chain = try map.rows(&self, shape.stripSide(bands.rows))
    chain.convolutions.append((layer, bands.rows))
    try make(chain)
    return output
  }

  /// A residual block whose output is there.
  mutating func resnetInBands(
    _ map: consuming RehearsedMap, to outputs: Int, _ way: BandRehearsal
  ) throws(InferenceError) -> RehearsedMap {
    let bands = map.bands(with: outputs, way)
    pass(values: map.count)
    if map.channels == outputs, let input = map.held {
      let conv1 = try prepared(shape(map.shape, to: outputs), plain: false)
      try hiddenSums(conv1, map, bands)
      let conv2 = try prepared(conv1.shape, plain: false)
      pass(values: input.count)
      var chain = try sliding(conv1, asked: bands.under)
      chain.windows.append(try window(conv1.shape, asked: bands.rows))
      chain.convolutions.append((conv2, bands.rows))
      try make(chain)
      return held(input)
    }
    let hidden = try image(batch: 1, height: map.height, width: map.width, channels: outputs)
    let conv1 = try prepared(shape(map.shape, to: outputs), plain: false)
    var filling = try map.rows(&self, bands.under)
    filling.convolutions.append((conv1, bands.rows))
    try make(filling)
    filling = RowChain()
    let conv2 = try prepared(shape(hidden.shape, to: outputs), plain: false)
    pass(values: hidden.count)
    var chain = RowChain(windows: [try window(conv1.shape, asked: bands.under)])
    chain.append(try map.rows(&self, bands.rows))
    if map.channels != outputs {
      chain.append(try sliding(shortcut(of: map, to: outputs), asked: bands.rows))
    }
    chain.convolutions.append((conv2, bands.rows))
    try make(chain)
    return held(hidden)
  }

  /// A residual block of whose output nothing is there.
  mutating func resnetInPasses(
    _ map: RehearsedMap, to outputs: Int, _ way: BandRehearsal
  ) throws(InferenceError) -> RehearsedMap {
    let conv1 = try prepared(shape(map.shape, to: outputs), plain: false)
    try hiddenSums(conv1, map, map.bands(with: outputs, way))
    let conv2 = try prepared(shape([1, map.height, map.width, outputs], to: outputs), plain: false)
    let shortcut = map.channels == outputs ? nil : try shortcut(of: map, to: outputs)
    return try made(conv2.shape, widest: max(map.widest, outputs), way) {
      (rehearsal, asked) throws(InferenceError) in
      let made = MadeRows(asked: asked)
      var chain = try map.rows(&rehearsal, made.source)
      chain.append(try rehearsal.sliding(conv1, asked: made.hidden))
      if let shortcut { chain.append(try rehearsal.sliding(shortcut, asked: made.rows)) }
      chain.append(try rehearsal.sliding(conv2, asked: asked))
      return chain
    }
  }
}

extension RowChain {
  fileprivate mutating func append(_ other: RowChain) {
    windows += other.windows
    convolutions += other.convolutions
  }
}

extension Rehearsal {
  private func held(_ map: Activation) -> RehearsedMap {
    RehearsedMap(
      height: map.height, width: map.width, channels: map.channels, widest: map.channels,
      held: map
    ) { (_, _) throws(InferenceError) in RowChain() }
  }

  /// A map that is made here for its sums, and again whenever its rows are asked for.
  private mutating func made(
    _ shape: ConvolutionShape, widest: Int, _ way: BandRehearsal,
    _ rows: @escaping (inout Rehearsal, Int) throws(InferenceError) -> RowChain
  ) throws(InferenceError) -> RehearsedMap {
    let map = RehearsedMap(
      height: shape.height, width: shape.width, channels: shape.outputs, widest: widest,
      held: nil, rows: rows)
    try make(rows(&self, map.bands(way).rows))
    pass(values: map.count)
    return map
  }

  private mutating func hiddenSums(
    _ conv1: Prepared, _ map: RehearsedMap, _ bands: Bands
  ) throws(InferenceError) {
    var chain = try map.rows(&self, bands.under)
    chain.append(try sliding(conv1, asked: bands.rows))
    try make(chain)
    pass(values: map.height * map.width * conv1.shape.outputs)
  }

  private mutating func shortcut(
    of map: RehearsedMap, to outputs: Int
  ) throws(InferenceError) -> Prepared {
    try prepared(shape(map.shape, to: outputs, kernel: 1), plain: true)
  }

  /// A window on a convolution's output and the convolution, as `SlidingRows` has them.
  private mutating func sliding(_ layer: Prepared, asked: Int) throws(InferenceError) -> RowChain {
    RowChain(
      windows: [try window(layer.shape, asked: asked)],
      convolutions: [(layer, Bands.tiled(asked))])
  }

  private mutating func window(
    _ shape: ConvolutionShape, asked: Int
  ) throws(InferenceError) -> Activation {
    try image(
      batch: 1, height: SlidingRows.capacity(asked: asked, of: shape.height), width: shape.width,
      channels: shape.outputs)
  }

  /// Goes through all rows once, with all windows there.
  private mutating func make(_ chain: RowChain) throws(InferenceError) {
    for (layer, rows) in chain.convolutions { try compute(layer, rows: rows) }
    withExtendedLifetime(chain) {}
  }
}
