import CKernels
import TestSupport
import Testing

@testable import Inference

/// Convolutions of 3×3 where there are tiles.
@Suite(
  "Convolutions by tiles", .enabled(if: Tiles.areHere, Tiles.reason),
  .enabled(if: BF16ProductTests.isSupported, BF16ProductTests.reason))
struct TileConvolutionTests {
  typealias Case = ConvolutionTests.Case

  static let cases: [Case] = [
    Case(height: 16, width: 16, inputs: 32, outputs: 32),
    Case(height: 5, width: 32, inputs: 64, outputs: 48, surrounded: true),
    Case(height: 4, width: 48, inputs: 6, outputs: 33),
    Case(height: 7, width: 18, inputs: 20, outputs: 5, groups: 4, surrounded: true),
    Case(height: 3, width: 37, inputs: 34, outputs: 70),
    Case(batch: 2, height: 3, width: 20, inputs: 12, outputs: 16, groups: 3),
    Case(height: 9, width: 33, inputs: 16, outputs: 20, stride: 2),
    Case(height: 8, width: 40, inputs: 14, outputs: 17, stride: 2, padding: .bottomRight),
    Case(height: 5, width: 21, inputs: 8, outputs: 7, padding: .none),
    Case(height: 4, width: 9, inputs: 18, outputs: 16, target: [8, 18], groups: 2),
    // Several chunks, by lines and by columns.
    Case(height: 40, width: 16, inputs: 1024, outputs: 3),
    Case(height: 4, width: 70, inputs: 3072, outputs: 2),
    // Narrower than a tile, and an odd number of channels.
    Case(height: 8, width: 8, inputs: 32, outputs: 20, surrounded: true),
    Case(height: 6, width: 20, inputs: 33, outputs: 20),
  ]

  @Test("a convolution is that of gathered pixels, and near the definition", arguments: cases)
  func definition(test: Case) throws {
    var test = test
    test.precision = .bf16
    let (found, expected) = try Tiles.with { try test.run() }
    let gathered = try Tiles.with { try test.run(algorithm: .gathered).found }
    #expect(found.shape == expected.shape)
    // Both round the same numbers.
    #expect(ReferenceNumbers.error(found.scalars, gathered.scalars) <= Tolerance.kernel)
    #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= Tolerance.half)
  }

  @Test("outputs that are computed apart have the same bits", arguments: [16, 21])
  func apart(width: Int) {
    let (channels, outputs, height) = (10, 70, 4)
    let count = (height + 2) * (width + 2) * channels
    let image = ReferenceNumbers.values(count, seed: 1).map { UInt16($0.bitPattern >> 16) }
    var floats = ReferenceNumbers.values(80 * 9 * channels, seed: 2)
    var panels = [UInt16](repeating: 0, count: floats.count)
    ck_pack_bf16(&floats, 9 * channels, 80, &panels)
    func bits(_ parts: [Range<Int>]) -> [UInt32] {
      var out = [Float](repeating: .nan, count: height * width * outputs)
      image.withUnsafeBufferPointer { image in
        var strip = ck_strip(
          data: image.baseAddress, width: width + 2, pixel: channels, channels: channels,
          stride: 1)
        panels.withUnsafeBufferPointer { panels in
          out.withUnsafeMutableBufferPointer { out in
            guard let panels = panels.baseAddress, let out = out.baseAddress else { return }
            for part in parts {
              ck_convolve_tiles(
                &strip, height, width, panels + part.lowerBound * 9 * channels, part.count,
                out + part.lowerBound, outputs, width * outputs)
            }
          }
        }
      }
      return out.map(\.bitPattern)
    }
    Tiles.with {
      let whole = bits([0..<70])
      #expect(bits([0..<32, 32..<70]) == whole)
      #expect(bits([64..<70, 0..<64]) == whole)
      #expect(whole.allSatisfy { Float(bitPattern: $0).isFinite })
    }
  }

  @Test(
    "the chunks of a plan cover the image within the bounds on memory",
    arguments: [[1, 16], [3, 900], [64, 64], [513, 511], [24, 24]], [1, 2, 16])
  func plan(size: [Int], threads: Int) throws {
    for channels in [16, 128, 512, 2560] {
      for stride in [1, 2] {
        let shape = try #require(
          ConvolutionShape(
            batch: 2, height: size[0], width: size[1], inputs: channels, outputs: channels,
            kernel: 3, stride: stride, padding: .same))
        let plan = ImplicitPlan(shape, threads: threads)
        #expect(plan.rows >= 1 && plan.columns >= 1)
        #expect(plan.down * plan.rows >= shape.height && (plan.down - 1) * plan.rows < shape.height)
        #expect(plan.across * plan.columns >= shape.width)
        #expect((plan.across - 1) * plan.columns < shape.width)
        #expect(plan.chunks == 2 * plan.down * plan.across)
        #expect(plan.columns == shape.width || plan.columns.isMultiple(of: 32))
        #expect(plan.scratch <= (1 << 18) + plan.line + 16)
      }
    }
  }

  @Test("by tiles nothing is transformed, and a weight is rounded at once")
  func choice() throws {
    let weight = ReferenceNumbers.tensor([16, 16, 3, 3], seed: 1)
    try Tiles.assumed {
      let weights = try ConvolutionWeights(weight, precision: .bf16)
      #expect(weights.packed.storage == .bf16)
      for edge in [1, 4, 8, 15, 16, 64] {
        for (inputs, stride) in [(320, 1), (320, 2), (33, 1)] {
          let shape = try #require(
            ConvolutionShape(
              batch: 1, height: edge, width: edge, inputs: inputs, outputs: 320, kernel: 3,
              stride: stride, padding: .same))
          let chosen = ConvolutionAlgorithm.fastest(for: shape, plain: false, .bf16)
          let isImplicit = shape.width >= 16 && inputs == 320
          #expect(chosen == (isImplicit ? .implicit : .gathered))
          #expect(ConvolutionAlgorithm.fastest(for: shape, plain: false) != .implicit)
        }
      }
    }
    try Tiles.without {
      let weights = try ConvolutionWeights(weight, precision: .bf16)
      #expect(weights.packed.storage == .halves)
      #expect(!weights.supports(.implicit) && weights.supports(.winograd4))
    }
  }

  @Test("a weight that was rounded for tiles is not transformed without them")
  func mixed() throws {
    let compute = Compute(threads: 1)
    let weight = ReferenceNumbers.tensor([16, 16, 3, 3], seed: 1)
    let input = try Activation(ReferenceNumbers.tensor([1, 16, 30, 30], seed: 2), compute)
    let layer = try Tiles.assumed { try Convolution(weight: weight, bias: nil, precision: .bf16) }
    let found = try Tiles.without { try layer(input, algorithm: .winograd4, compute).tensor() }
    let expected = try Convolution(weight: weight, bias: nil)(input, compute).tensor()
    #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= Tolerance.half)
  }

  @Test("a step by tiles is foreseen to take less memory than one without")
  func memory() throws {
    func peak() throws -> Int {
      var rehearsal = Rehearsal(.bf16, threads: 1)
      let input = try rehearsal.image(batch: 1, height: 64, width: 64, channels: 320)
      _ = try rehearsal.convolution(input, to: 320)
      return rehearsal.peakBytes
    }
    let with = try Tiles.assumed { try peak() }
    #expect(try with < Tiles.without { try peak() })
  }
}
