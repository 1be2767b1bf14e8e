internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// The Hub's cache: found, resolved, and never left.
@Suite struct HubCacheTests {
  static let model = Golden.root + "/assets/models/marigold-depth-tiny"
  static let commit = HubCacheFixture.commit
  static let unet = "unet/diffusion_pytorch_model.safetensors"

  /// A cache with one model; blobs have names of the right length that are no digests.
  static func cache(
    _ repository: String = "org/name"
  ) throws -> (fixture: HubCacheFixture, cache: HubCache) {
    let fixture = try HubCacheFixture()
    var count = 0
    try fixture.install(model, as: repository) { _ in
      count += 1
      return String(repeating: "a", count: 60) + String(1000 + count)
    }
    return (fixture, HubCache(folder: fixture.folder))
  }

  /// What opening an id says, or "opened".
  private func verdict(_ cache: HubCache, _ id: String, variant: String? = nil) -> String {
    do throws(InferenceError) {
      _ = try cache.modelFolder(try HubID(id), variant: variant)
      return "opened"
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    (["HF_HUB_CACHE": "/a", "HF_HOME": "/b", "HUGGINGFACE_HUB_CACHE": "/c"], "/a"),
    (["HUGGINGFACE_HUB_CACHE": "/c", "HF_HOME": "/b"], "/c"),
    (["HF_HOME": "/b", "XDG_CACHE_HOME": "/d"], "/b/hub"),
    (["XDG_CACHE_HOME": "/d"], "/d/huggingface/hub"),
    (["HOME": "/home/me"], "/home/me/.cache/huggingface/hub"),
    (["HF_HOME": "~/hf", "HOME": "/home/me"], "/home/me/hf/hub"),
    (["HF_HUB_CACHE": "$DATA/${SUB}/$NO", "DATA": "/data", "SUB": "x"], "/data/x/$NO"),
    (["HF_HUB_CACHE": "", "HF_HOME": "/b"], "/b/hub"),
  ])
  func theFolderIsTheOneThatHuggingfaceHubTakes(_ environment: [String: String], _ folder: String) {
    #expect(HubCache(environment: environment).folder == folder)
  }

  @Test(arguments: [
    "org/name", "org/name@main", "org/name@\(HubCacheFixture.commit)", "org/name@0123",
    "org/name@v1",
    "org/name@refs/pr/1",
  ])
  func anIdOpensByBranchTagAndCommit(_ id: String) throws {
    let (fixture, cache) = try Self.cache()
    try fixture.refer("org/name", "v1", to: Self.commit + "\n")
    try fixture.refer("org/name", "refs/pr/1", to: Self.commit)
    let folder = try cache.modelFolder(try HubID(id))
    #expect(folder.revision == Self.commit)
    #expect(type(of: try ModelOutline(folder).family).id == "marigold")
  }

  @Test(arguments: [
    "../org", "org/..", "org/a..b", "org/a--b", "/org/name", "org/name/more", "org/", "org/-name",
    "org/na me", "org/name\u{1B}[2J", "org/name@", "org/name@../x", "org/name@a/../b",
    "org/name@-x",
    "org/name@/x", "orgname", "org/name@v1@v2", "org/n\u{E4}me",
  ])
  func namesThatTheHubForbidsAreRefused(_ text: String) {
    #expect(throws: InferenceError.self) { try HubID(text) }
  }

  @Test func aMissingModelNamesTheCommand() throws {
    let (fixture, cache) = try Self.cache()
    defer { withExtendedLifetime(fixture) {} }
    #expect(
      verdict(cache, "org/other")
        == "The model org/other is not there; `hf download org/other` brings it into "
        + "\(cache.folder).")
    #expect(
      verdict(cache, "org/name@fp16").hasPrefix(
        "The revision fp16 of org/name is not there; `hf download org/name --revision fp16` "
          + "brings it; there are: main, 01234567"))
    #expect(verdict(HubCache(folder: "/nowhere"), "org/other").contains("hf download org/other"))
  }

  @Test func aShortCommitMustBeUnambiguous() throws {
    let (fixture, cache) = try Self.cache()
    let other = "0123456789" + String(repeating: "f", count: 30)
    try fixture.install(Self.model, as: "org/name", commit: other, reference: nil) { _ in
      String(repeating: "b", count: 64)
    }
    #expect(verdict(cache, "org/name@01234").contains("not ambiguous: "))
    #expect(verdict(cache, "org/name@0123456789a") == "opened")
    #expect(verdict(cache, "org/name@012").contains("is not there"))
  }

  @Test func aPartOfADownloadNamesTheFilesAndTheCommand() throws {
    let (fixture, cache) = try Self.cache()
    try fixture.removeBlob("org/name", of: Self.unet)
    try FileManager.default.removeItem(atPath: fixture.file("org/name", "unet/config.json"))
    let blob = fixture.path("org/name", "blobs/abc.incomplete")
    try Data(count: 3_000_000).write(to: URL(fileURLWithPath: blob))
    #expect(
      verdict(cache, "org/name@main")
        == "A part of org/name@main in the cache (unet/config.json, \(Self.unet)) is not there; "
        + "`hf download org/name unet/config.json \(Self.unet) --revision main` brings it "
        + "(1 unfinished download of 3 MB lies in the cache).")
    #expect(verdict(cache, "org/name", variant: "fp16").contains(Self.unet))
  }

  @Test func halfAFileIsNamedWithTheCommandThatReplacesIt() throws {
    let (fixture, cache) = try Self.cache()
    let blob = try fixture.blob("org/name", of: Self.unet)
    let data = try Data(contentsOf: URL(fileURLWithPath: blob))
    try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: blob))
    let sentence = verdict(cache, "org/name")
    #expect(sentence.contains("is damaged") && sentence.contains("are there"))
    #expect(sentence.contains("`hf download org/name \(Self.unet) --force-download`"))
  }

  @Test func referencesMustNameACommitThatIsThere() throws {
    let (fixture, cache) = try Self.cache()
    try fixture.refer("org/name", "main", to: String(repeating: "e", count: 40))
    #expect(verdict(cache, "org/name").contains("which refs/main names, is not there"))
    try fixture.refer("org/name", "main", to: "../../etc")
    #expect(verdict(cache, "org/name").contains("where a commit of 40 digits is expected"))
    try fixture.refer("org/name", "main", to: "")
    #expect(verdict(cache, "org/name").contains("is damaged"))
  }

  @Test func nothingOutsideTheCacheIsRead() throws {
    let (fixture, cache) = try Self.cache()
    let link = fixture.file("org/name", "vae/config.json")
    try FileManager.default.removeItem(atPath: link)
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: Self.model + "/vae/config.json")
    #expect(verdict(cache, "org/name").contains("it is a link that leads out of the cache"))
    let reference = fixture.path("org/name", "refs/main")
    try FileManager.default.removeItem(atPath: reference)
    try FileManager.default.createSymbolicLink(
      atPath: reference, withDestinationPath: "/etc/hostname")
    #expect(verdict(cache, "org/name").contains("leads out of the cache"))
  }

  @Test func aSnapshotThatLinksToItselfIsNotFollowed() throws {
    let (fixture, cache) = try Self.cache()
    try FileManager.default.createSymbolicLink(
      atPath: fixture.file("org/name", "loop"), withDestinationPath: "loop")
    try FileManager.default.createSymbolicLink(
      atPath: fixture.file("org/name", "again"), withDestinationPath: ".")
    #expect(verdict(cache, "org/name").contains("it is a link to the folder "))
  }

  @Test func repositoriesAreListedUnderTheNamesThatOpenThem() throws {
    let (fixture, cache) = try Self.cache()
    var count = 1000
    try fixture.install(
      Self.model, as: "org/name", commit: String(repeating: "f", count: 40), reference: nil
    ) { _ in
      count += 1
      return String(repeating: "b", count: 60) + String(count)
    }
    for name in [
      "datasets--org--data", "models--a--..", "models--gpt2", ".locks", "models--a--b\u{7}",
    ] {
      try FileManager.default.createDirectory(
        atPath: fixture.folder + "/" + name, withIntermediateDirectories: true)
    }
    let repositories = cache.repositories
    #expect(repositories.filter(\.isModel).map(\.name) == ["org/name"])
    #expect(repositories.count == 5)
    let snapshots = repositories.flatMap(\.snapshots)
    #expect(snapshots.map(\.id.text) == ["org/name", "org/name@ffffffff"])
    for snapshot in snapshots { #expect(verdict(cache, snapshot.id.text) == "opened") }
    #expect(try snapshots[0].bytes() > 100_000)
  }

  @Test func nothingIsEverWritten() throws {
    let (fixture, cache) = try Self.cache()
    func listing() throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: fixture.folder).sorted()
    }
    let before = try listing()
    _ = verdict(cache, "org/name")
    _ = verdict(cache, "org/other")
    _ = cache.repositories.map(\.snapshots)
    #expect(try listing() == before)
  }
}
