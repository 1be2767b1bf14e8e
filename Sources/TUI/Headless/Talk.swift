import Foundation

/// What a headless command says besides its results: on stderr, never on stdout.
enum Talk {
  /// One line on stderr.
  static func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  /// One line of results on stdout.
  static func result(_ line: String) {
    write(line + "\n")
  }

  /// Results on stdout that end their lines themselves.
  static func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
