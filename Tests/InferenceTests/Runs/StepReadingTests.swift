import Testing

@testable import Inference

/// ε̂ and v̂ of a step, whatever its network predicts.
@Suite struct StepReadingTests {
  private func tensor(_ values: [Float]) -> Tensor {
    var tensor = Tensor(zeros: [1, 1, 1, values.count])
    tensor.scalars = values
    return tensor
  }

  private func step(
    _ type: PredictionType, _ clean: [Float], _ noise: [Float], alphaCumprod: Float,
    space: SampleSpace = .variancePreserving
  ) -> Step {
    let level = NoiseLevel(alphaCumprod: alphaCumprod)
    let (clean, noise) = (tensor(clean), tensor(noise))
    let sample = Tensor.combine(level.signal, clean, level.noise, noise)
    let output =
      switch type {
      case .epsilon: noise
      case .sample: clean
      case .vPrediction: Tensor.combine(level.signal, noise, -level.noise, clean)
      case .flow: Tensor.combine(1, clean, -1, noise)
      }
    // A variance-exploding sample is larger by what the network's input is divided by.
    let latents = space == .varianceExploding ? sample.scaled(by: 1 / level.signal) : sample
    return Step(
      index: 0,
      entry: Plan.Entry(
        timestep: 500, previousTimestep: 400, level: level, previousLevel: level,
        needsNoise: false, space: space), latents: latents, modelOutput: output,
      result: StepOutput(prevSample: sample, predOriginalSample: clean), seconds: 0)
  }

  @Test(
    "the noise and the velocity come back from any output",
    arguments: [PredictionType.epsilon, .sample, .vPrediction],
    [SampleSpace.variancePreserving, .varianceExploding])
  func readings(type: PredictionType, space: SampleSpace) throws {
    let clean: [Float] = [0.5, -1, 2]
    let noise: [Float] = [1, 0.25, -0.75]
    let step = step(type, clean, noise, alphaCumprod: 0.36, space: space)
    let epsilon = try #require(step.predEpsilon(type))
    let velocity = try #require(step.predVelocity(type))
    for index in clean.indices {
      #expect(abs(epsilon.scalars[index] - noise[index]) < 1e-5)
      #expect(abs(velocity.scalars[index] - (0.6 * noise[index] - 0.8 * clean[index])) < 1e-5)
    }
  }

  @Test("an x0 says nothing of noise where there is none, a velocity does")
  func undefined() {
    let sample = step(.sample, [1], [1], alphaCumprod: 1)
    #expect(sample.predEpsilon(.sample) == nil)
    #expect(sample.predVelocity(.sample) == nil)
    let velocity = step(.vPrediction, [1], [0.5], alphaCumprod: 1)
    #expect(velocity.predEpsilon(.vPrediction)?.scalars == [0.5])
  }

  @Test("a flow's velocity is its output")
  func flow() {
    let step = step(.flow, [1, 2], [0.5, 0], alphaCumprod: 0.5, space: .flow)
    #expect(step.predVelocity(.flow) == step.modelOutput)
  }
}
