import Foundation
import Inference
import TestSupport
import Testing

/// Folders that lack what their family needs.
@Suite("A family's missing parts")
struct MissingPartTests {
  @Test(
    "each part that is not there is named in one sentence",
    arguments: [
      ("geowizard-v1", "image_encoder"), ("geowizard-v1", "feature_extractor"),
      ("geowizard-v2", "text_encoder"), ("geowizard-v2", "tokenizer"),
      ("marigold-iid-lighting", "empty_embedding.safetensors"), ("lotus-depth-g", "unet"),
      ("e2e-ft-depth", "vae"), ("depthfm", "scheduler"),
    ])
  func names(model: String, part: String) throws {
    let manager = FileManager.default
    let copy = manager.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? manager.removeItem(at: copy) }
    try manager.createDirectory(at: copy, withIntermediateDirectories: true)
    let folder = URL(fileURLWithPath: Golden.folder + "/families/" + model)
    for name in try manager.contentsOfDirectory(atPath: folder.path) where name != part {
      try manager.createSymbolicLink(
        at: copy.appendingPathComponent(name),
        withDestinationURL: folder.appendingPathComponent(name).resolvingSymlinksInPath())
    }
    let error = #expect(throws: InferenceError.self) {
      try Estimator(folder: ModelFolder(path: copy.path))
    }
    let text = error?.description ?? ""
    #expect(text.contains(part) && text.hasSuffix(".") && !text.contains("\n"), "\(text)")
  }
}
