import Foundation
import Inference
import TestSupport
import Testing

/// Screen Model by keys, and a checkpoint with a value that is not a number.
@Suite("The model in the explorer by keys", .serialized)
struct ModelWalkTests {
  /// How many tensors a network of the shipped depth model has.
  private func count(_ network: String) throws -> Int {
    try SafetensorsFile(
      path: Golden.root
        + "/assets/models/marigold-depth-tiny/\(network)/diffusion_pytorch_model.safetensors"
    ).entries.count
  }

  @Test("Lists are gone through, searched and checked", arguments: ExplorerSession.sizes)
  func lists(columns: Int, rows: Int) throws {
    let (unet, vae) = (try count("unet"), try count("vae"))
    let session = try ExplorerSession(columns: columns, rows: rows)
    try session.type("7", "1 of \(unet)")
    try session.robot.waitFor("std .")
    try session.robot.waitFor(" finite")
    try session.type("j", "2 of \(unet)")
    try session.press("End", "\(unet) of \(unet)")
    try session.press("Home", "1 of \(unet)")
    try session.press("PPage NPage", "11 of \(unet)")
    try session.type("/", ":weights find")
    try session.type("attn2.to_v", "attn2.to_v")
    try session.press("Enter", "tensors /attn2.to_v")
    let screen = try session.robot.screen()
    let place = String(try #require(screen.firstMatch(of: /\d+ of \d+/)).0)
    try session.robot.type("n")
    try session.robot.waitFor(place, isThere: false)
    try session.type("N", place)
    // Round the three lists: components, blocks, and the slowest blocks.
    try session.press("Tab Down", "1 of \(vae)")
    try session.press("Up", "1 of \(unet)")
    try session.press("Tab Down", "1 of 2")
    try session.type("s", "slowest blocks")
    try session.type("s", "┌ blocks ")
    try session.press("BTab", "┌ components ")
    try session.robot.type("CS")
    try session.type("gs", "x̂0 step 4/4")
    try session.type("gw", "┌ components ")
    try session.leave()
  }

  @Test("NaN in a tensor is told with block, step and tensor", arguments: ExplorerSession.sizes)
  func notFinite(columns: Int, rows: Int) throws {
    let folder = try TemporaryFolder()
    let copy = try Shell.run(
      "cp", ["-rL", Golden.root + "/assets/models/marigold-depth-tiny/.", folder.path])
    #expect(copy.status == 0)
    let path = folder.path + "/unet/diffusion_pytorch_model.safetensors"
    let file = try SafetensorsFile(path: path)
    let name = "up_blocks.1.resnets.0.conv1.weight"
    let tensors = try file.entries.map { entry in
      var tensor = try file.read(entry.name)
      if entry.name == name { tensor.scalars[5] = .nan }
      return (name: entry.name, tensor: tensor)
    }
    try SafetensorsWriter.write(tensors, metadata: [:], to: path)
    let robot = try Tmux(columns: columns, rows: rows)
    try robot.command("'\(Binary.path)' --model '\(folder.path)'; echo left with $?")
    try robot.waitFor("not finite at step 1 of 4 in block up_blocks.1.resnets.0")
    try robot.waitFor("9216 of 9216 values")
    try robot.type("7")
    try robot.waitFor("NaN 1")
    try robot.waitFor("▸conv1.weight")
    try robot.type("q")
    try robot.waitFor("left with 0")
  }
}
