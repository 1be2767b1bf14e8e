import Foundation

/// The processes of this machine.
enum ProcessTable {
  /// A parent and its child that were both given an argument: the explorer that repairs the terminal, and the one
  /// that works.
  static func pair(with argument: String) throws -> (parent: Int32, child: Int32) {
    let found = try parents(with: argument)
    guard let pair = found.first(where: { found[$0.value] != nil }) else {
      throw RobotError(what: "no parent and child: \(found)")
    }
    return (parent: pair.value, child: pair.key)
  }

  /// The processes that were given an argument, with their parents.
  private static func parents(with argument: String) throws -> [Int32: Int32] {
    var found: [Int32: Int32] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      guard let number = Int32(name),
        let line = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(name)/cmdline")),
        String(decoding: line, as: UTF8.self).split(separator: "\0").contains(argument[...]),
        let status = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
        let fields = status.split(separator: ")").last?.split(separator: " "), fields.count > 1,
        let parent = Int32(fields[1])
      else { continue }
      found[number] = parent
    }
    return found
  }
}
