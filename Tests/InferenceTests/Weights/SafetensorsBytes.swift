/// Builds safetensors files byte by byte, sound and unsound ones.
enum SafetensorsBytes {
  /// A length, a header and data; `length` tells a lie where given.
  static func file(_ header: [UInt8], _ data: [UInt8] = [0, 0, 0, 0], length: Int? = nil) -> [UInt8]
  {
    let length = UInt64(length ?? header.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) } + header + data
  }

  static func file(_ header: String, _ data: [UInt8] = [0, 0, 0, 0], length: Int? = nil) -> [UInt8]
  {
    file(Array(header.utf8), data, length: length)
  }

  /// A file with one tensor of raw bytes.
  static func file(_ name: String, _ dtype: String, _ shape: [Int], _ data: [UInt8]) -> [UInt8] {
    file(
      "{\"\(name)\":{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":[0,\(data.count)]}}",
      data)
  }

  /// The little-endian bytes of values.
  static func bytes<Value>(of values: [Value]) -> [UInt8] {
    values.withUnsafeBytes { Array($0) }
  }
}
