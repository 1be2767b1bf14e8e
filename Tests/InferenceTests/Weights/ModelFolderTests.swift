internal import Foundation
internal import Testing

@testable internal import Inference

@Suite struct ModelFolderTests {
  /// The models shipped with the package.
  static let shipped = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../assets/models").standardizedFileURL.path

  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: shipped)) ?? [])
    .filter { FileManager.default.fileExists(atPath: "\(shipped)/\($0)/model_index.json") }.sorted()

  @Test func thereAreShippedModels() {
    #expect(Self.names.count >= 4)
  }

  @Test(arguments: names) func shippedModelsOpen(_ name: String) throws {
    let folder = try ModelFolder(path: "\(Self.shipped)/\(name)")
    let unet = try folder.unetConfig()
    #expect(unet.blockOutChannels == [64, 64, 96])
    #expect(unet.layersPerBlock == [1, 1, 1])
    #expect(unet.attentionHeads == [2, 2, 3])
    #expect(unet.downBlocks == [.plain, .plain, .crossAttention])
    #expect(unet.classEmbeddingInputDim == (name.hasPrefix("lotus") ? 4 : nil))
    #expect(try folder.vaeConfig().scalingFactor == 0.32479)
    let scheduler = try folder.schedulerConfig()
    #expect(scheduler.className == "DDIMScheduler" && scheduler.betaEnd == 0.012)
    #expect(try folder.emptyEmbedding()?.shape == [1, 2, 64])
    #expect(!folder.hasTextEncoder)
    #expect(folder.files.count == 7)
    let weights = try folder.weights("unet")
    let conv = try weights("conv_in.weight", shape: [64, unet.inChannels, 3, 3])
    #expect(conv.statistics.nonfinite == 0 && conv.statistics.std > 0)
    #expect(throws: InferenceError.self) { try weights.finish("UNet") }
  }
}
