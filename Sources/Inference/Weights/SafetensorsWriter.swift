/// Writes safetensors files with float32 values.
public enum SafetensorsWriter {
  /// Writes tensors in the given order; the file appears complete or not at all.
  ///
  /// - Throws: `cannotWrite` for what the disk refuses and for names that `SafetensorsFile` would
  ///   refuse.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:],
    to path: String
  ) throws(InferenceError) {
    try write(tensors, metadata: metadata, to: path, system: AtomicFile.System())
  }

  /// Writes with the given system calls.
  static func write(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String], to path: String,
    system: AtomicFile.System
  ) throws(InferenceError) {
    let header = header(tensors, metadata)
    let size = tensors.reduce(0) { $0 + $1.tensor.count * MemoryLayout<Float>.size }
    do {
      // What is written is checked by the rules of what is read.
      _ = try SafetensorsHeader(header, dataBytes: size)
    } catch {
      throw .cannotWrite(path: path, reason: error.reason)
    }
    var file = try AtomicFile(path: path, system: system)
    try file.append((0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) })
    try file.append(header)
    for (_, tensor) in tensors { try file.append(tensor.scalars) }
    try file.commit()
  }

  /// The header, filled with spaces to a multiple of eight bytes so that the values are aligned.
  private static func header(
    _ tensors: [(name: String, tensor: Tensor)], _ metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }
        .map { JSONText.quoted($0.key) + ":" + JSONText.quoted($0.value) }
      members.append("\"__metadata__\":{" + pairs.joined(separator: ",") + "}")
    }
    var offset = 0
    for (name, tensor) in tensors {
      let end = offset + tensor.count * MemoryLayout<Float>.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(JSONText.quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var bytes = Array(("{" + members.joined(separator: ",") + "}").utf8)
    while bytes.count % 8 != 0 { bytes.append(UInt8(ascii: " ")) }
    return bytes
  }
}
