internal import Foundation
internal import Synchronization
internal import TestSupport

@testable internal import Inference

/// A model's copy that may be changed, and a cache for it that keeps weights of any size.
final class WeightCacheFixture: Sendable {
  let folder: String
  let model: String
  private let said = Mutex<[String]>([])

  init(_ family: String = "marigold-depth-v1-1") throws {
    folder = NSTemporaryDirectory() + "weight-cache-\(UUID().uuidString)"
    model = folder + "/model"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Self.copy(Golden.folder + "/families/" + family, to: model)
  }

  /// Copies a folder with what its links lead to.
  private static func copy(_ source: String, to target: String) throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: target, withIntermediateDirectories: true)
    for name in try manager.contentsOfDirectory(atPath: source) {
      guard let path = FilePath.resolved(source + "/" + name) else { continue }
      if FilePath.isFolder(path) {
        try copy(path, to: target + "/" + name)
      } else {
        try Data(contentsOf: URL(filePath: path)).write(to: URL(filePath: target + "/" + name))
      }
    }
  }

  deinit {
    chmod(folder, 0o700)
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// What the cache said.
  var sentences: [String] { said.withLock { $0 } }

  var weights: String { folder + "/weights" }

  func cache(limit: Int = 1 << 30, leastBytes: Int = 0, in place: String? = nil) -> WeightCache {
    WeightCache(
      folder: place ?? weights, limit: limit, leastBytes: leastBytes, program: "test",
      say: { [self] sentence in said.withLock { $0.append(sentence) } })
  }

  /// The prediction of a one-step run of the model, loaded with a cache whose writing is waited for.
  func predict(
    _ cache: WeightCache?, _ precision: Precision = .fp32
  ) throws -> (values: [Float], isFromCache: Bool) {
    let estimator = try Estimator(
      folder: ModelFolder(path: model), precision: precision, cache: cache)
    cache?.finishWriting()
    return (try Self.predict(estimator), estimator.isFromCache)
  }

  static func predict(_ estimator: Estimator) throws -> [Float] {
    let picture = ReferenceNumbers.tensor([1, 3, 32, 40], seed: 3, scale: 0.3)
    var settings = estimator.family.defaults
    settings.steps = 1
    settings.processingResolution = 0
    let image = try estimator.prepare(picture, resolution: 0)
    var denoising = try estimator.begin(image, settings)
    while try denoising.next() != nil {}
    return denoising.trajectory.finalLatents.scalars
  }

  /// The file that holds a component's weights.
  func path(_ component: String) throws -> String {
    let files = cache().files.map(\.name).filter { $0.hasPrefix(component + "-") }
    guard let name = files.first, files.count == 1 else {
      throw InferenceError.missing(path: component, advice: "\(files)")
    }
    return weights + "/" + name
  }

  /// Turns a bit of a file over.
  static func flip(_ path: String, at offset: Int) throws {
    let handle = try FileHandle(forUpdating: URL(filePath: path))
    defer { try? handle.close() }
    try handle.seek(toOffset: UInt64(offset))
    let byte = try handle.read(upToCount: 1)?.first ?? 0
    try handle.seek(toOffset: UInt64(offset))
    try handle.write(contentsOf: Data([byte ^ 0x10]))
  }
}
