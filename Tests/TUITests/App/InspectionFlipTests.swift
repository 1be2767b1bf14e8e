import Inference
import Testing

@testable import TUI

/// The inspector's normals have the axes as they are shown.
@Suite struct InspectionFlipTests {
  @Test("a flip turns the sign of that axis alone, and is said; the truth stays")
  func flips() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("inspect 100 60"))
    func normal() throws -> Inspection.Vector {
      try #require(Inspection(state)?.readings.values.first?.normal)
    }
    func labels() throws -> [String] {
      let inspection = try #require(Inspection(state))
      return InspectorLine.figures(inspection, state).map(\.label)
    }
    let before = try normal()
    let truth = Inspection(state)?.normal
    try #require(before.z != 0)
    #expect(try labels().contains("normal"))
    _ = update(&state, .command("flip z"))
    #expect(try normal() == Inspection.Vector(x: before.x, y: before.y, z: -before.z))
    #expect(try labels().contains("normal with −z"))
    #expect(Inspection(state)?.normal == truth)
    _ = update(&state, .command("flip none"))
    #expect(try normal() == before)
  }

  /// A run of normals that all point the same way, inspected.
  private func normals(
    isMirrored: Bool, found: [Float], truth: [Float]
  ) throws -> AppState {
    var summary = Scenario.normals
    summary.isMirrored = isMirrored
    var state = Scenario.ready(summary)
    var picture = Scenario.picture(2)
    picture.groundTruthNormals = try Tensor(truth, shape: [1, 1, 3])
    _ = update(&state, .picture(.opened(picture)))
    try Scenario.compute(&state)
    let id = try #require(state.runs.current)
    let values = try Tensor(found, shape: [1, 1, 3])
    _ = update(
      &state,
      .run(
        id,
        .decoded(
          index: 3, .predOriginal, Prediction(quantity: .normals, values: values), nil)))
    _ = update(&state, .command("inspect 0 0"))
    return state
  }

  @Test("the angle is that of the prediction, however it is looked at", arguments: ["x", "y", "z"])
  func errorIsNotFlipped(axis: String) throws {
    var state = try normals(isMirrored: false, found: [0.6, 0.48, 0.64], truth: [0.6, 0.48, 0.64])
    func error() -> Float? { Inspection(state)?.readings.values.first?.error }
    #expect(try #require(error()) < 0.1)
    _ = update(&state, .command("flip \(axis)"))
    #expect(try #require(error()) < 0.1)
    state = try normals(isMirrored: false, found: [0, 1, 0], truth: [0, 0, 1])
    _ = update(&state, .command("flip \(axis)"))
    #expect(abs(try #require(error()) - 90) < 0.1)
  }

  @Test("normals with X to the left are compared with truth that is mirrored, and shown so")
  func mirrored() throws {
    let state = try normals(isMirrored: true, found: [-0.6, 0, 0.8], truth: [0.6, 0, 0.8])
    let inspection = try #require(Inspection(state))
    #expect(inspection.normal == Inspection.Vector(x: -0.6, y: 0, z: 0.8))
    #expect(try #require(inspection.readings.values.first?.error) < 0.1)
    let other = try normals(isMirrored: false, found: [-0.6, 0, 0.8], truth: [0.6, 0, 0.8])
    #expect(abs(try #require(Inspection(other)?.readings.values.first?.error) - 73.74) < 0.1)
  }

  @Test("normals made from depth have the axes of the ground truth, whatever the family's are")
  func madeFromDepth() throws {
    var summary = Scenario.marigold
    summary.isMirrored = true
    var state = Scenario.ready(summary)
    var picture = Scenario.picture(2)
    picture.groundTruthNormals = try Tensor([0.6, 0, 0.8], shape: [1, 1, 3])
    _ = update(&state, .picture(.opened(picture)))
    _ = update(&state, .command("inspect 0 0"))
    #expect(Inspection(state)?.normal == Inspection.Vector(x: 0.6, y: 0, z: 0.8))
  }
}
