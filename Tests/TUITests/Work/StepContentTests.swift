import Inference
import Render
import Testing

@testable import TUI

/// What views are made of: errors against the truth in its own units.
@Suite struct StepContentTests {
  private func plane(_ values: [Float], _ shape: [Int]) -> Tensor {
    var tensor = Tensor(zeros: shape)
    tensor.scalars = values
    return tensor
  }

  @Test("the error of depth is in metres after the fit, unknown where the truth is")
  func depth() throws {
    let found = Prediction(quantity: .depth, values: plane([0, 0.5, 1, 0.25], [2, 2]))
    let truth = GroundTruth.depth(plane([1, 3, 0, 1], [2, 2]))
    let error = try #require(
      TruthPlane.error(
        found, truth, asNormals: false, Alignment(scale: 2, shift: 1)))
    #expect(error.scalars[0] == 0)
    #expect(error.scalars[1] == 1)
    #expect(error.scalars[2].isNaN)
    #expect(error.scalars[3] == 0.5)
    #expect(TruthPlane.error(found, truth, asNormals: false, nil) == nil)
  }

  @Test("a prediction of another size is brought to the truth's")
  func sizes() throws {
    let found = Prediction(quantity: .depth, values: plane([0.5], [1, 1]))
    let truth = GroundTruth.depth(plane([0.5, 1, 1.5, 2, 2.5, 3], [2, 3]))
    let error = try #require(
      TruthPlane.error(found, truth, asNormals: false, Alignment(scale: 1, shift: 0)))
    #expect(error.shape == [2, 3])
    #expect(error.scalars == [0, 0.5, 1, 1.5, 2, 2.5])
  }

  @Test("the error of normals is in degrees")
  func normals() throws {
    let found = Prediction(
      quantity: .normals, values: plane([1, 0, 0, 0, 0, 1], [1, 2, 3]))
    let truth = GroundTruth.normals(plane([-1, 0, 0, 0, 1, 0], [1, 2, 3]))
    let error = try #require(TruthPlane.error(found, truth, asNormals: true, nil))
    #expect(abs(error.scalars[0] - 180) < 0.1)
    #expect(abs(error.scalars[1] - 90) < 0.1)
  }

  @Test("depth is compared with normals only as the normals made from it")
  func fromDepth() throws {
    let flat = Prediction(quantity: .depth, values: plane([0.5, 0.5, 0.5, 0.5], [2, 2]))
    let facing: [Float] = [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]
    let truth = GroundTruth.normals(plane(facing, [2, 2, 3]))
    #expect(TruthPlane.error(flat, truth, asNormals: false, nil) == nil)
    let error = try #require(TruthPlane.error(flat, truth, asNormals: true, nil))
    #expect(error.scalars.allSatisfy { $0 < 0.1 })
  }

  @Test("ranges are symmetric for latents, from zero for amounts, and from end to end for depth")
  func ranges() {
    #expect(StepContent.latents(plane([-3, 1], [1, 2])).range == -3...3)
    #expect(StepContent.plane(plane([0.5, 2], [1, 2])).range == 0...2)
    let depth = Prediction(quantity: .depth, values: plane([0.25, 0.75], [1, 2]))
    #expect(StepContent.prediction(depth).range == 0.25...0.75)
    #expect(StepContent.plane(plane([.nan, .nan], [1, 2])).range == nil)
  }
}
