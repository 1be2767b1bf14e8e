import Inference

/// A path as terminals paste it when a file is dropped on them: quoted, escaped, or as a `file://` URL.
enum DroppedPath {
  /// The most characters a path may have.
  static let limit = 4_096

  /// What was dropped.
  enum Reading: Equatable {
    case path(String)
    /// Nothing that looks like a path; its first line.
    case text(String)
    /// A path that cannot be one, in a sentence.
    case refused(String)
  }

  static func read(_ pasted: String) -> Reading {
    let text = trimmed(pasted)
    guard looksLikePath(text) else { return .text(firstLine(text)) }
    guard text.count <= limit else {
      return .refused(
        "What was dropped has \(text.count) characters; a path has at most \(limit).")
    }
    if text.hasPrefix("file:") { return url(firstLine(text)) }
    let path = unquoted(text)
    guard !path.isEmpty else { return .refused("What was dropped holds no path.") }
    guard !path.unicodeScalars.contains("\0") else {
      return .refused("What was dropped holds a zero character, which no path has.")
    }
    return .path(path)
  }

  private static func looksLikePath(_ text: String) -> Bool {
    let start = text.drop { $0 == "'" || $0 == "\"" }
    return ["/", "~/", "./", "../", "file:/"].contains { start.hasPrefix($0) }
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  private static func firstLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  }

  /// The first path of the text as a shell reads it; a line ends it, unless quotes hold it together.
  private static func unquoted(_ text: String) -> String {
    // Without quotes and escapes it is the whole line, spaces too.
    guard text.contains(where: { "'\"\\".contains($0) }) else { return firstLine(text) }
    var result = ""
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        result.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { result.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character.isWhitespace {
        break
      } else {
        result.append(character)
      }
    }
    // A quote that nothing closes belongs to the name.
    return quote == nil ? result : firstLine(text)
  }

  private static func url(_ text: String) -> Reading {
    var rest = text.dropFirst("file:".count)
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      let host = rest.prefix { $0 != "/" }
      guard host.isEmpty || host == "localhost" else {
        return .refused(
          "\(Printable.clean(text, limit: 120)) lies on another machine; copy it here first.")
      }
      rest = rest.dropFirst(host.count)
    }
    guard let path = decoded(String(rest)), path.hasPrefix("/"),
      !path.unicodeScalars.contains("\0")
    else {
      return .refused("\(Printable.clean(text, limit: 120)) is no URL of a file.")
    }
    return .path(path)
  }

  /// Percent escapes as the bytes they stand for; nil where they are none or no UTF-8.
  private static func decoded(_ text: String) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
