internal import Foundation

/// Text compared with a file that a person has read and kept.
///
/// `RECORD_SNAPSHOTS=1` writes the files and fails, so that a recording never passes for a check.
public enum Snapshot {
  /// What is wrong with the text; nil when it is as recorded.
  ///
  /// The file is `Snapshots/NAME.txt` in the folder of the test target that `testFile` lies in.
  public static func difference(
    _ text: String, named name: String, testFile: String = #filePath
  ) -> String? {
    let folder = URL(fileURLWithPath: testFile).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Snapshots")
    let file = folder.appendingPathComponent(name + ".txt")
    let text = text + "\n"
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return "recorded \(name)"
      } catch {
        return "\(name) cannot be recorded: \(error)"
      }
    }
    guard let recorded = try? String(contentsOf: file, encoding: .utf8) else {
      return "\(name) has not been recorded; RECORD_SNAPSHOTS=1 records it"
    }
    return recorded == text ? nil : firstDifference(name, recorded, text)
  }

  private static func firstDifference(
    _ name: String, _ recorded: String, _ text: String
  ) -> String {
    let old = recorded.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (row, pair) in zip(old, new).enumerated() where pair.0 != pair.1 {
      return "\(name), line \(row + 1):\n  was \(pair.0)\n  is  \(pair.1)"
    }
    return "\(name) has \(new.count) lines where \(old.count) are recorded"
  }
}
