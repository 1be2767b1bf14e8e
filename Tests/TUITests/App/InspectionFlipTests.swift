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
}
