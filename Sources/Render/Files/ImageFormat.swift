/// What a file is, by its first bytes.
enum ImageFormat: Equatable {
  case png
  case jpeg
  case pnm
  /// Something that is not read here, with an article for the message.
  case other(String)

  init(_ bytes: [UInt8]) {
    if bytes.starts(with: PNGChunks.signature) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if Self.isPNM(bytes) {
      self = .pnm
    } else {
      let known = Self.others.first { other in
        bytes.dropFirst(other.offset).starts(with: Array(other.magic.utf8))
      }
      self = .other(known?.name ?? "not a picture")
    }
  }

  private static func isPNM(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 2, bytes[0] == UInt8(ascii: "P") else { return false }
    return [0x32, 0x33, 0x35, 0x36].contains(bytes[1])
      && [0x20, 0x09, 0x0A, 0x0D, 0x23].contains(bytes[2])
  }

  private static let others: [(offset: Int, magic: String, name: String)] = [
    (0, "GIF8", "a GIF picture"), (8, "WEBP", "a WebP picture"), (0, "BM", "a BMP picture"),
    (0, "II*\0", "a TIFF picture"), (0, "MM\0*", "a TIFF picture"),
    (4, "ftypavif", "an AVIF picture"), (4, "ftyphei", "a HEIC picture"),
    (4, "ftypmif1", "a HEIC picture"), (0, "\0\0\0\u{0C}jP", "a JPEG 2000 picture"),
    (0, "%PDF", "a PDF document"), (0, "<svg", "an SVG drawing"),
    (0, "PK\u{3}\u{4}", "a zip archive"),
    (1, "NUMPY", "a numpy array"), (0, "v/1\u{1}", "an OpenEXR picture"),
  ]
}
