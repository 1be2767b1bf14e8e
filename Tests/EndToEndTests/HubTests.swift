import Foundation
import Inference
import TestSupport
import Testing

/// Models from the Hub's cache through the program: run, models, verify, lint.
@Suite("The Hub's cache")
struct HubTests {
  private static let scene = Golden.root + "/assets/scenes/scene-05.png"
  private static let unet = "unet/diffusion_pytorch_model.safetensors"
  private static let id = "org/marigold"

  /// A cache with one model whose blobs are named as the Hub names them.
  private func cache() throws -> HubCacheFixture {
    let fixture = try HubCacheFixture()
    try fixture.install(Golden.root + "/assets/models/marigold-depth-tiny", as: Self.id) { data in
      // The Hub names large files by SHA-256 and small ones as git does.
      let isLarge = data.count > 100_000
      let input = FileManager.default.temporaryDirectory.appendingPathComponent(
        "stepscope-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: input) }
      try? data.write(to: input)
      let result =
        isLarge
        ? try? Shell.run("sha256sum", [input.path])
        : try? Shell.run("git", ["hash-object", "--no-filters", input.path])
      return String(result?.output.split(separator: " ").first ?? "").trimmingCharacters(
        in: .whitespacesAndNewlines)
    }
    return fixture
  }

  private func stepscope(_ cache: HubCacheFixture, _ arguments: [String]) throws -> Shell.Result {
    try Shell.stepscope(arguments, environment: ["HF_HUB_CACHE": cache.folder])
  }

  private func overwrite(_ path: String, at offset: Int, _ bytes: [UInt8]) throws {
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seek(toOffset: UInt64(offset))
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }

  @Test("a run by id is the run of the folder, and says the revision")
  func run() throws {
    let cache = try cache()
    let arguments = ["--steps", "1", "--spacing", "trailing", "--json", "--quiet"]
    let result = try stepscope(cache, ["run", Self.scene, "--model", Self.id] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("\"revision\" : \"\(HubCacheFixture.commit)\""))
    let missing = try stepscope(cache, ["run", Self.scene, "--model", "org/other"])
    #expect(missing.status == 66)
    #expect(missing.errors.contains("`hf download org/other`"))
    let schedule = try stepscope(cache, ["schedule", "--model", Self.id + "@main", "--csv"])
    #expect(schedule.status == 0, "\(schedule.errors)")
  }

  @Test("models lists what the cache holds, and hides what is not for it")
  func models() throws {
    let cache = try cache()
    try FileManager.default.createDirectory(
      atPath: cache.path("org/words", "snapshots/\(HubCacheFixture.commit)"),
      withIntermediateDirectories: true)
    try cache.refer("org/words", "main", to: HubCacheFixture.commit)
    let plain = try stepscope(cache, ["models"])
    #expect(plain.status == 0, "\(plain.output)")
    let line = plain.output.split(separator: "\n").first { $0.hasPrefix(Self.id) }
    #expect(line?.contains("marigold") == true && line?.hasSuffix("ok") == true)
    #expect(!plain.output.contains("org/words"))
    let all = try stepscope(cache, ["models", "--all", "--json"])
    #expect(all.output.contains("org/words") && all.output.contains("not a diffusers pipeline"))
    try cache.removeBlob(Self.id, of: Self.unet)
    let broken = try stepscope(cache, ["models"])
    #expect(broken.status == 1)
    #expect(broken.output.contains("`hf download \(Self.id) \(Self.unet)`"), "\(broken.output)")
  }

  @Test("verify compares every file with its blob's name")
  func verify() throws {
    let cache = try cache()
    let sound = try stepscope(cache, ["verify", Self.id])
    #expect(sound.status == 0, "\(sound.output)")
    #expect(sound.output.contains("\(Self.unet): as its blob is named, sha256 "))
    #expect(sound.output.contains("unet/config.json: as its blob is named, git-sha1 "))
    let blob = try cache.blob(Self.id, of: Self.unet)
    // One bit in the last value, and a NaN: float16 7E00.
    let size = try Data(contentsOf: URL(fileURLWithPath: blob)).count
    try overwrite(blob, at: size - 2, [0x00, 0x7E])
    let damaged = try stepscope(cache, ["verify", Self.id, "--json"])
    #expect(damaged.status == 1)
    #expect(damaged.output.contains("the bytes are not those of the Hub"))
    #expect(damaged.output.contains("at byte \(size - 2) of the file"), "\(damaged.output)")
    let config = try cache.blob(Self.id, of: "unet/config.json")
    try overwrite(config, at: 1, [0x20])
    let both = try stepscope(cache, ["verify", Self.id])
    #expect(both.output.contains("WRONG  unet/config.json: its git-sha1 is "))
    #expect(both.output.contains("2 findings"))
  }

  @Test("verify has no digest for a folder, says so, and knows what is missing")
  func verifyFolder() throws {
    let cache = try cache()
    let folder = try Shell.stepscope(["verify", "marigold-depth-tiny"])
    #expect(folder.status == 0)
    #expect(folder.output.contains("no digest is known, sha256 "))
    #expect(try stepscope(cache, ["verify", "org/other"]).status == 66)
    #expect(try stepscope(cache, ["verify", "/nowhere"]).status == 66)
    try cache.removeBlob(Self.id, of: Self.unet)
    let partial = try stepscope(cache, ["verify", Self.id])
    #expect(partial.status == 1)
    #expect(partial.output.contains("which is not there"))
  }

  @Test("lint judges a file for 1 and 10 steps and a model for its own")
  func lint() throws {
    let cache = try cache()
    let file = cache.file(Self.id, "scheduler/scheduler_config.json")
    let leading = try Shell.stepscope(["lint", file])
    #expect(leading.status == 1)
    #expect(leading.output.contains("error    leading-start (line 17): With 1 step"))
    let trailing = try Shell.stepscope(["lint", "e2eft-depth-tiny"])
    #expect(trailing.status == 0, "\(trailing.output)")
    let byID = try stepscope(cache, ["lint", Self.id, "--steps", "1", "--steps", "2", "--json"])
    #expect(byID.status == 1)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(byID.output.utf8)) as? [String: Any])
    #expect(object["steps"] as? [Int] == [1, 2])
    #expect((object["findings"] as? [[String: Any]])?.first?["code"] as? String == "leading-start")
    #expect(try Shell.stepscope(["lint", "/nowhere"]).status == 66)
  }
}
