import Foundation
import Inference
import TestSupport
import Testing

/// Checkpoints that are damaged or none: named file by file, tensor by tensor.
@Suite("Bad models")
struct BadModelTests {
  private static let scene = Golden.root + "/assets/scenes/scene-05.png"
  private static let unet = "unet/diffusion_pytorch_model.safetensors"

  /// A copy of a shipped model whose files are its own.
  private func copy() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let result = try Shell.run(
      "cp", ["-rL", Golden.root + "/assets/models/marigold-depth-tiny/.", folder.path])
    #expect(result.status == 0)
    return folder
  }

  private func run(_ model: String) throws -> Shell.Result {
    try Shell.stepscope(["run", Self.scene, "--model", model, "--steps", "1", "--quiet"])
  }

  @Test("weights cut short say what was expected and found")
  func truncated() throws {
    let folder = try copy()
    let path = folder.path + "/" + Self.unet
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try bytes.prefix(bytes.count - 1000).write(to: URL(fileURLWithPath: path))
    let result = try run(folder.path)
    #expect(result.status == 65)
    #expect(result.errors.contains("diffusion_pytorch_model.safetensors"))
    // The header takes 8 bytes and its own length; the rest is the tensors.
    let header = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(result.errors.contains("\(bytes.count - header) bytes"), "\(result.errors)")
    #expect(result.errors.contains("\(bytes.count - header - 1000) are there"))
  }

  /// Writes the UNet's weights anew with some tensors changed.
  private func rewrite(
    _ folder: TemporaryFolder, _ change: (String, Tensor) throws -> (String, Tensor)?
  ) throws {
    let path = folder.path + "/" + Self.unet
    let file = try SafetensorsFile(path: path)
    let tensors = try file.shapes.keys.sorted().compactMap { name in
      try change(name, try file.read(name))
    }
    try SafetensorsWriter.write(
      tensors.map { (name: $0.0, tensor: $0.1) }, metadata: [:], to: path)
  }

  @Test("missing, extra and misshaped tensors are all listed")
  func misfits() throws {
    let folder = try copy()
    try rewrite(folder) { name, tensor in
      switch name {
      case "conv_in.bias": nil
      case "conv_out.bias": (name, Tensor(zeros: [7]))
      case "conv_out.weight": ("conv_out.wieght", tensor)
      default: (name, tensor)
      }
    }
    let result = try run(folder.path)
    #expect(result.status == 65)
    for word in ["conv_in.bias", "conv_out.bias", "[7]", "conv_out.weight", "conv_out.wieght"] {
      #expect(result.errors.contains(word), "no “\(word)” in: \(result.errors)")
    }
  }

  @Test("a weight that is not a number names the block where it arises")
  func notFinite() throws {
    let folder = try copy()
    try rewrite(folder) { name, tensor in
      var tensor = tensor
      if name == "mid_block.resnets.0.conv1.weight" { tensor.scalars[0] = .nan }
      return (name, tensor)
    }
    let result = try run(folder.path)
    #expect(result.status == 69)
    let place = "at step 1 of 1 in block mid_block.resnets.0"
    #expect(result.errors.contains(place), "\(result.errors)")
    let cause = "value 0 of the tensor mid_block.resnets.0.conv1.weight is nan"
    #expect(result.errors.contains(cause), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1, "one sentence")
    #expect(result.output.isEmpty)
  }

  @Test("a pickle is never opened, and the advice is to convert it")
  func pickle() throws {
    let folder = try copy()
    let path = folder.path + "/" + Self.unet
    try FileManager.default.moveItem(
      atPath: path, toPath: folder.path + "/unet/diffusion_pytorch_model.bin")
    let inFolder = try run(folder.path)
    #expect(inFolder.status == 69 || inFolder.status == 66)
    #expect(inFolder.errors.contains("safetensors"), "\(inFolder.errors)")
    let file = folder.path + "/model.ckpt"
    try Data([0x80, 0x02]).write(to: URL(fileURLWithPath: file))
    let alone = try run(file)
    #expect(alone.status != 0)
    #expect(alone.errors.contains("safetensors"), "\(alone.errors)")
  }

  @Test("a config that asks for what no network here does is refused by name")
  func unsupported() throws {
    let folder = try copy()
    let path = folder.path + "/unet/config.json"
    let text = try String(contentsOfFile: path, encoding: .utf8)
      .replacingOccurrences(of: "\"silu\"", with: "\"mish\"")
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let result = try run(folder.path)
    #expect(result.status == 69)
    #expect(result.errors.contains("mish") && result.errors.contains("silu"), "\(result.errors)")
  }

  @Test("a folder without a part says which", arguments: ["unet", "vae", "scheduler"])
  func missingPart(part: String) throws {
    let folder = try copy()
    try FileManager.default.removeItem(atPath: folder.path + "/" + part)
    let result = try run(folder.path)
    #expect(result.status == 66 || result.status == 65)
    #expect(result.errors.contains(part), "\(result.errors)")
  }
}
