import Foundation
import Inference
import Testing

@testable import TUI

@Suite("Previews by a tiny autoencoder")
struct TinyPreviewsTests {
  private static let golden =
    URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../InferenceTests/Goldens/taesd").standardizedFileURL.path
  private static let nowhere = HubCache(folder: "/nowhere/hub")

  @Test(
    "a choice is a word or a folder",
    arguments: ["auto", "linear", "taesd", "off", "/a/taesd", "~/taesd", "./t"])
  func choices(text: String) throws {
    let choice = try #require(PreviewChoice(text))
    #expect(choice.text == text)
    #expect(choice.isDemanding == (text == "taesd" || text.contains("/")))
    #expect(choice.sentence.hasSuffix("."))
    #expect(try CommandLine.parse("preview \(text)", CommandTests.context) == .preview(choice))
    #expect(PreferenceKey.preview.accepts(text))
  }

  @Test("a misspelled word is no folder", arguments: ["", "linaer", "tiny", "auto linear"])
  func refused(text: String) {
    #expect(PreviewChoice(text) == nil)
    #expect(throws: CommandError.self) {
      try CommandLine.parse("preview \(text)", CommandTests.context)
    }
  }

  @Test("where the cache has none, nothing is said unless somebody asked for it by name")
  func absent() {
    var said: [String] = []
    var previews = TinyPreviews(cache: Self.nowhere)
    #expect(previews.autoencoder { said.append($0) } == nil)
    #expect(said.isEmpty)
    previews.use(.taesd)
    #expect(previews.autoencoder { said.append($0) } == nil)
    #expect(previews.autoencoder { said.append($0) } == nil)
    #expect(said.count == 1)
    #expect(said[0].contains("hf download madebyollin/taesd"))
    #expect(said[0].hasSuffix(" Previews stay linear."))
    previews.use(.folder("/nowhere/taesd"))
    #expect(previews.autoencoder { said.append($0) } == nil)
    #expect(said.last?.contains("/nowhere/taesd is not there") == true)
    previews.use(.linear)
    #expect(previews.autoencoder { said.append($0) } == nil)
    #expect(said.count == 2)
  }

  @Test("a model with an autoencoder of its own keeps the linear fit, which is said once")
  func misfit() throws {
    var said: [String] = []
    var previews = TinyPreviews(cache: Self.nowhere)
    previews.use(.folder(Self.golden))
    #expect(previews.autoencoder { said.append($0) }?.path == Self.golden)
    let shipped = try Estimator(folder: try Assets.model(Assets.defaultModel))
    for _ in 0..<2 {
      #expect(previews.autoencoder(for: shipped, of: "tiny", { said.append($0) }) == nil)
    }
    #expect(said.count == 1)
    #expect(said[0].contains("its autoencoder is not Stable Diffusion's"))
  }

  @Test("weights that are not finite are said, not shown")
  func broken() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "taesd-\(UUID().uuidString)").path
    try FileManager.default.copyItem(atPath: Self.golden, toPath: folder)
    let file = URL(fileURLWithPath: folder + "/diffusion_pytorch_model.safetensors")
    var bytes = try Data(contentsOf: file)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    for index in (8 + length)..<bytes.count { bytes[index] = 0x7E }
    try bytes.write(to: file)
    var said: [String] = []
    var previews = TinyPreviews(cache: Self.nowhere)
    previews.use(.folder(folder))
    #expect(previews.autoencoder { said.append($0) } == nil)
    #expect(said.count == 1)
    #expect(said.first?.contains("NaN") == true, "\(said)")
  }

  @Test("previews that took a while are kept, the newest of them")
  func kept() {
    var cache = PreviewCache<Int>()
    let large = Prediction(quantity: .depth, values: Tensor(zeros: [1024, 4096]))
    for key in 0..<6 { cache.keep(large, key, 1) }
    #expect(cache[5, 1] != nil && cache[2, 1] != nil)
    #expect(cache[1, 1] == nil)
    #expect(cache[5, 2] == nil)
    cache.keep(large, 5, 2)
    #expect(cache[5, 1] == nil && cache[5, 2] != nil)
    cache.forget { $0 == 5 }
    #expect(cache[5, 2] == nil && cache[4, 1] != nil)
  }
}
