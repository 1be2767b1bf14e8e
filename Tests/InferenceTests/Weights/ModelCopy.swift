import Foundation
import Inference
import TestSupport

/// A shipped model whose UNet can be written anew; its other files are links.
struct ModelCopy {
  private let folder: TemporaryFolder
  /// Where it is.
  var path: String { folder.path }
  private var unet: String { path + "/unet/diffusion_pytorch_model.safetensors" }

  init(_ name: String = "marigold-depth-tiny") throws {
    folder = try TemporaryFolder()
    let source = Golden.root + "/assets/models/" + name
    let files = FileManager.default
    try files.createDirectory(atPath: path + "/unet", withIntermediateDirectories: true)
    for name in try files.contentsOfDirectory(atPath: source) where name != "unet" {
      try files.createSymbolicLink(
        atPath: path + "/" + name, withDestinationPath: source + "/" + name)
    }
    for name in try files.contentsOfDirectory(atPath: source + "/unet") {
      let file = URL(fileURLWithPath: source + "/unet/" + name).resolvingSymlinksInPath().path
      try files.createSymbolicLink(
        atPath: path + "/unet/" + name, withDestinationPath: file)
    }
  }

  /// Writes the UNet's weights, without the last `cut` bytes.
  func writeUNet(_ tensors: [(String, Tensor)], cut: Int = 0) throws {
    try FileManager.default.removeItem(atPath: unet)
    try SafetensorsWriter.write(
      tensors.map { (name: $0.0, tensor: $0.1) }, metadata: [:], to: unet)
    guard cut > 0 else { return }
    let bytes = try Data(contentsOf: URL(fileURLWithPath: unet))
    try bytes.dropLast(cut).write(to: URL(fileURLWithPath: unet))
  }

  /// Changes values of one of the UNet's tensors.
  func changeUNet(_ name: String, _ change: (inout Tensor) -> Void) throws {
    let file = try SafetensorsFile(path: unet)
    var tensors: [(String, Tensor)] = []
    for entry in file.entries {
      var tensor = try file.read(entry.name)
      if entry.name == name { change(&tensor) }
      tensors.append((entry.name, tensor))
    }
    try writeUNet(tensors)
  }
}
