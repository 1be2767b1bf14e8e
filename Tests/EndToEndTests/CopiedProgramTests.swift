import Foundation
import TestSupport
import Testing

/// The program alone, without what ships with it.
@Suite("A copied program")
struct CopiedProgramTests {
  @Test("says where it looked for a shipped model or scene, and what to do")
  func lost() throws {
    let folder = try TemporaryFolder()
    let program = folder.path + "/stepscope"
    try FileManager.default.copyItem(atPath: Binary.path, toPath: program)
    let model = try Shell.run(program, ["bench", "--model", "marigold-depth-tiny"])
    #expect(model.status == 66)
    #expect(model.errors.contains("of which none was found in a folder assets in or above "))
    #expect(model.errors.contains(folder.path), "\(model.errors)")
    #expect(model.errors.contains("set STEPSCOPE_ASSETS to the folder assets"))

    let empty = ["STEPSCOPE_ASSETS": folder.path]
    let named = try Shell.stepscope(["verify", "marigold-depth-tiny"], environment: empty)
    #expect(named.errors.contains("none was found in \(folder.path)/models; set STEPSCOPE_ASSETS"))

    let doctor = try Shell.stepscope(["doctor"], environment: empty)
    #expect(doctor.status == 0)
    #expect(doctor.output.contains("none was found in \(folder.path)/models; set STEPSCOPE_ASSETS"))

    let models = Golden.root + "/assets/models/marigold-depth-tiny"
    let scene = try Shell.stepscope(
      ["run", "scene-05", "--model", models, "--quiet"], environment: empty)
    #expect(scene.status == 66)
    #expect(scene.errors.contains("none was found in \(folder.path)/scenes; set STEPSCOPE_ASSETS"))
  }
}
