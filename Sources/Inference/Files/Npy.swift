/// Numpy's array files.
///
/// - Source: numpy `format.py`.
public enum Npy {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  private static let advice = "save it again with numpy.save"

  /// The spellings of the number formats that are read; one byte has no byte order.
  private static let formats: [String: ElementFormat] = [
    "<f2": .float16, "<f4": .float32, "<f8": .float64, "|i1": .int8, "|u1": .uint8,
    "<i2": .int16, "<u2": .uint16, "<i4": .int32, "<u4": .uint32, "<i8": .int64, "<u8": .uint64,
  ]

  /// Reads an array as float32, row-major.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`; `unsupported` for other number formats,
  ///   big-endian files and Fortran order; `outOfMemory`.
  public static func read(path: String) throws(InferenceError) -> Tensor {
    let file = try OpenFile(path: path, advice: "check the path")
    let (header, offset) = try header(of: file)
    guard let format = formats[header.descr] else {
      throw .unsupported(
        what: "The number format of \(path)", found: header.descr,
        supported: formats.keys.sorted().joined(separator: ", "))
    }
    guard !header.fortranOrder else {
      throw .unsupported(
        what: "The order of \(path)", found: "Fortran's, columns first",
        supported: "C order, as numpy.ascontiguousarray gives it")
    }
    let count = try count(header.shape, format, in: file.size - offset, path)
    return try Tensor(
      file.floats(at: offset, count: count, format: format), shape: header.shape)
  }

  private static func header(of file: OpenFile) throws(InferenceError) -> (NpyHeader, Int) {
    guard file.size >= 10 else {
      throw damaged(file.path, "it has \(file.size) bytes, too few for a numpy file")
    }
    let start = try file.bytes(at: 0, count: 10)
    guard start.starts(with: magic) else { throw damaged(file.path, "it is not a numpy file") }
    guard (1...3).contains(start[6]), start[7] == 0 else {
      throw .unsupported(
        what: "The version of \(file.path)", found: "\(start[6]).\(start[7])",
        supported: "1.0, 2.0, 3.0")
    }
    // Version 1.0 has two bytes for the length of the header, later ones four.
    let lengthBytes = start[6] == 1 ? 2 : 4
    guard file.size >= 8 + lengthBytes else { throw damaged(file.path, "it ends in its header") }
    let length = try file.bytes(at: 8, count: lengthBytes).reversed().reduce(0) {
      $0 << 8 | Int($1)
    }
    let offset = 8 + lengthBytes + length
    guard length <= 65536, offset <= file.size else {
      throw damaged(
        file.path, "its header is to end at byte \(offset) and it has \(file.size) bytes")
    }
    let text = try file.bytes(at: 8 + lengthBytes, count: length)
    do {
      return (try NpyHeader(text), offset)
    } catch {
      throw damaged(file.path, "in its header, \(error.reason)")
    }
  }

  private static func damaged(_ path: String, _ reason: String) -> InferenceError {
    .damaged(path: path, reason: reason, advice: advice)
  }

  private static func count(
    _ shape: [Int], _ format: ElementFormat, in bytes: Int, _ path: String
  ) throws(InferenceError) -> Int {
    var needed = format.byteCount
    for length in shape {
      let (product, overflow) = needed.multipliedReportingOverflow(by: length)
      guard !overflow else { throw damaged(path, "it has the impossible shape \(shape)") }
      needed = product
    }
    guard needed == bytes else {
      throw damaged(
        path, "the shape \(shape) needs \(needed) bytes after the header and \(bytes) are there")
    }
    return needed / format.byteCount
  }

  /// Writes an array as format 1.0, little-endian float32 in C order; the file appears complete or
  /// not at all.
  ///
  /// - Throws: `cannotWrite`.
  public static func write(_ tensor: Tensor, to path: String) throws(InferenceError) {
    let lengths = tensor.shape.map(String.init).joined(separator: ", ")
    let tuple = tensor.shape.count == 1 ? "(\(lengths),)" : "(\(lengths))"
    var text = Array("{'descr': '<f4', 'fortran_order': False, 'shape': \(tuple), }".utf8)
    // The values begin at a multiple of 64 bytes, and a newline ends the header.
    while (10 + text.count + 1) % 64 != 0 { text.append(UInt8(ascii: " ")) }
    text.append(UInt8(ascii: "\n"))
    var file = try AtomicFile(path: path)
    let length = [
      UInt8(truncatingIfNeeded: text.count), UInt8(truncatingIfNeeded: text.count >> 8),
    ]
    try file.append(magic + [1, 0] + length + text)
    try file.append(tensor.scalars)
    try file.commit()
  }
}
