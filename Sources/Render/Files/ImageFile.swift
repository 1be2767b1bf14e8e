/// Reads pictures: the first bytes decide on the format, never the name.
public enum ImageFile {
  /// What a picture may cost, checked before memory is taken for it.
  public struct Limits: Sendable, Hashable {
    /// The size of the file.
    public var fileBytes: Int
    /// Width times height.
    public var pixels: Int
    /// Width and height each.
    public var side: Int

    /// Limits; those not given are the standard ones.
    public init(
      fileBytes: Int = 256_000_000, pixels: Int = 64_000_000, side: Int = 65_500
    ) {
      self.fileBytes = fileBytes
      self.pixels = pixels
      self.side = side
    }

    /// 64 million pixels, 256 MB.
    public static let standard = Limits()
    /// 256 million pixels, 1 GB, for those who ask for it.
    public static let large = Limits(fileBytes: 1_000_000_000, pixels: 256_000_000)

    func check(width: Int, height: Int, name: String, format: String) throws(RenderError) {
      guard width > 0, height > 0 else {
        throw .damaged(
          name: name, format: format, reason: "its header says \(width) x \(height) pixels")
      }
      guard width <= side, height <= side else {
        throw .tooLarge(
          name: name, found: "\(width) x \(height) pixels", limit: "\(side) pixels a side")
      }
      guard width.multipliedReportingOverflow(by: height).partialValue <= pixels else {
        throw .tooLarge(
          name: name, found: "\(width) x \(height) pixels",
          limit: "\(pixels / 1_000_000) million pixels in all")
      }
    }
  }

  /// The picture in a file.
  ///
  /// Only regular files are opened, so that a pipe or a device never blocks.
  public static func load(
    _ path: String, limits: Limits = .standard
  ) throws(RenderError) -> Raster {
    try decode(bytes: read(path, limits: limits), name: path, limits: limits)
  }

  /// The bytes of a regular file, at most as many as the limits allow.
  public static func read(
    _ path: String, limits: Limits = .standard
  ) throws(RenderError) -> [UInt8] {
    try RegularFile.read(path, atMost: limits.fileBytes)
  }

  /// The picture in the bytes of a file; `name` is what messages call it.
  ///
  /// Pure: no files, no state, so that it can run in a process of its own.
  public static func decode(
    bytes: [UInt8], name: String = "The picture", limits: Limits = .standard
  ) throws(RenderError) -> Raster {
    switch try format(of: bytes, name: name, limits: limits) {
    case .png: try PNGCoder.decode(bytes, name: name, limits: limits)
    case .jpeg: try JPEGReader.decode(bytes, name: name, limits: limits)
    case .pnm: try PNMReader.decode(bytes, name: name, limits: limits)
    case .other(let found): throw .notAPicture(name: name, found: found)
    }
  }

  /// The samples of a gray PNG exactly as they are stored, as depth is kept; 8 bits spread to 16.
  public static func loadGray16(
    _ path: String, limits: Limits = .standard
  ) throws(RenderError) -> (width: Int, height: Int, samples: [UInt16]) {
    try decodeGray16(bytes: read(path, limits: limits), name: path, limits: limits)
  }

  /// The samples of the bytes of a gray PNG file.
  public static func decodeGray16(
    bytes: [UInt8], name: String = "The picture", limits: Limits = .standard
  ) throws(RenderError) -> (width: Int, height: Int, samples: [UInt16]) {
    switch try format(of: bytes, name: name, limits: limits) {
    case .png: return try PNGCoder.decodeGray16(bytes, name: name, limits: limits)
    case .jpeg, .pnm:
      throw .unsupported(
        name: name, found: "not a PNG", advice: "depth is read from gray PNG files of 16 or 8 bits")
    case .other(let found): throw .notAPicture(name: name, found: found)
    }
  }

  /// The uncompressed texts in a PNG file by keyword: who made it and from what.
  public static func texts(
    inPNG path: String, limits: Limits = .standard
  ) throws(RenderError) -> [String: String] {
    try PNGChunks(read(path, limits: limits), name: path).texts()
  }

  private static func format(
    of bytes: [UInt8], name: String, limits: Limits
  ) throws(RenderError) -> ImageFormat {
    guard !bytes.isEmpty else { throw .empty(name: name) }
    guard bytes.count <= limits.fileBytes else {
      throw .tooLarge(
        name: name, found: "\(bytes.count) bytes",
        limit: "\(limits.fileBytes / 1_000_000) MB a file")
    }
    return ImageFormat(bytes)
  }
}
