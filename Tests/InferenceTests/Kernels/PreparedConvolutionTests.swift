internal import TestSupport
internal import Testing

@testable internal import Inference

/// Convolutions whose rows are computed one band after the other.
@Suite("Convolutions by rows")
struct PreparedConvolutionTests {
  struct Case: Sendable {
    var height: Int
    var width: Int
    var inputs: Int
    var outputs: Int
    var kernel = 3
    var stride = 1
    var padding = Convolution.Padding.same
    var size: (height: Int, width: Int)?
    var isNormalised = false
    var hasResidual = false
    var precision = Precision.fp32
  }

  static let cases: [Case] = [
    Case(height: 18, width: 13, inputs: 20, outputs: 33, isNormalised: true, hasResidual: true),
    Case(height: 9, width: 8, inputs: 16, outputs: 3, size: (18, 16)),
    Case(height: 21, width: 5, inputs: 130, outputs: 18, isNormalised: true),
    Case(height: 3, width: 30, inputs: 8, outputs: 8, hasResidual: true),
    Case(height: 19, width: 12, inputs: 24, outputs: 40, kernel: 1, hasResidual: true),
    Case(height: 19, width: 22, inputs: 12, outputs: 8, stride: 2, padding: .bottomRight),
  ]

  /// The rows of the whole, those of bands, and whether all algorithms that were asked for were there.
  private func bits(
    _ test: Case, _ algorithm: ConvolutionAlgorithm, rows: Int, threads: Int, panel: Int
  ) throws -> (whole: [UInt32], bands: [UInt32]) {
    let compute = Compute(threads: threads)
    let weight = ReferenceNumbers.tensor(
      [test.outputs, test.inputs, test.kernel, test.kernel], seed: 1)
    let convolution = try Convolution(
      weight: weight, bias: ReferenceNumbers.tensor([test.outputs], seed: 2),
      stride: test.stride, padding: test.padding, precision: test.precision, panel: panel)
    let input = try Activation(
      ReferenceNumbers.tensor([1, test.inputs, test.height, test.width], seed: 3), compute)
    let affine = ReferenceNumbers.tensor([test.inputs], seed: 5)
    let norm = GroupNorm(weight: affine, bias: affine, groups: 1, eps: 1e-6)
    let prepared = try PreparedConvolution(
      convolution,
      for: PreparedConvolution.Input(
        height: test.height, width: test.width, size: test.size,
        affine: test.isNormalised ? norm.affine(for: input, compute) : nil),
      algorithm: algorithm, compute)
    let shape = prepared.shape
    let residual =
      test.hasResidual
      ? try Activation(
        ReferenceNumbers.tensor([1, test.outputs, shape.height, shape.width], seed: 4), compute)
      : nil
    let whole = try convolution(
      input, norm: test.isNormalised ? norm : nil, residual: residual, upsampledTo: test.size,
      scale: 0.7, algorithm: algorithm, compute)
    let bands = try Activation(
      batch: 1, height: shape.height, width: shape.width, channels: shape.outputs, compute)
    for band in Bands(height: shape.height, width: shape.width, channels: 1, rows: rows).ranges {
      // Nothing but the rows under the band is shown, and no row that is not its own.
      let under = test.size == nil ? shape.inputRows(under: band) : 0..<input.height
      try prepared(
        band, of: Self.copy(input, under, compute),
        residual: residual.map { (map) throws in try Self.copy(map, band, compute) }, scale: 0.7,
        into: MapWindow(bands), compute)
    }
    return (try Self.bits(whole), try Self.bits(bands))
  }

  /// A window that holds some rows of a map and nothing else.
  private static func copy(
    _ map: Activation, _ rows: Range<Int>, _ compute: Compute
  ) throws -> MapWindow {
    let row = map.width * map.channels
    let buffer = try compute.workspace.buffer(floats: rows.count * row)
    buffer.pointer.update(from: map.data + rows.lowerBound * row, count: rows.count * row)
    return MapWindow(
      height: map.height, width: map.width, channels: map.channels, first: rows.lowerBound,
      buffer)
  }

  private static func bits(_ map: Activation) throws -> [UInt32] {
    try map.tensor().scalars.map(\.bitPattern)
  }

  /// OpenBLAS, which multiplies where there are no panels, has other sums for other numbers of rows.
  static let panels = ConvolutionAlgorithmTests.panels.filter { $0 > 0 }

  @Test("are those of the whole, to the bit", arguments: cases, panels)
  func same(test: Case, panel: Int) throws {
    for algorithm in ConvolutionAlgorithm.allCases {
      for (rows, threads) in [(4, 1), (8, 3), (64, 2)] {
        let (whole, bands) = try bits(
          test, algorithm, rows: rows, threads: threads, panel: panel)
        #expect(whole == bands, "\(algorithm), bands of \(rows) rows")
      }
    }
  }

  @Test(
    "in bfloat16 as well, with tiles and without", arguments: cases,
    [Precision.bf16, .bf16x3].filter(\.isSupported))
  func halves(test: Case, precision: Precision) throws {
    var test = test
    test.precision = precision
    for algorithm in ConvolutionAlgorithm.allCases {
      let (whole, bands) = try Tiles.without {
        try bits(test, algorithm, rows: 8, threads: 1, panel: 32)
      }
      #expect(whole == bands, "\(algorithm)")
    }
    guard Tiles.areHere, precision == .bf16 else { return }
    let (whole, bands) = try Tiles.assumed {
      try bits(test, .implicit, rows: 4, threads: 1, panel: 32)
    }
    #expect(whole == bands)
  }

  @Test("the sums of channels are the same in parts", arguments: [1, 7, 64, 999])
  func sums(part: Int) throws {
    let (tokens, channels) = (5_000, 3)
    let values = ReferenceNumbers.values(tokens * channels, seed: 1)
    func total(_ part: Int, threads: Int) throws -> [Double] {
      var sums = ChannelSums(tokens: tokens, channels: channels)
      for start in stride(from: 0, to: tokens, by: part) {
        try sums.add(
          start..<min(tokens, start + part), of: values, Compute(threads: threads))
      }
      return sums.total.sums + sums.total.squares
    }
    #expect(try total(part, threads: 3) == total(tokens, threads: 1))
  }
}
