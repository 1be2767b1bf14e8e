internal import Foundation
internal import Testing

@testable internal import Inference

@Suite struct AtomicFileTests {
  /// System calls of which the n-th fails.
  static func failing(at target: Int, with code: Int32) -> AtomicFile.System {
    let calls = Counter()
    var system = AtomicFile.System()
    @Sendable func fails() -> Bool {
      guard calls.next() == target else { return false }
      errno = code
      return true
    }
    system.write = { fails() ? -1 : Foundation.write($0, $1, min($2, 1000)) }
    system.sync = { fails() ? -1 : fsync($0) }
    system.rename = { fails() ? -1 : rename($0, $1) }
    return system
  }

  /// What writing one tensor throws.
  static func write(
    _ tensor: Tensor, _ folder: TemporaryFolder, _ system: AtomicFile.System
  ) -> InferenceError? {
    do throws(InferenceError) {
      try SafetensorsWriter.write(
        [("a", tensor)], metadata: [:], to: folder.path("x"), system: system)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [ENOSPC, EIO, EDQUOT])
  func whateverCallFailsTheOldFileStaysAndNothingElse(_ code: Int32) throws {
    let folder = try TemporaryFolder()
    let tensor = try SafetensorsWriterTests.tensor(1000, [1000])
    let expected = InferenceError.cannotWrite(
      path: folder.path("x"), reason: String(cString: strerror(code)))
    var failures = 0
    try folder.write("old", to: "x")
    while let error = Self.write(tensor, folder, Self.failing(at: failures, with: code)) {
      #expect(error == expected)
      #expect(folder.names == ["x"])
      #expect(try String(contentsOfFile: folder.path("x"), encoding: .utf8) == "old")
      failures += 1
    }
    // Two writes before the values, five for the values, one to sync, one to rename.
    #expect(failures == 8 || failures == 9)
    #expect(try SafetensorsFile(path: folder.path("x")).read("a") == tensor)
  }

  @Test func interruptedWritesGoOn() throws {
    let folder = try TemporaryFolder()
    let system = Self.failing(at: 1, with: EINTR)
    try SafetensorsWriter.write(
      [("a", try SafetensorsWriterTests.tensor(4, [4]))], metadata: [:], to: folder.path("x"),
      system: system)
    #expect(try SafetensorsFile(path: folder.path("x")).entries.count == 1)
  }

  @Test func aMissingFolderIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("none/x")
    #expect(throws: InferenceError.cannotWrite(path: path, reason: "No such file or directory")) {
      try AtomicFile.write([1], to: path)
    }
  }

  @Test func aWholeFileIsReplaced() throws {
    let folder = try TemporaryFolder()
    try folder.write("something longer", to: "x")
    try AtomicFile.write(Array("new".utf8), to: folder.path("x"))
    #expect(try String(contentsOfFile: folder.path("x"), encoding: .utf8) == "new")
  }
}

/// Counts calls from any thread.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0

  func next() -> Int {
    lock.withLock {
      defer { count += 1 }
      return count
    }
  }
}
