internal import CKernels

/// What stands before the weights in a file of packed weights.
///
/// 32 bytes: a magic number, the length of the text, its digest, the length of the file. Then the text, in JSON.
struct PackedHeader: Sendable, Equatable {
  /// What the weights hang on beside the content of the checkpoint's files.
  let key: String
  /// The digest of that content.
  let content: UInt64
  let entries: [PackedEntry]

  /// Bytes before the text.
  static let preamble = 32
  /// The first bytes of every such file.
  static let magic = Array("stepscpw".utf8)
  /// The longest text.
  private static let textLimit = 64 << 20
  /// Bytes behind the last weight, which kernels may read.
  static let slack = 4096

  /// The first multiple of the alignment from an offset on.
  static func aligned(_ offset: Int) -> Int {
    (offset + PackedEntry.alignment - 1) / PackedEntry.alignment * PackedEntry.alignment
  }

  /// The preamble and the text, for a file of a length.
  func bytes(fileSize: Int) -> [UInt8] {
    let text = Array(text.utf8)
    let digest = ck_digest(text, text.count, 0)
    var bytes = Self.magic
    for number in [UInt64(text.count), digest, UInt64(fileSize)] {
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
    return bytes + text
  }

  private var text: String {
    "{\"key\":\(JSONText.quoted(key)),\"content\":\(Int64(bitPattern: content)),\"weights\":["
      + entries.map(\.json).joined(separator: ",\n") + "]}"
  }

  /// The header of a file's bytes.
  ///
  /// - Throws: what is wrong with them, as a clause.
  init(_ file: UnsafeRawBufferPointer) throws(Problem) {
    guard file.count >= Self.preamble, file.prefix(Self.magic.count).elementsEqual(Self.magic)
    else {
      throw Problem("it does not begin as such files do")
    }
    func number(_ start: Int) -> UInt64 {
      (0..<8).reduce(0) { $0 | UInt64(file[start + $1]) << ($1 * 8) }
    }
    guard number(24) == UInt64(file.count) else {
      throw Problem("it has \(file.count) bytes where \(number(24)) were written")
    }
    let length = number(8)
    guard length <= UInt64(Self.textLimit), Self.preamble + Int(length) <= file.count else {
      throw Problem("its header is longer than it may be")
    }
    let text = [UInt8](file[Self.preamble..<(Self.preamble + Int(length))])
    guard ck_digest(text, text.count, 0) == number(16) else {
      throw Problem("its header is not the one that was written")
    }
    try self.init(text, end: Self.preamble + Int(length), fileSize: file.count)
  }

  private init(_ text: [UInt8], end: Int, fileSize: Int) throws(Problem) {
    guard case .object(let members)? = try? JSONReader.parse(text, limits: .config),
      case .string(let key)? = members.first(where: { $0.key == "key" })?.value,
      case .integer(let content)? = members.first(where: { $0.key == "content" })?.value,
      case .array(let values)? = members.first(where: { $0.key == "weights" })?.value
    else { throw Problem("its header is not one of this program") }
    var entries: [PackedEntry] = []
    for value in values {
      guard let entry = PackedEntry(value), entry.start >= end,
        entry.byteCount <= fileSize - Self.slack,
        entry.start <= fileSize - Self.slack - entry.byteCount
      else { throw Problem("one of its weights lies outside") }
      entries.append(entry)
    }
    self.init(key: key, content: UInt64(bitPattern: Int64(content)), entries: entries)
  }

  /// A header from its parts.
  init(key: String, content: UInt64, entries: [PackedEntry]) {
    self.key = key
    self.content = content
    self.entries = entries
  }

  /// What is wrong with a file, as a clause.
  struct Problem: Error, Equatable {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }
}
