import Foundation
import TestSupport

/// Runs programs and waits for them.
enum Shell {
  /// What a program said and how it ended.
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// For `env`: tests run on threads that take no signals, and a program started from one would not
  /// either, so that nothing could end it.
  static let unblocking = "--default-signal"

  /// A program found through PATH, with its arguments.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    input: String? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [unblocking, program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("stepscope-\(UUID().uuidString)")
    let errors = output.appendingPathExtension("err")
    for file in [output, errors] { try Data().write(to: file) }
    defer {
      for file in [output, errors] { try? FileManager.default.removeItem(at: file) }
    }
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: a pipe that nobody empties stops the program.
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  /// stepscope itself.
  static func stepscope(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Result {
    try run(Binary.path, arguments, environment: environment)
  }
}

/// The program under test.
enum Binary {
  /// The one that `make test` built, else the debug build.
  static let path =
    ProcessInfo.processInfo.environment["STEPSCOPE_BINARY"] ?? Golden.root
    + "/.build/debug/stepscope"
}

/// A folder that is gone when the test is over.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("stepscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}
