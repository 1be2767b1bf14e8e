internal import CTurboJPEG

/// Reads JPEG through the TurboJPEG interface, which gives errors as codes; the only file that knows it.
enum JPEGReader {
  /// A picture, turned as its EXIF orientation says.
  static func decode(
    _ bytes: [UInt8], name: String, limits: ImageFile.Limits
  ) throws(RenderError) -> Raster {
    guard let decoder = tjInitDecompress() else {
      throw .failed(what: "Reading a JPEG", reason: "libjpeg-turbo cannot be started")
    }
    defer { tjDestroy(decoder) }
    var width: Int32 = 0
    var height: Int32 = 0
    var subsampling: Int32 = 0
    var colours: Int32 = 0
    let size = UInt(bytes.count)
    guard
      tjDecompressHeader3(decoder, bytes, size, &width, &height, &subsampling, &colours) == 0
    else { throw damaged(decoder, name) }
    try limits.check(width: Int(width), height: Int(height), name: name, format: "JPEG")
    guard colours != TJCS_CMYK.rawValue, colours != TJCS_YCCK.rawValue else {
      throw .unsupported(
        name: name, found: "a JPEG in printing colours (CMYK)", advice: "save it as RGB")
    }
    let pixels = try decodePixels(decoder, bytes, width: width, height: height, name: name)
    let raster = Raster(width: Int(width), height: Int(height), pixels: pixels)
    return raster.oriented(ExifOrientation.read(bytes))
  }

  private static func decodePixels(
    _ decoder: tjhandle, _ bytes: [UInt8], width: Int32, height: Int32, name: String
  ) throws(RenderError) -> [RGB] {
    let count = Int(width) * Int(height)
    // A progressive file may hold a million scans of nothing; the flag stops at 500.
    let flags = TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT
    var status: Int32 = 0
    let pixels = [RGB](unsafeUninitializedCapacity: count) { pixels, initialized in
      // What a damaged file leaves out is black, never what was in memory before.
      pixels.initialize(repeating: RGB(0, 0, 0))
      initialized = count
      UnsafeMutableRawBufferPointer(pixels).withMemoryRebound(to: UInt8.self) { samples in
        status = tjDecompress2(
          decoder, bytes, UInt(bytes.count), samples.baseAddress, width, width * 3, height,
          Int32(TJPF_RGB.rawValue), flags)
      }
    }
    guard status != 0 else { return pixels }
    // Warnings leave a whole picture; only a file that stops early is refused among those.
    let isWarning = tjGetErrorCode(decoder) == TJERR_WARNING.rawValue
    guard isWarning, !message(decoder).contains("remature end"), hasEnd(bytes) else {
      throw damaged(decoder, name)
    }
    return pixels
  }

  /// Whether an end marker follows the last start of a scan.
  private static func hasEnd(_ bytes: [UInt8]) -> Bool {
    var position = bytes.count - 2
    while position >= 0 {
      if bytes[position] == 0xFF {
        if bytes[position + 1] == 0xD9 { return true }
        if bytes[position + 1] == 0xDA { return false }
      }
      position -= 1
    }
    return false
  }

  private static func message(_ decoder: tjhandle) -> String {
    tjGetErrorStr2(decoder).map { String(cString: $0) } ?? "no reason given"
  }

  private static func damaged(_ decoder: tjhandle, _ name: String) -> RenderError {
    .damaged(name: name, format: "JPEG", reason: message(decoder))
  }
}
