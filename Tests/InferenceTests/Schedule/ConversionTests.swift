import Inference
import Testing

@Suite("Conversion")
struct ConversionTests {
  static let levels: [Float] = [0.9, 0.5, 0.2, 0.0046601, 0.99915]
  static let unitVariance: [PredictionType] = [.epsilon, .sample, .vPrediction]
  static let sample = tensor([0.7, -1.3, 0.02, 2.5])
  static let original = tensor([0.3, 0.9, -1, 0])

  static func tensor(_ values: [Float]) -> Tensor {
    var tensor = Tensor(zeros: [1, values.count, 1, 1])
    tensor.scalars = values
    return tensor
  }

  @Test(
    "x0 to model output and back gives x0 and the noise that was in the sample",
    arguments: unitVariance, levels)
  func roundTrip(_ type: PredictionType, _ alphaCumprod: Float) {
    let level = NoiseLevel(alphaCumprod: alphaCumprod)
    let output = Conversion.modelOutput(
      predOriginalSample: Self.original, sample: Self.sample, level: level, type: type)
    let conversion = Conversion(
      modelOutput: output, sample: Self.sample, level: level, type: type)
    // Dividing by the signal magnifies the rounding of what was divided by it.
    let tolerance = 2e-6 / min(level.signal, level.noise)
    expectClose(conversion.predOriginalSample, Self.original, within: tolerance, "x0")
    let rebuilt = Tensor.combine(
      level.signal, conversion.predOriginalSample, level.noise, conversion.predEpsilon)
    expectClose(rebuilt, Self.sample, within: tolerance, "x")
  }

  @Test("All types agree about x0 and noise", arguments: levels)
  func typesAgree(_ alphaCumprod: Float) {
    let level = NoiseLevel(alphaCumprod: alphaCumprod)
    for type in Self.unitVariance {
      let output = Conversion.modelOutput(
        predOriginalSample: Self.original, sample: Self.sample, level: level, type: type)
      let found = Conversion(modelOutput: output, sample: Self.sample, level: level, type: type)
      let expected = Conversion(
        modelOutput: Self.original, sample: Self.sample, level: level, type: .sample)
      expectClose(
        found.predEpsilon, expected.predEpsilon,
        within: 4e-6 / min(level.signal, level.noise), type.rawValue)
    }
  }

  @Test("v at zero signal is -x0, and the noise is the sample")
  func velocityAtZeroSignal() {
    let conversion = Conversion(
      modelOutput: Self.original, sample: Self.sample, level: NoiseLevel(alphaCumprod: 0),
      type: .vPrediction)
    #expect(conversion.predOriginalSample.scalars == Self.original.scalars.map { -$0 })
    #expect(conversion.predEpsilon == Self.sample)
  }

  @Test("Only epsilon without signal and x0 without noise divide by zero")
  func undefined() {
    let pure = NoiseLevel(alphaCumprod: 0)
    let clean = NoiseLevel(alphaCumprod: 1)
    #expect(Conversion.isUndefined(.epsilon, at: pure))
    #expect(Conversion.isUndefined(.sample, at: clean))
    #expect(!Conversion.isUndefined(.sample, at: pure))
    #expect(!Conversion.isUndefined(.epsilon, at: clean))
    #expect(!Conversion.isUndefined(.vPrediction, at: pure))
    #expect(!Conversion.isUndefined(.vPrediction, at: clean))
  }
}
