/// Reads PPM and PGM pictures: P2 and P3 written as text, P5 and P6 as bytes.
enum PNMReader {
  /// A picture; samples of another maximum than 255 are brought to it.
  static func decode(
    _ bytes: [UInt8], name: String, limits: ImageFile.Limits
  ) throws(RenderError) -> Raster {
    var cursor = Cursor(bytes)
    let kind = bytes[1]
    let channels = kind == UInt8(ascii: "3") || kind == UInt8(ascii: "6") ? 3 : 1
    let isText = kind == UInt8(ascii: "2") || kind == UInt8(ascii: "3")
    guard let width = cursor.number(), let height = cursor.number(), let top = cursor.number(),
      (1...65535).contains(top)
    else {
      throw .damaged(
        name: name, format: "PPM", reason: "its header does not hold a size and a maximum")
    }
    try limits.check(width: width, height: height, name: name, format: "PPM")
    let wide = top > 255 ? 2 : 1
    // One separator stands between the maximum and binary samples.
    if !isText { cursor.position += 1 }
    let needed = width * height * channels * (isText ? 2 : wide) - (isText ? 1 : 0)
    guard bytes.count - cursor.position >= needed else {
      throw .damaged(
        name: name, format: "PPM",
        reason: "it ends after \(bytes.count) bytes and \(cursor.position + needed) are needed")
    }
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * channels)
    for _ in 0..<(width * height * channels) {
      let value = isText ? cursor.number() : cursor.sample(bytes: wide)
      guard let value else {
        throw .damaged(name: name, format: "PPM", reason: "a sample is missing or not a number")
      }
      samples.append(UInt8((min(value, top) * 255 + top / 2) / top))
    }
    let pixels = (0..<(width * height)).map { index in
      channels == 3
        ? RGB(samples[index * 3], samples[index * 3 + 1], samples[index * 3 + 2])
        : RGB(samples[index], samples[index], samples[index])
    }
    return Raster(width: width, height: height, pixels: pixels)
  }

  private struct Cursor {
    var position = 2
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next decimal number of at most nine digits, past white space and comments.
    mutating func number() -> Int? {
      while position < bytes.count {
        if bytes[position] == UInt8(ascii: "#") {
          while position < bytes.count, bytes[position] != 0x0A { position += 1 }
        } else if [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains(bytes[position]) {
          position += 1
        } else {
          break
        }
      }
      var value = 0
      let start = position
      while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
        guard position - start < 9 else { return nil }
        value = value * 10 + Int(bytes[position] - 0x30)
        position += 1
      }
      return position > start ? value : nil
    }

    mutating func sample(bytes count: Int) -> Int? {
      guard position + count <= bytes.count else { return nil }
      defer { position += count }
      return count == 1
        ? Int(bytes[position]) : Int(bytes[position]) << 8 | Int(bytes[position + 1])
    }
  }
}
