internal import Foundation
internal import Glibc
import Inference

/// Where the program keeps what it remembers: `$XDG_STATE_HOME/stepscope`, else `~/.local/state/stepscope`.
struct StateFolder: Sendable, Hashable {
  let path: String

  /// The folder of an environment; nil without a home.
  init?(_ environment: [String: String]) {
    if let folder = environment["XDG_STATE_HOME"], folder.hasPrefix("/") {
      path = folder + "/stepscope"
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      path = home + "/.local/state/stepscope"
    } else {
      return nil
    }
  }

  init(path: String) {
    self.path = path
  }

  var sessions: String { path + "/sessions" }
  var history: String { path + "/history" }
  var tourMark: String { path + "/tour-shown" }
  /// The session that ended last as it should.
  var last: String { sessions + "/last.stepscope" }
  /// The session that ended in a crash.
  var crashed: String { sessions + "/crashed.stepscope" }

  /// Makes the folders, for this person alone.
  ///
  /// - Throws: `cannotWrite`.
  func create() throws(InferenceError) {
    do {
      try FileManager.default.createDirectory(
        atPath: sessions, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw .cannotWrite(path: sessions, reason: error.localizedDescription)
    }
  }

  /// The file that a name of `:load` stands for: `last`, `crashed`, or a path.
  func file(_ name: String) -> String {
    switch name {
    case "last": last
    case "crashed": crashed
    default: PersonPath.expanded(name)
    }
  }

  /// Takes the newest session that another process left when it died, under `crashed`.
  ///
  /// Nil when there is none. Others stay for later starts; those of more than a month ago are removed.
  ///
  /// Whoever holds the lock beside an autosave is alive. Several processes may look at once: each
  /// autosave is taken by the one that gets its lock.
  func takeCrashed() -> String? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: sessions)) ?? []
    let autosaves = names.filter { $0.hasPrefix("auto-") && $0.hasSuffix(".stepscope") }
      .map { (path: sessions + "/" + $0, age: Self.age(sessions + "/" + $0)) }
      .sorted { $0.age < $1.age }
    for file in autosaves {
      guard let lock = FileLock(path: file.path + ".lock") else { continue }
      let isOld = file.age > 30 * 86_400
      let isTaken = isOld ? unlink(file.path) == 0 : rename(file.path, crashed) == 0
      lock.remove()
      if isTaken, !isOld { return crashed }
    }
    return nil
  }

  /// Seconds since a file was written.
  private static func age(_ path: String) -> Double {
    let date = try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
    return -(date ?? .distantPast).timeIntervalSinceNow
  }
}

/// A file that one process holds at a time; let go when the process ends, however it does.
final class FileLock: @unchecked Sendable {
  private let descriptor: Int32
  private let path: String

  /// Takes the lock; nil when another process has it or the file cannot be made.
  init?(path: String) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// Removes the file; the lock stays until this value goes.
  func remove() { unlink(path) }
}

/// Paths as people write them.
enum PersonPath {
  /// With the home folder in place of a leading `~`.
  static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"),
      let home = ProcessInfo.processInfo.environment["HOME"], home.hasPrefix("/")
    else { return path }
    return home + path.dropFirst()
  }
}
