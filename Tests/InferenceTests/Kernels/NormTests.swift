import TestSupport
import Testing

@testable import Inference

@Suite("Normalisations and activations")
struct NormTests {
  @Test(
    "group normalisation equals its definition",
    arguments: [[1, 8, 1, 1, 2], [2, 12, 5, 7, 3], [1, 130, 33, 9, 13], [1, 32, 70, 70, 32]],
    [true, false])
  func groupNorm(sizes: [Int], silu: Bool) throws {
    let compute = Compute(threads: 2)
    var input = ReferenceNumbers.tensor(Array(sizes[0..<4]), seed: 1)
    // A mean far from zero, where float sums would lose the variance.
    for index in input.scalars.indices { input.scalars[index] += 30 }
    let weight = ReferenceNumbers.tensor([sizes[1]], seed: 2)
    let bias = ReferenceNumbers.tensor([sizes[1]], seed: 3)
    let norm = GroupNorm(weight: weight, bias: bias, groups: sizes[4], eps: 1e-6)
    let found = try norm(Activation(input, compute), silu: silu, compute).tensor()
    let expected = ReferenceNorms.group(
      input, weight: weight, bias: bias, groups: sizes[4], eps: 1e-6, silu: silu)
    #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= Tolerance.kernel)
  }

  @Test(
    "layer normalisation equals its definition",
    arguments: [[1, 1, 1], [2, 5, 7], [1, 70, 64], [1, 3, 1023]])
  func layerNorm(shape: [Int]) throws {
    let compute = Compute(threads: 2)
    var input = ReferenceNumbers.tensor(shape, seed: 1)
    for index in input.scalars.indices { input.scalars[index] += 10 }
    let weight = ReferenceNumbers.tensor([shape[2]], seed: 2)
    let bias = ReferenceNumbers.tensor([shape[2]], seed: 3)
    let norm = LayerNorm(weight: weight, bias: bias, eps: 1e-5)
    let found = try norm(Activation(input, compute), compute).tokenTensor()
    let expected = ReferenceNorms.layer(input, weight: weight, bias: bias, eps: 1e-5)
    #expect(ReferenceNumbers.error(found.scalars, expected.scalars) <= Tolerance.kernel)
  }

  @Test("normalisations refuse other channel counts")
  func refused() throws {
    let compute = Compute(threads: 1)
    let four = Tensor(zeros: [4])
    let input = try Activation(Tensor(zeros: [1, 6, 2, 2]), compute)
    let group = GroupNorm(weight: four, bias: four, groups: 2, eps: 1)
    #expect(throws: InferenceError.self) { try group(input, silu: false, compute) }
    let uneven = GroupNorm(weight: four, bias: four, groups: 3, eps: 1)
    let fitting = try Activation(Tensor(zeros: [1, 4, 2, 2]), compute)
    #expect(throws: InferenceError.self) { try uneven(fitting, silu: false, compute) }
    let layer = LayerNorm(weight: four, bias: four, eps: 1)
    #expect(throws: InferenceError.self) { try layer(input, compute) }
  }

  @Test("GEGLU multiplies the values with the exact GELU of the gates")
  func geglu() throws {
    let compute = Compute(threads: 2)
    let input = ReferenceNumbers.tensor([1, 37, 2 * 19], seed: 1, scale: 2)
    let found = try Activations.geglu(Activation(input, compute), compute).tokenTensor()
    var expected: [Float] = []
    for row in 0..<37 {
      for channel in 0..<19 {
        let value = Double(input.scalars[row * 38 + channel])
        let gate = Double(input.scalars[row * 38 + 19 + channel])
        expected.append(Float(value * ReferenceNorms.gelu(gate)))
      }
    }
    #expect(ReferenceNumbers.error(found.scalars, expected) <= Tolerance.kernel)
  }

  @Test("every value of an activation is within a few units in the last place")
  func activations() throws {
    let compute = Compute(threads: 1)
    // Far outside ±20 the tails are zero or the identity.
    let inputs = (-4000...4000).map { Float($0) / 100 }
    var found = inputs
    Activations.silu(&found)
    expectClose(found, inputs.map { ReferenceNorms.silu(Double($0)) }, inputs)
    for (function, reference) in [
      (CLIPActivation.gelu, ReferenceNorms.gelu),
      (.quickGELU, ReferenceNorms.quickGELU),
    ] {
      let values = try Activation(Tensor(inputs, shape: [1, 1, inputs.count]), compute)
      Activations.apply(function, inPlace: values, compute)
      expectClose(try values.tensor().scalars, inputs.map { reference(Double($0)) }, inputs)
    }
  }

  private func expectClose(_ found: [Float], _ expected: [Double], _ inputs: [Float]) {
    for index in found.indices {
      let gap = abs(Double(found[index]) - expected[index])
      // 1 + erf(x) cancels below zero, so what counts there is the size of x.
      let bound = 4e-7 * abs(expected[index]) + 2.5e-7 * Double(abs(inputs[index])) + 1e-30
      #expect(gap <= bound, "at \(inputs[index]): \(found[index]), not \(expected[index])")
    }
  }

  @Test("infinities and NaN are seen after an activation")
  func nonfinite() {
    var values: [Float] = [.nan, .infinity, 1, -3]
    Activations.silu(&values)
    #expect(!values[0].isFinite)
    #expect(!values[1].isFinite)
    #expect(values[2].isFinite && values[3].isFinite)
  }
}
