internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// The checkpoints of README's table, each by a miniature of its structure in a cache under its id.
@Suite("Published checkpoints by their ids")
struct PublishedCheckpointTests {
  /// An id, the miniature that stands for it, and what it is to be taken for.
  struct Published: Sendable, CustomTestStringConvertible {
    var id: String
    var miniature: String
    var family: String
    var quantity = Quantity.depth
    var testDescription: String { id }

    init(_ id: String, _ miniature: String, _ family: String, _ quantity: Quantity = .depth) {
      self.id = id
      self.miniature = miniature
      self.family = family
      self.quantity = quantity
    }
  }

  static let all = [
    Published("prs-eth/marigold-depth-v1-0", "marigold-depth-v1-0", "marigold"),
    Published("prs-eth/marigold-depth-v1-1", "marigold-depth-v1-1", "marigold"),
    Published("prs-eth/marigold-depth-lcm-v1-0", "marigold-depth-lcm", "marigold"),
    Published("prs-eth/marigold-normals-v0-1", "marigold-normals-v0-1", "marigold", .normals),
    Published("prs-eth/marigold-normals-v1-1", "marigold-normals-v1-1", "marigold", .normals),
    Published("prs-eth/marigold-normals-lcm-v0-1", "marigold-normals-v0-1", "marigold", .normals),
    Published(
      "prs-eth/marigold-iid-appearance-v1-1", "marigold-iid-appearance", "marigold-iid",
      .intrinsic),
    Published(
      "prs-eth/marigold-iid-lighting-v1-1", "marigold-iid-lighting", "marigold-iid", .intrinsic),
    Published("GonzaloMG/marigold-e2e-ft-depth", "e2e-ft-depth", "e2e-ft"),
    Published("GonzaloMG/stable-diffusion-e2e-ft-depth", "e2e-ft-depth", "e2e-ft"),
    Published("GonzaloMG/marigold-e2e-ft-normals", "e2e-ft-normals", "e2e-ft", .normals),
    Published("GonzaloMG/stable-diffusion-e2e-ft-normals", "e2e-ft-depth", "e2e-ft", .normals),
    Published("GonzaloMG/geowizard-e2e-ft", "geowizard-e2e-ft", "e2e-ft-geowizard"),
    Published("lemonaddie/Geowizard", "geowizard-v1", "geowizard"),
    Published("jingheya/lotus-depth-g-v1-0", "lotus-depth-g", "lotus"),
    Published("jingheya/lotus-depth-d-v1-0", "lotus-depth-d-disparity", "lotus"),
    Published("jingheya/lotus-depth-d-v1-1", "lotus-depth-d-disparity", "lotus"),
    Published("jingheya/lotus-depth-g-v2-0-disparity", "lotus-depth-g", "lotus", .disparity),
    Published("jingheya/lotus-depth-g-v2-1-disparity", "lotus-depth-g", "lotus", .disparity),
    Published(
      "jingheya/lotus-depth-d-v2-0-disparity", "lotus-depth-d-disparity", "lotus", .disparity),
    Published("jingheya/lotus-normal-g-v1-0", "lotus-depth-g", "lotus", .normals),
    Published("jingheya/lotus-normal-g-v1-1", "lotus-normal-g", "lotus", .normals),
    Published("jingheya/lotus-normal-d-v1-0", "lotus-depth-d-disparity", "lotus", .normals),
    Published("jingheya/lotus-normal-d-v1-1", "lotus-depth-d-disparity", "lotus", .normals),
  ]

  @Test("an id opens from the cache as its family, for depth or normals", arguments: all)
  func detected(_ published: Published) throws {
    let fixture = try HubCacheFixture()
    let miniature =
      Golden.root + "/Tests/InferenceTests/Goldens/families/" + published.miniature
    var count = 0
    try fixture.install(miniature, as: published.id) { _ in
      count += 1
      return String(repeating: "a", count: 60) + String(1000 + count)
    }
    let folder = try HubCache(folder: fixture.folder).modelFolder(try HubID(published.id))
    let family = try FamilyCatalog.family(of: try ModelStructure(folder))
    #expect(type(of: family).id == published.family)
    #expect(family.quantity == published.quantity)
  }

  @Test("README's table names these ids and no other")
  func table() throws {
    let text = try String(contentsOfFile: Golden.root + "/README.md", encoding: .utf8)
    let organisations = ["prs-eth", "GonzaloMG", "lemonaddie", "jingheya"]
    var named: Set<String> = []
    for line in text.split(separator: "\n") where line.hasPrefix("| ") {
      let parts = line.split(separator: "--model ").dropFirst()
      for part in parts {
        let id = part.prefix { !$0.isWhitespace && $0 != "`" }
        if organisations.contains(where: { id.hasPrefix($0 + "/") }) { named.insert(String(id)) }
      }
    }
    #expect(named == Set(Self.all.map(\.id)))
  }
}
