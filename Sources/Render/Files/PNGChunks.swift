/// The outer structure of a PNG file: a signature and chunks, each with its length and check sum.
///
/// Only walks the file; nothing is decompressed here. Every length is checked against the bytes there are.
struct PNGChunks {
  struct Chunk {
    var type: String
    /// The chunk's data in the file.
    var data: Range<Int>
    /// The whole chunk with length, type and check sum.
    var whole: Range<Int> { (data.lowerBound - 8)..<(data.upperBound + 4) }
  }

  /// What the header chunk says.
  struct Header: Equatable {
    var width: Int
    var height: Int
    var bitDepth: Int
    /// 0 gray, 2 colour, 3 palette, 4 gray with alpha, 6 colour with alpha.
    var colourType: Int
  }

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  let header: Header
  let chunks: [Chunk]
  private let bytes: [UInt8]

  /// Walks the chunks up to `IEND`; `name` is for the messages.
  init(_ bytes: [UInt8], name: String) throws(RenderError) {
    self.bytes = bytes
    func damaged(_ reason: String) -> RenderError {
      .damaged(name: name, format: "PNG", reason: reason)
    }
    guard bytes.starts(with: Self.signature) else { throw damaged("it does not begin as a PNG") }
    var chunks: [Chunk] = []
    var position = Self.signature.count
    while chunks.last?.type != "IEND" {
      guard bytes.count - position >= 12 else {
        throw damaged("it ends after \(bytes.count) bytes without an IEND chunk")
      }
      let length = Self.number(bytes, at: position)
      let type = String(decoding: bytes[(position + 4)..<(position + 8)], as: Unicode.ASCII.self)
      guard length <= bytes.count - position - 12 else {
        let all = "\(length) bytes of its \(type) chunk"
        throw damaged("it ends after \(bytes.count) bytes, before the \(all) are complete")
      }
      chunks.append(Chunk(type: type, data: (position + 8)..<(position + 8 + length)))
      position += 12 + length
    }
    self.chunks = chunks
    guard let first = chunks.first, first.type == "IHDR", first.data.count == 13 else {
      throw damaged("it does not begin with a header chunk")
    }
    guard chunks.contains(where: { $0.type == "IDAT" }) else {
      throw damaged("it has no picture data (no IDAT chunk)")
    }
    header = Header(
      width: Self.number(bytes, at: first.data.lowerBound),
      height: Self.number(bytes, at: first.data.lowerBound + 4),
      bitDepth: Int(bytes[first.data.lowerBound + 8]),
      colourType: Int(bytes[first.data.lowerBound + 9]))
  }

  /// The file with nothing in it but what makes the pixels.
  ///
  /// Gamma, profiles and texts are left out: pixels come out as they are stored, as Pillow reads them,
  /// and compressed texts cannot do harm.
  func pixelsOnly() -> [UInt8] {
    rebuilt { ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"].contains($0) }
  }

  /// The file with the chunks whose type passes.
  func rebuilt(keeping isKept: (String) -> Bool) -> [UInt8] {
    var result = Self.signature
    for chunk in chunks where isKept(chunk.type) { result += bytes[chunk.whole] }
    return result
  }

  /// The uncompressed texts of the file by keyword, as `PNGWriter` writes them.
  func texts() -> [String: String] {
    var result: [String: String] = [:]
    for chunk in chunks where chunk.type == "tEXt" || chunk.type == "iTXt" {
      let data = bytes[chunk.data]
      guard let end = data.firstIndex(of: 0) else { continue }
      let keyword = String(decoding: data[..<end], as: UTF8.self)
      if chunk.type == "tEXt" {
        result[keyword] = String(String.UnicodeScalarView(data[(end + 1)...].map { .init($0) }))
      } else {
        // Two bytes on compression, then a language and a translated keyword, each ended by a zero.
        let rest = data[(end + 1)...]
        guard rest.count >= 4, rest[end + 1] == 0 else { continue }
        let parts = rest.dropFirst(2).split(
          separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        if parts.count == 3 { result[keyword] = String(decoding: parts[2], as: UTF8.self) }
      }
    }
    return result
  }

  /// A big-endian number of four bytes.
  static func number(_ bytes: [UInt8], at position: Int) -> Int {
    bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
  }

  /// A number as four big-endian bytes.
  static func bytes(of number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * $0)) }
  }

  /// One chunk with its length and check sum.
  static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bytes(of: UInt32(truncatingIfNeeded: data.count)) + body + bytes(of: checksum(body))
  }

  /// CRC-32 as PNG defines it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var register: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~register
  }
}
