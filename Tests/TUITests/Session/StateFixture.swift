import Foundation
import Synchronization

@testable import TUI

/// A state folder for one test, removed afterwards.
final class StateFixture: Sendable {
  let path: String
  private let heard = Mutex<[String]>([])

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/stepscope-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var folder: StateFolder { StateFolder(path: path + "/state") }

  /// A keeper that keeps here; what it says is heard.
  func keeper(interval: Double = 10) -> SessionKeeper {
    let keeper = SessionKeeper(folder: folder, interval: interval) { [self] message in
      if case .session(.notKept(let sentence)) = message {
        heard.withLock { $0.append(sentence) }
      }
    }
    keeper.begin()
    return keeper
  }

  var complaints: [String] { heard.withLock { $0 } }

  /// The autosaves there are.
  var autosaves: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.sessions)) ?? []
    return names.filter { $0.hasPrefix("auto-") && $0.hasSuffix(".stepscope") }
  }

  /// Waits until something is so; the bound only ends a hung test.
  func wait(_ condition: () -> Bool) -> Bool {
    for _ in 0..<2_000 {
      if condition() { return true }
      usleep(5_000)
    }
    return false
  }
}
