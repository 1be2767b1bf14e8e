import Inference
import TestSupport
import Testing

/// What a checkpoint consists of.
@Suite struct ModelContentsTests {
  @Test("a shipped model's components, classes, tensors and files")
  func shipped() throws {
    let folder = try ModelFolder(path: Golden.root + "/assets/models/marigold-depth-tiny")
    let contents = try ModelContents(folder)
    #expect(contents.components.map(\.name) == ["unet", "vae", "empty_embedding", "scheduler"])
    let unet = contents.components[0]
    #expect(unet.className == "UNet2DConditionModel")
    #expect(unet.parameters == (try folder.weights("unet").parameterCount))
    #expect(unet.dtypes == ["F16"])
    #expect(unet.byteCount > unet.parameters * 2 && unet.files.count == 1)
    let first = try #require(unet.tensors.first)
    #expect(first.name == "conv_in.bias" && first.byteCount == 2 * first.count)
    let scheduler = contents.components[3]
    #expect(scheduler.tensors.isEmpty && scheduler.parameters == 0)
    #expect(scheduler.files.map { $0.hasSuffix("scheduler_config.json") } == [true])
  }

  @Test("numbers in names count by their value")
  func order() throws {
    let folder = try ModelCopy()
    let names = ["b.10.w", "b.2.w", "b.2.attentions.0.w", "a.w", "b.1"]
    try folder.writeUNet(names.map { ($0, Tensor(zeros: [2])) })
    let contents = try ModelContents(ModelFolder(path: folder.path))
    let unet = try #require(contents.components.first { $0.name == "unet" })
    #expect(
      unet.tensors.map(\.name) == ["a.w", "b.1", "b.2.attentions.0.w", "b.2.w", "b.10.w"])
  }

  @Test("weights that are cut short are named")
  func damaged() throws {
    let folder = try ModelCopy()
    try folder.writeUNet([("a", Tensor(zeros: [2]))], cut: 3)
    let model = try ModelFolder(path: folder.path)
    let error = #expect(throws: InferenceError.self) { try ModelContents(model) }
    #expect(error?.description.contains("unet/diffusion_pytorch_model.safetensors") == true)
  }
}
