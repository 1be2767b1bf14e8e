import Foundation
import Inference

/// The cache of packed weights, as the person prefers it.
enum KeptWeights {
  /// The cache, with a limit of 0 where nothing is to be kept; nil without a home.
  ///
  /// `say` is told what is wrong with it, each thing once.
  static func cache(
    say: @escaping @Sendable (String) -> Void = { Talk.say("stepscope: \($0)") }
  ) -> WeightCache? {
    guard let folder = WeightCache.folder(ProcessInfo.processInfo.environment) else { return nil }
    let limit = (try? MemoryLimit.bytes(Preferences.current[.weightCache])) ?? nil
    return WeightCache(
      folder: folder, limit: limit ?? 0, program: Version.current, say: say)
  }

  /// That of a command without the interface, which says on stderr what is wrong with it.
  static let shared = cache()

  /// Waits until what was loaded has been written.
  static func finishWriting() { shared?.finishWriting() }

  /// What there is, in a line.
  static func summary(_ cache: WeightCache?) -> String {
    guard let cache else { return "off, there is no home folder" }
    let files = cache.files
    let held = MemorySize.text(files.reduce(0) { $0 + $1.bytes })
    let limit = cache.limit == 0 ? "off" : "at most \(MemorySize.text(cache.limit))"
    return "\(Printable.clean(cache.folder)), \(files.count) files, \(held), \(limit)"
  }
}
