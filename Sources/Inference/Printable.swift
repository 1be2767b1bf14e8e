/// Makes text from outside (file names, tensor names, JSON strings) safe to show in a terminal.
public enum Printable {
  /// Replaces every control character and every bidirectional override by a visible escape, and cuts
  /// the text to `limit` characters.
  ///
  /// Terminals obey what is printed: a file name may hold escape sequences, and Unicode's bidirectional
  /// overrides can make one name look like another.
  public static func clean(_ text: String, limit: Int = 500) -> String {
    var result = ""
    var length = 0
    for scalar in text.unicodeScalars {
      if length == limit { return result + "..." }
      length += 1
      if isUnsafe(scalar) {
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF: true
    case 0xFFF9...0xFFFB, 0xE0000...0xE007F: true
    default: false
    }
  }
}
