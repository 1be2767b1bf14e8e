import Foundation
import Inference
import TestSupport
import Testing

/// The Hub's cache, damaged in every way that it can be: `run`, `models` and `verify` say in one sentence
/// what is wrong with which file and how to get it back.
@Suite("A damaged cache")
struct DamagedCacheTests {
  private static let id = "org/marigold"
  private static let unet = "unet/diffusion_pytorch_model.safetensors"
  private static let shards = ["00001", "00002"].map {
    "diffusion_pytorch_model-\($0)-of-00002.safetensors"
  }

  /// One way to damage a cache, and what must be said of it.
  struct Damage: Sendable, CustomTestStringConvertible {
    var name: String
    var words: [String]
    /// Whether `models` still finds the snapshot sound, under its commit.
    var isListed = false
    var spoil: @Sendable (HubCacheFixture) throws -> Void
    var testDescription: String { name }
  }

  static let damages = [
    Damage(
      name: "a reference to a snapshot that is not there",
      words: ["which refs/main names, is not there", "`hf download org/marigold` brings it"]
    ) { cache in
      try cache.refer(id, "main", to: String(repeating: "e", count: 40))
      try FileManager.default.removeItem(atPath: cache.path(id, "snapshots"))
    },
    Damage(
      name: "a reference that is no commit",
      words: ["refs/main is damaged", "a commit of 40 digits"],
      isListed: true
    ) { try $0.refer(id, "main", to: "mush") },
    Damage(
      name: "a reference that is a folder",
      words: [
        "refs/main is damaged: it is a folder", "remove it, then `hf download org/marigold`",
      ],
      isListed: true
    ) { try replaceByFolder($0.path(id, "refs/main")) },
    Damage(
      name: "a blob that is not there",
      words: ["(\(unet)) is not there", "`hf download org/marigold \(unet)` brings it"]
    ) { try $0.removeBlob(id, of: unet) },
    Damage(
      name: "weights cut short",
      words: ["\(unet) is damaged", "`hf download org/marigold \(unet) --force-download`"]
    ) { try truncate($0.blob(id, of: unet), to: 50_000) },
    Damage(name: "an empty file of weights", words: ["\(unet) is damaged: it has 0 bytes"]) {
      try truncate($0.blob(id, of: unet), to: 0)
    },
    Damage(
      name: "a config cut short", words: ["unet/config.json is damaged", "fetch the file again"]
    ) {
      try truncate($0.blob(id, of: "unet/config.json"), to: 100)
    },
    Damage(
      name: "an index of components cut short",
      words: ["model_index.json is damaged", "`hf download org/marigold model_index.json --force"]
    ) { try truncate($0.blob(id, of: "model_index.json"), to: 20) },
    Damage(
      name: "a shard that is not there",
      words: ["unet/\(shards[1])) is not there", "`hf download org/marigold unet/\(shards[1])`"]
    ) { cache in
      try shard(cache)
      try FileManager.default.removeItem(atPath: cache.file(id, "unet/" + shards[1]))
    },
    Damage(
      name: "an index that names a tensor which its shard lacks",
      words: ["index.json is damaged: the tensor mush is not in the shard \(shards[0])"]
    ) { try shard($0, more: ["mush": shards[0]]) },
    Damage(
      name: "an index that names a file elsewhere",
      words: ["../../mush.safetensors", "is not a safetensors file in the folder of the index"]
    ) { try shard($0, more: ["mush": "../../mush.safetensors"]) },
    Damage(
      name: "a blob that is a folder",
      words: ["vae/config.json is damaged: it is a link to the folder ", "remove both, then `hf"]
    ) { try replaceByFolder($0.blob(id, of: "vae/config.json")) },
    Damage(
      name: "a folder in a file's place",
      words: ["vae/config.json cannot be read: it is a folder", "`hf download org/marigold vae/"]
    ) { try replaceByFolder($0.file(id, "vae/config.json")) },
    Damage(
      name: "weights in a folder's place",
      words: [
        "unet/config.json, \(unet)) is not there", "`hf download org/marigold unet/config.json",
      ]
    ) { cache in
      try FileManager.default.removeItem(atPath: cache.file(id, "unet"))
      try Data("x".utf8).write(to: URL(fileURLWithPath: cache.file(id, "unet")))
    },
  ]

  private static func truncate(_ path: String, to count: Int) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: UInt64(count))
    try handle.close()
  }

  private static func replaceByFolder(_ path: String) throws {
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Cuts the UNet's weights into two shards with their index, which may name more.
  private static func shard(_ cache: HubCacheFixture, more: [String: String] = [:]) throws {
    let whole = try SafetensorsFile(path: cache.file(id, unet))
    var map = more
    for (number, name) in shards.enumerated() {
      let half = whole.entries.enumerated().filter { $0.offset % 2 == number }.map(\.element.name)
      for tensor in half { map[tensor] = name }
      try SafetensorsWriter.write(
        half.map { (name: $0, tensor: try whole.read($0)) }, metadata: [:],
        to: cache.file(id, "unet/" + name))
    }
    try FileManager.default.removeItem(atPath: cache.file(id, unet))
    try JSONSerialization.data(withJSONObject: ["weight_map": map])
      .write(to: URL(fileURLWithPath: cache.file(id, unet + ".index.json")))
  }

  /// A cache with one model; its blobs' names are not looked at here.
  private func cache() throws -> HubCacheFixture {
    let fixture = try HubCacheFixture()
    var count = 0
    try fixture.install(Golden.root + "/assets/models/marigold-depth-tiny", as: Self.id) { _ in
      count += 1
      return String(repeating: "a", count: 60) + String(1000 + count)
    }
    return fixture
  }

  /// What each command says: `run` and `verify` of the model, `models` of its line.
  private func check(
    _ cache: HubCacheFixture, _ damage: Damage,
    _ stepscope: ([String]) throws -> Shell.Result
  ) throws {
    let scene = Golden.root + "/assets/scenes/scene-05.png"
    let run = try stepscope(["run", scene, "--model", Self.id, "--steps", "1", "--quiet"])
    #expect(run.status != 0 && run.output.isEmpty)
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    let verify = try stepscope(["verify", Self.id, "--quiet"])
    #expect(verify.status != 0)
    let models = try stepscope(["models"])
    #expect(models.status == (damage.isListed ? 0 : 1))
    let line = models.output.split(separator: "\n").filter { $0.hasPrefix(Self.id) }
    #expect(line.count == 1, "\(models.output)")
    for words in damage.words {
      #expect(run.errors.contains(words), "run: \(run.errors)")
      #expect((verify.output + verify.errors).contains(words), "\(verify.output)\(verify.errors)")
      if !damage.isListed { #expect(line.first?.contains(words) == true, "models: \(line)") }
    }
  }

  @Test("every command names the damage and the remedy", arguments: damages)
  func names(damage: Damage) throws {
    let cache = try cache()
    try damage.spoil(cache)
    try check(cache, damage) {
      try Shell.stepscope($0, environment: ["HF_HUB_CACHE": cache.folder])
    }
  }

  /// Root reads every file, unless it gives up that right.
  private static let dropsRights =
    (try? Shell.run("setpriv", ["--bounding-set", "-dac_override,-dac_read_search", "true"]))?
    .status
    == 0

  @Test(
    "a file that may not be read is named", .enabled(if: geteuid() != 0 || dropsRights))
  func unreadable() throws {
    let cache = try cache()
    let damage = Damage(
      name: "unreadable",
      words: ["\(Self.unet) cannot be read: the permission to read it is missing"]
    ) { cache in
      try FileManager.default.setAttributes(
        [.posixPermissions: 0], ofItemAtPath: try cache.blob(Self.id, of: Self.unet))
    }
    try damage.spoil(cache)
    try check(cache, damage) { arguments in
      let environment = ["HF_HUB_CACHE": cache.folder]
      guard geteuid() == 0 else { return try Shell.stepscope(arguments, environment: environment) }
      return try Shell.run(
        "setpriv", ["--bounding-set", "-dac_override,-dac_read_search", Binary.path] + arguments,
        environment: environment)
    }
  }
}
