public import Inference

/// Writes PNG files whole or not at all, with texts that say where they come from.
public enum PNGWriter {
  /// A text in a file: a keyword of 1 to 79 ASCII characters and what it says.
  public struct Text: Sendable, Hashable {
    /// For example `Software` or `Source`.
    public var keyword: String
    /// Any text.
    public var value: String

    /// A text from its parts.
    public init(_ keyword: String, _ value: String) {
      self.keyword = keyword
      self.value = value
    }
  }

  /// Writes a picture with eight bits a channel.
  public static func write(
    _ raster: Raster, to path: String, texts: [Text] = []
  ) throws(RenderError) {
    try RegularFile.write(encode(raster, texts: texts), to: path)
  }

  /// Writes a plane `[H, W]` of 0…1 as gray of 16 bits.
  ///
  /// A sample is trunc(value · 65535), held to 0…65535; values that are not finite are 0.
  public static func write16(
    _ plane: Tensor, to path: String, texts: [Text] = []
  ) throws(RenderError) {
    precondition(plane.shape.count == 2, "a gray picture is [H, W]")
    let samples = plane.scalars.map { value in
      value.isFinite ? UInt16(max(0, min(65535, value * 65535))) : 0
    }
    try writeGray16(
      samples, width: plane.shape[1], height: plane.shape[0], to: path, texts: texts)
  }

  /// Writes samples of 16 bits as they are.
  public static func writeGray16(
    _ samples: [UInt16], width: Int, height: Int, to path: String, texts: [Text] = []
  ) throws(RenderError) {
    precondition(samples.count == width * height, "one sample a pixel")
    let bytes = try PNGCoder.encodeGray16(samples, width: width, height: height)
    try RegularFile.write(adding(texts, to: bytes), to: path)
  }

  /// A picture as the bytes of a PNG file.
  public static func encode(
    _ raster: Raster, texts: [Text] = []
  ) throws(RenderError) -> [UInt8] {
    try adding(texts, to: PNGCoder.encode(raster))
  }

  /// The file with the texts right after its header.
  private static func adding(_ texts: [Text], to bytes: [UInt8]) -> [UInt8] {
    let headerEnd = PNGChunks.signature.count + 25
    let chunks = texts.flatMap { text in
      // A keyword that breaks the format's rules would make the whole chunk unreadable.
      let keyword = text.keyword.utf8.filter { (0x20...0x7E).contains($0) }.prefix(79)
      // No compression, no language, no translation; then UTF-8 without zeros.
      let value = text.value.utf8.filter { $0 != 0 }
      return PNGChunks.chunk("iTXt", Array(keyword) + [0, 0, 0, 0, 0] + value)
    }
    return Array(bytes[..<headerEnd]) + chunks + Array(bytes[headerEnd...])
  }
}
