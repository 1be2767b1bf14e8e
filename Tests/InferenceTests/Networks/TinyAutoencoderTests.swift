import Foundation
import TestSupport
import Testing

@testable import Inference

/// taesd's decoder against diffusers' on a small random one, and what is refused.
@Suite("Tiny autoencoder")
struct TinyAutoencoderTests {
  private static let golden =
    URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Goldens/taesd").standardizedFileURL.path

  /// A copy of the golden's folder, of which `change` changes the config.
  private static func folder(
    weights: Bool = true, _ change: (String) -> String = { $0 }
  ) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "taesd-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let config = try String(contentsOfFile: golden + "/config.json", encoding: .utf8)
    try change(config).write(toFile: folder + "/config.json", atomically: false, encoding: .utf8)
    if weights {
      let name = "/diffusion_pytorch_model.safetensors"
      try FileManager.default.copyItem(atPath: golden + name, toPath: folder + name)
    }
    return folder
  }

  private static func sentence(_ folder: String) -> String {
    do throws(InferenceError) {
      _ = try TinyAutoencoder(folder: folder)
      return ""
    } catch {
      return error.description
    }
  }

  @Test("every layer of the decoder is the reference's")
  func layers() throws {
    let tiny = try TinyAutoencoder(folder: Self.golden)
    #expect(tiny.config.factor == 8)
    #expect(tiny.config.blocks == [2, 1, 0, 1])
    #expect(tiny.path == Self.golden)
    let file = try SafetensorsFile(path: Self.golden + "/golden.safetensors")
    let recorder = Recorder()
    let found = try tiny.decode(file.read("in"), recorder.checkpoint)
    let taps = Dictionary(uniqueKeysWithValues: recorder.taps.map { ($0.name, $0.tensor) })
    let names = file.entries.map(\.name).filter { $0.hasPrefix("tap.") }
    #expect(names.count == 6)
    for name in names {
      let tap = try #require(taps[String(name.dropFirst(4))], "\(name) never ran")
      #expect(difference(tap, try file.read(name)) == nil, "\(name)")
    }
    #expect(difference(found, try file.read("out")) == nil)
    #expect(recorder.stages.last?.completed == recorder.stages.last?.total)
    #expect(recorder.stages.last?.network == "taesd.decoder")
  }

  @Test("latents are divided by the config's own scaling factor, not by the model's")
  func scaling() throws {
    let folder = try Self.folder {
      $0.replacing("\"scaling_factor\": 1.0", with: "\"scaling_factor\": 2.0")
    }
    let file = try SafetensorsFile(path: Self.golden + "/golden.safetensors")
    let doubled = try file.read("in").scaled(by: 2)
    let found = try TinyAutoencoder(folder: folder).decode(doubled)
    #expect(difference(found, try file.read("out")) == nil)
  }

  @Test("missing keys of a config have the class's defaults, which are taesd's")
  func defaults() throws {
    let folder = try Self.folder { _ in "{\"_class_name\": \"AutoencoderTiny\"}" }
    let file = try ConfigFile(path: folder + "/config.json", advice: "none")
    let config = try TinyAutoencoderConfig(file)
    #expect(config == TinyAutoencoderConfig())
    #expect(config.factor == 8 && config.channels == 64 && config.blocks == [3, 3, 3, 1])
    // The weights are of another size, which is one sentence.
    #expect(Self.sentence(folder).contains("does not fit the tiny autoencoder"))
  }

  @Test(
    "a config that asks for what is not built, or contradicts itself, is refused by name",
    arguments: [
      ("\"AutoencoderTiny\"", "\"AutoencoderKL\"", "_class_name"),
      ("\"relu\"", "\"silu\"", "act_fn"),
      ("\"nearest\"", "\"bilinear\"", "upsample_fn"),
      ("\"latent_channels\": 4", "\"latent_channels\": 0", "latent_channels"),
      ("\"shift_factor\": 0.0", "\"shift_factor\": 0.1", "shift_factor"),
      ("\"scaling_factor\": 1.0", "\"scaling_factor\": \"one\"", "scaling_factor"),
      ("\"num_decoder_blocks\": [", "\"num_decoder_blocks\": [7,", "num_decoder_blocks"),
      (
        "\"decoder_block_out_channels\": [\n    5", "\"decoder_block_out_channels\": [\n    6",
        "decoder_block_out_channels"
      ),
      ("\"num_decoder_blocks\"", "\"num_decoder_block\"", "num_decoder_block"),
    ])
  func configs(old: String, new: String, key: String) throws {
    let folder = try Self.folder { $0.replacing(old, with: new) }
    let text = try String(contentsOfFile: folder + "/config.json", encoding: .utf8)
    try #require(text.contains(new))
    #expect(Self.sentence(folder).contains(key), "\(Self.sentence(folder))")
  }

  @Test("what is no tiny autoencoder's folder is said in a sentence")
  func folders() throws {
    #expect(Self.sentence("/nowhere/taesd").contains("/nowhere/taesd is not there"))
    let bare = try Self.folder(weights: false)
    #expect(Self.sentence(bare).contains("diffusion_pytorch_model.safetensors is not there"))
    let pickled = try Self.folder(weights: false)
    try Data([0]).write(to: URL(fileURLWithPath: pickled + "/diffusion_pytorch_model.bin"))
    #expect(Self.sentence(pickled).contains("pickle"))
    let cut = try Self.folder()
    let weights = URL(fileURLWithPath: cut + "/diffusion_pytorch_model.safetensors")
    try Data(contentsOf: weights).dropLast(100).write(to: weights)
    #expect(Self.sentence(cut).contains("damaged"))
  }

  @Test(
    "tensors that are missing or left over in the decoder are named, the encoder's are not looked at"
  )
  func tensors() throws {
    var weights = EditedWeights(
      try SafetensorsFile(path: Self.golden + "/diffusion_pytorch_model.safetensors"))
    let file = try ConfigFile(path: Self.golden + "/config.json", advice: "none")
    let config = try TinyAutoencoderConfig(file)
    weights["encoder.layers.0.weight"] = nil
    _ = try TinyAutoencoder(config, weights)
    weights["decoder.layers.99.bias"] = Tensor(zeros: [3])
    weights["decoder.layers.2.conv.2.bias"] = nil
    do throws(InferenceError) {
      _ = try TinyAutoencoder(config, weights)
      Issue.record("it was taken")
    } catch {
      #expect(error.description.contains("decoder.layers.2.conv.2.bias [5] is missing"))
      #expect(error.description.contains("decoder.layers.99.bias is left over"))
    }
  }

  @Test(
    "the usual one is found in a cache of the Hub; without it there is none, or the command to fetch it"
  )
  func cache() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "hub-\(UUID().uuidString)")
    let cache = HubCache(folder: root.path)
    #expect(try TinyAutoencoder.usual(in: cache) == nil)
    let commit = String(repeating: "a", count: 40)
    let repository = root.appending(path: "models--madebyollin--taesd")
    try FileManager.default.createDirectory(
      at: repository.appending(path: "refs"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      at: repository.appending(path: "snapshots"), withIntermediateDirectories: true)
    try commit.write(
      to: repository.appending(path: "refs/main"), atomically: false, encoding: .utf8)
    let there = HubCache(folder: root.path)
    #expect(try TinyAutoencoder.usual(in: there) == nil)
    do throws(InferenceError) {
      _ = try TinyAutoencoder(HubID(TinyAutoencoder.usual), in: there)
      Issue.record("nothing is there")
    } catch {
      #expect(error.description.contains("hf download madebyollin/taesd"))
    }
    try FileManager.default.copyItem(
      atPath: Self.golden, toPath: repository.path + "/snapshots/" + commit)
    let found = try #require(try TinyAutoencoder.usual(in: HubCache(folder: root.path)))
    #expect(found.path.hasSuffix(commit))
  }

  @Test("it is only for latents of Stable Diffusion's autoencoder")
  func misfit() throws {
    var config = AutoencoderKLConfig()
    #expect(TinyAutoencoder.isForLatents(of: config))
    config.scalingFactor = 0.13025
    #expect(!TinyAutoencoder.isForLatents(of: config))
    config = AutoencoderKLConfig()
    config.blockOutChannels = [16, 32, 64, 64]
    #expect(!TinyAutoencoder.isForLatents(of: config))
    config = AutoencoderKLConfig()
    config.shiftFactor = 0.1
    #expect(!TinyAutoencoder.isForLatents(of: config))
    let tiny = try TinyAutoencoder(folder: Self.golden)
    let shipped = try Shipped.estimator("marigold-depth-tiny")
    #expect(shipped.misfit(of: tiny)?.contains("Stable Diffusion") == true)
    #expect(!shipped.hasLargeAutoencoder)
  }

  @Test("what it takes is counted, and latents of another shape are refused")
  func limits() throws {
    let tiny = try TinyAutoencoder(folder: Self.golden)
    #expect(tiny.bytes(forLatents: 24 * 24) == 3 * 4 * 5 * 192 * 192)
    #expect(tiny.bytes(forLatents: .max) == .max)
    #expect(throws: InferenceError.self) { try tiny.decode(Tensor(zeros: [1, 8, 4, 4])) }
    #expect(throws: InferenceError.self) { try tiny.decode(Tensor(zeros: [4, 4, 4])) }
  }

  @Test("the better of a fit and a tiny autoencoder is the one nearer to what the decoder makes")
  func nearer() throws {
    let shipped = try Shipped.estimator("marigold-depth-tiny")
    let tiny = try TinyAutoencoder(folder: Self.golden)
    let settings = shipped.family.defaults
    let image = try shipped.prepare(try Shipped.picture("scene-05"), resolution: 96)
    let latents = shipped.imageLatents(image, settings)
    let map = try shipped.decodeMap(latents, of: image, settings)
    let fit = try #require(shipped.fit(map))
    #expect(try shipped.isNearer(fit, than: tiny, to: map))
    // Of a picture that the tiny autoencoder made itself, nothing can come nearer.
    let own = DecodedMap(
      latents: map.latents,
      picture: try tiny.decode(map.latents).cropped(height: image.height, width: image.width))
    let linear = try #require(shipped.fit(own))
    #expect(try !shipped.isNearer(linear, than: tiny, to: own))
    let preview = try shipped.preview(
      latents, by: tiny, size: (image.height, image.width), settings)
    #expect(preview.values.shape == [image.height, image.width])
  }
}
