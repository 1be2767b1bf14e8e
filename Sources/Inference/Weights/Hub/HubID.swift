/// A model's name on the Hugging Face Hub: `org/name`, or `org/name@revision`.
public struct HubID: Sendable, Hashable {
  /// `org/name`.
  public let repository: String
  /// A branch, a tag, or a commit of which at least four digits are given; nil for `main`.
  public let revision: String?

  /// The name as it is typed.
  public var text: String { repository + (revision.map { "@" + $0 } ?? "") }

  private static let parts = 1...96

  /// Reads a name.
  ///
  /// The rules are the Hub's: letters, digits, `.`, `_` and `-`, neither `..` nor `--`, no part that
  /// begins or ends with a point or a dash. So no name can lead out of the cache.
  ///
  /// - Throws: `invalidSetting`.
  public init(_ text: String) throws(InferenceError) {
    let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let names = halves[0].split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2, names.allSatisfy({ Self.isName($0) }),
      halves.count == 1 || Self.isRevision(halves[1])
    else {
      throw .invalidSetting(
        name: "The model", value: text,
        allowed: "a path, a shipped model, or a Hub id org/name[@revision] of letters, digits and "
          + "._- without .. and --")
    }
    repository = String(halves[0])
    revision = halves.count == 2 ? String(halves[1]) : nil
  }

  /// Whether a text that is no path could be meant as a name.
  public static func isLikely(_ text: String) -> Bool {
    guard let first = text.first, first != "/", first != ".", first != "~" else { return false }
    let name = text.split(separator: "@", omittingEmptySubsequences: false)[0]
    return name.split(separator: "/", omittingEmptySubsequences: false).count == 2
  }

  /// Whether a part of a name obeys the Hub's rules.
  static func isName(_ part: Substring) -> Bool {
    guard parts.contains(part.utf8.count), !part.contains(".."), !part.contains("--"),
      let first = part.utf8.first, let last = part.utf8.last
    else { return false }
    let edges = [UInt8(ascii: "."), UInt8(ascii: "-")]
    return part.utf8.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "_") || edges.contains($0) }
      && !edges.contains(first) && !edges.contains(last)
  }

  private static func isRevision(_ text: Substring) -> Bool {
    let steps = text.split(separator: "/", omittingEmptySubsequences: false)
    return text.utf8.count <= 200
      && steps.allSatisfy { step in
        !step.isEmpty && step.first != "." && step.first != "-"
          && step.utf8.allSatisfy { isLetter($0) || "._-+".utf8.contains($0) }
      }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}

/// The commands that bring files into the cache.
enum HubCommand {
  /// `hf download` of a whole repository, or of some of its files.
  static func download(_ id: HubID, files: [String] = [], force: Bool = false) -> String {
    var words = ["hf", "download", id.repository] + files.map { quoted($0) }
    if let revision = id.revision { words += ["--revision", revision] }
    if force { words.append("--force-download") }
    return "`" + words.joined(separator: " ") + "`"
  }

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      byte > 0x2A && byte < 0x7B && !";<=>?[\\]^`".utf8.contains(byte)
    }
    return plain ? word : "'" + word.split(separator: "'").joined(separator: "'\\''") + "'"
  }
}
