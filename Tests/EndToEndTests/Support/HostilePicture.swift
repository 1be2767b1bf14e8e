import Foundation

/// Files that are made to hurt whoever decodes them.
enum HostilePicture {
  /// A PNG of a few bytes that promises so many pixels.
  static func promising(width: UInt32, height: UInt32) -> Data {
    var bytes = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    var chunk = Data("IHDR".utf8)
    for number in [width, height] {
      withUnsafeBytes(of: number.bigEndian) { chunk.append(contentsOf: $0) }
    }
    chunk.append(contentsOf: [8, 2, 0, 0, 0])
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in chunk {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ (crc >> 1) : crc >> 1 }
    }
    bytes.append(chunk)
    withUnsafeBytes(of: (~crc).bigEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: [0, 0, 0, 0, 0x49, 0x44, 0x41, 0x54, 0x35, 0xAF, 0x06, 0x1E])
    bytes.append(contentsOf: [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
    return bytes
  }
}
