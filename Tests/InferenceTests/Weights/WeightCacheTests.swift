internal import CKernels
internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

@Suite("Weight cache", .serialized)
struct WeightCacheTests {
  @Test(
    "the second start takes packed weights, prompts among them, and gives the same bits",
    arguments: ["marigold-depth-v1-1", "geowizard-v1", "geowizard-v2", "lotus-depth-g"])
  func sameBits(family: String) throws {
    let fixture = try WeightCacheFixture(family)
    let plain = try fixture.predict(nil)
    let first = try fixture.predict(fixture.cache())
    let second = try fixture.predict(fixture.cache())
    #expect(!first.isFromCache && second.isFromCache)
    #expect(first.values == plain.values && second.values == plain.values)
    #expect(fixture.sentences.isEmpty)
  }

  @Test(
    "each precision has its own packed weights, and never those of another",
    .enabled(if: Precision.bf16.isSupported, "this processor has no AVX512-BF16"))
  func precisions() throws {
    let fixture = try WeightCacheFixture()
    var values: [[Float]] = []
    for precision in Precision.allCases {
      let plain = try fixture.predict(nil, precision)
      let first = try fixture.predict(fixture.cache(), precision)
      let second = try fixture.predict(fixture.cache(), precision)
      #expect(!first.isFromCache && second.isFromCache, "\(precision)")
      #expect(first.values == plain.values && second.values == plain.values, "\(precision)")
      #expect(!values.contains(plain.values), "\(precision)")
      values.append(plain.values)
    }
    #expect(fixture.sentences.isEmpty)
  }

  @Test(
    "what is mapped is what is computed with: a bit that changes in the file changes the result")
  func isInUse() throws {
    let fixture = try WeightCacheFixture()
    let plain = try fixture.predict(fixture.cache()).values
    let estimator = try Estimator(
      folder: ModelFolder(path: fixture.model), cache: fixture.cache())
    let path = try fixture.path("unet")
    let header = try #require(try PackedFile(path: path)).header
    let entry = try #require(header.entries.first { $0.name.hasPrefix("conv_in.weight") })
    // In the exponent of the first value.
    try WeightCacheFixture.flip(path, at: entry.start + entry.storage.bytes - 1)
    #expect(try WeightCacheFixture.predict(estimator) != plain)
  }

  @Test(
    "a replaced weight file is never answered with old weights, even of the same size and header")
  func replaced() throws {
    let fixture = try WeightCacheFixture()
    // What was written a moment ago is looked at in full; later on the file system is believed.
    Thread.sleep(forTimeInterval: 2.2)
    let before = try fixture.predict(fixture.cache())
    let path = fixture.model + "/unet/diffusion_pytorch_model.safetensors"
    let size = try #require(
      try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    var date = stat()
    #expect(stat(path, &date) == 0)
    try WeightCacheFixture.flip(path, at: size - 700)
    // A program that hides that it wrote.
    var times = [date.st_atim, date.st_mtim]
    #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    let plain = try fixture.predict(nil)
    let after = try fixture.predict(fixture.cache())
    #expect(!after.isFromCache && after.values == plain.values && after.values != before.values)
    #expect(try fixture.predict(fixture.cache()).isFromCache)
  }

  @Test("a copy of the model elsewhere shares the file")
  func copied() throws {
    let fixture = try WeightCacheFixture()
    _ = try fixture.predict(fixture.cache())
    let count = fixture.cache().files.count
    let copy = fixture.folder + "/copy"
    try FileManager.default.copyItem(atPath: fixture.model, toPath: copy)
    let estimator = try Estimator(folder: ModelFolder(path: copy), cache: fixture.cache())
    #expect(estimator.isFromCache && fixture.cache().files.count == count)
  }

  @Test(
    "a damaged file is packed anew, which is said once, and works again",
    arguments: ["first byte", "header", "weight", "slack gone", "half gone", "empty", "longer"])
  func damaged(how: String) throws {
    let fixture = try WeightCacheFixture()
    let plain = try fixture.predict(fixture.cache())
    let path = try fixture.path("unet")
    let size = try #require(fixture.cache().files.first { path.hasSuffix($0.name) }).bytes
    switch how {
    case "first byte": try WeightCacheFixture.flip(path, at: 0)
    case "header": try WeightCacheFixture.flip(path, at: 100)
    case "weight": try WeightCacheFixture.flip(path, at: size - PackedHeader.slack - 300)
    case "slack gone": truncate(path, off_t(size - 1))
    case "half gone": truncate(path, off_t(size / 2))
    case "empty": truncate(path, 0)
    default: truncate(path, off_t(size + 4096))
    }
    let cache = fixture.cache()
    let found = try fixture.predict(cache)
    #expect(!found.isFromCache && found.values == plain.values)
    // Nothing can be mapped of an empty file, which is as good as none.
    #expect(fixture.sentences.count == (how == "empty" ? 0 : 1), "\(fixture.sentences)")
    #expect(fixture.sentences.allSatisfy { $0.hasSuffix("the weights are packed anew.") })
    #expect(try fixture.predict(fixture.cache()).isFromCache)
  }

  @Test(
    "a file that becomes shorter while it is in use ends the call with a sentence, not the process")
  func shortened() throws {
    let fixture = try WeightCacheFixture()
    _ = try fixture.predict(fixture.cache())
    let estimator = try Estimator(
      folder: ModelFolder(path: fixture.model), cache: fixture.cache())
    #expect(estimator.isFromCache)
    truncate(try fixture.path("unet"), 4096)
    do {
      _ = try WeightCacheFixture.predict(estimator)
      Issue.record("zeros were computed with")
    } catch InferenceError.damaged(_, let reason, let advice) {
      #expect(reason.contains("shorter") && advice == "open the model again")
    }
    #expect(try fixture.predict(fixture.cache()).values == fixture.predict(nil).values)
  }

  @Test("without a place to write loading goes on, and it is said once")
  func unwritable() throws {
    let fixture = try WeightCacheFixture()
    let plain = try fixture.predict(nil)
    // A file where a folder should be: nobody can write there, not even root.
    try Data().write(to: URL(filePath: fixture.folder + "/file"))
    let cache = fixture.cache(in: fixture.folder + "/file/weights")
    for _ in 0..<2 { #expect(try fixture.predict(cache).values == plain.values) }
    #expect(fixture.sentences.count == 1, "\(fixture.sentences)")
    #expect(fixture.sentences.first?.contains("not kept for the next start") == true)
  }

  @Test("nothing is kept with a limit of 0, below the least size, or of more than the limit")
  func off() throws {
    let fixture = try WeightCacheFixture()
    for cache in [
      fixture.cache(limit: 0), fixture.cache(leastBytes: 1 << 40), fixture.cache(limit: 1000),
    ] {
      #expect(try !fixture.predict(cache).isFromCache)
      #expect(cache.files.isEmpty)
    }
    #expect(WeightCache.usualLeastBytes > 8 << 20, "the shipped models are not kept")
    #expect(fixture.sentences.isEmpty)
  }

  @Test("the file that was not used for longest makes room")
  func eviction() throws {
    let fixture = try WeightCacheFixture()
    _ = try fixture.predict(fixture.cache())
    let (unet, vae) = (try fixture.path("unet"), try fixture.path("vae"))
    let files = fixture.cache().files
    let size = files.reduce(0) { $0 + $1.bytes }
    for (path, age) in [(unet, 100.0), (vae, 200.0)] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date().addingTimeInterval(-age)], ofItemAtPath: path)
    }
    fixture.cache(limit: size + 10).makeRoom(for: 500, replacing: "other")
    #expect(!FileManager.default.fileExists(atPath: vae))
    #expect(FileManager.default.fileExists(atPath: unet))
    // Using a file makes it the newest.
    let before = try #require(fixture.cache().files.first { unet.hasSuffix($0.name) }).used
    _ = MappedFile(path: unet)
    let after = try #require(fixture.cache().files.first { unet.hasSuffix($0.name) }).used
    #expect(after > before)
    #expect(try fixture.cache().clear() > 0)
    #expect(fixture.cache().files.isEmpty)
  }

  @Test("several starts at once all work, and leave one sound file")
  func concurrent() async throws {
    let fixture = try WeightCacheFixture()
    let plain = try fixture.predict(nil).values
    try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<4 { group.addTask { try fixture.predict(fixture.cache()).values } }
      for try await values in group { #expect(values == plain) }
    }
    #expect(try fixture.predict(fixture.cache()).isFromCache)
    #expect(fixture.sentences.isEmpty)
    let names = try FileManager.default.contentsOfDirectory(atPath: fixture.weights)
    #expect(!names.contains { $0.hasSuffix(WeightCache.partialEnding) })
  }

  @Test("what a killed process left is removed; what another one is writing is left to it")
  func killed() throws {
    let fixture = try WeightCacheFixture()
    _ = try fixture.predict(fixture.cache())
    let path = try fixture.path("unet")
    let bytes = try Data(contentsOf: URL(filePath: path))
    try FileManager.default.removeItem(atPath: path)
    // Half of a file, as it is at the moment of a kill: nobody holds its lock.
    let partial = path + WeightCache.partialEnding
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: partial))
    #expect(try !fixture.predict(fixture.cache()).isFromCache)
    #expect(try fixture.predict(fixture.cache()).isFromCache)
    #expect(!FileManager.default.fileExists(atPath: partial))
    // A lock that is held: the other one writes.
    try FileManager.default.removeItem(atPath: path)
    let other = try #require(try PartialFile(path: partial))
    #expect(try !fixture.predict(fixture.cache()).isFromCache)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(FileManager.default.fileExists(atPath: partial))
    withExtendedLifetime(other) {}
  }

  @Test("every bit counts in a digest, and so does the length")
  func digest() {
    let bytes = (0..<700).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for count in [0, 1, 63, 64, 255, 256, 257, 700] {
      let whole = ck_digest(bytes, count, 0)
      #expect(whole != ck_digest(bytes, count, 1))
      if count < bytes.count { #expect(whole != ck_digest(bytes, count + 1, 0)) }
      for place in stride(from: 0, to: count, by: 5) {
        var changed = bytes
        changed[place] ^= 0x80
        #expect(ck_digest(changed, count, 0) != whole, "\(place) of \(count)")
      }
    }
    // Zeros at the end are not lost.
    #expect(ck_digest([0, 0, 0], 2, 0) != ck_digest([0, 0, 0], 3, 0))
    // Files of another machine and another version of the program are told apart by these bits.
    #expect(ck_digest(bytes, 700, 0) == 1_089_711_857_420_838_490)
  }

  @Test("packing that changes its bits needs another version of the files")
  func version() throws {
    var weight = Tensor(zeros: [40, 13, 3, 3])
    for index in weight.scalars.indices { weight.scalars[index] = Float(index % 251) - 125 }
    let known: [(Int, UInt64)] = [
      (16, 7_014_159_589_937_915_645), (32, 6_411_635_464_435_297_914),
    ]
    for (panel, expected) in known {
      let packed = try PackedWeight(weight, outputs: 40, inputs: 13, taps: 9, panel: panel)
      let digest = ck_digest(packed.memory.pointer, packed.layout.padded * 117 * 4, 0)
      #expect(digest == expected)
      #expect(PackedStore.version == 1)
    }
  }
}
