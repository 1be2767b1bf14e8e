internal import Foundation
internal import Synchronization

/// How many threads the engine uses.
public enum Threads {
  private static let chosen = Atomic<Int>(0)

  /// The number of threads: what was chosen, else one for each processor the process may use.
  public static var count: Int {
    let count = chosen.load(ordering: .relaxed)
    return count > 0 ? count : max(1, ProcessInfo.processInfo.activeProcessorCount)
  }

  /// Chooses the number of threads for every computation that begins later; at least 1.
  public static func use(_ count: Int) {
    chosen.store(max(1, count), ordering: .relaxed)
  }
}
