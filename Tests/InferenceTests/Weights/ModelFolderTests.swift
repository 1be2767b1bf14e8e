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
    let isGeoWizard = name.hasPrefix("geowizard")
    #expect(unet.blockOutChannels.count == 3)
    #expect(unet.layersPerBlock == [1, 1, 1])
    #expect(unet.downBlocks == [.plain, .plain, .crossAttention])
    let classes = name.hasPrefix("lotus") ? 4 : isGeoWizard ? 10 : nil
    #expect(unet.classEmbeddingInputDim == classes)
    #expect((0.05...1).contains(try folder.vaeConfig().scalingFactor))
    let scheduler = try folder.schedulerConfig()
    let kind =
      name.contains("lcm") ? "LCM" : name.hasPrefix("depthfm") ? "FlowMatchEulerDiscrete" : "DDIM"
    #expect(scheduler.className == kind + "Scheduler")
    #expect(try folder.emptyEmbedding()?.shape == (isGeoWizard ? nil : [1, 2, 64]))
    #expect(!folder.hasTextEncoder)
    // GeoWizard has an image encoder of two files and its preprocessing in place of the embedding.
    #expect(folder.files.count == (isGeoWizard ? 9 : 7))
    let weights = try folder.weights("unet")
    let first = [unet.blockOutChannels[0], unet.inChannels, 3, 3]
    let conv = try weights("conv_in.weight", shape: first)
    #expect(conv.statistics.nonfinite == 0 && conv.statistics.std > 0)
    #expect(throws: InferenceError.self) { try weights.finish("UNet") }
  }
}
