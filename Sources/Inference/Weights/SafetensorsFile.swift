/// A safetensors file: named tensors behind a JSON header.
///
/// The header is checked completely when the file is opened; values are read when asked for.
///
/// - Source: the safetensors format, verdicts as its reader 0.8.0.
/// - Differs: stricter by the rules of `SafetensorsHeader.Violation`.
public struct SafetensorsFile: Sendable, Weights.Source {
  /// Where it is.
  public let path: String
  /// The tensors in the order of their bytes.
  public let entries: [SafetensorsEntry]
  /// `__metadata__`.
  public let metadata: [String: String]
  /// All tensors by name.
  public let shapes: [String: [Int]]

  private let file: OpenFile
  private let dataOffset: Int
  private let indexByName: [String: Int]

  private static let advice = "fetch the file again"

  /// Opens and checks a file.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`.
  public init(path: String) throws(InferenceError) {
    file = try OpenFile(path: path, advice: "check the path")
    self.path = path
    let (header, offset) = try Self.header(of: file)
    dataOffset = offset
    entries = header.entries
    metadata = Dictionary(header.metadata.map { ($0.key, $0.value) }) { first, _ in first }
    shapes = Dictionary(entries.map { ($0.name, $0.shape) }) { first, _ in first }
    indexByName = Dictionary(entries.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  private static func header(
    of file: OpenFile
  ) throws(InferenceError) -> (SafetensorsHeader, offset: Int) {
    guard file.size >= 8 else {
      throw damaged(file, "it has \(file.size) bytes where at least 8 are expected")
    }
    let length = try file.bytes(at: 0, count: 8).reversed().reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    guard length <= UInt64(SafetensorsHeader.byteLimit) else {
      throw damaged(
        file,
        "its header is to have \(length) bytes, at most \(SafetensorsHeader.byteLimit) are allowed")
    }
    let offset = 8 + Int(length)
    guard offset <= file.size else {
      throw damaged(
        file, "its header is to end at byte \(offset) and it has only \(file.size) bytes")
    }
    let bytes = try file.bytes(at: 8, count: Int(length))
    do {
      return (try SafetensorsHeader(bytes, dataBytes: file.size - offset), offset)
    } catch {
      throw damaged(file, error.reason)
    }
  }

  private static func damaged(_ file: OpenFile, _ reason: String) -> InferenceError {
    .damaged(path: file.path, reason: reason, advice: advice)
  }

  /// Where a tensor lies, nil when there is none of that name.
  public func entry(_ name: String) -> SafetensorsEntry? { indexByName[name].map { entries[$0] } }

  /// Whether a tensor is stored as binary16.
  public func isHalf(_ name: String) -> Bool { entry(name)?.dtype == .f16 }

  /// The values of a tensor as float32, row-major.
  ///
  /// - Throws: `missing` when there is no such tensor; `unsupported` for a number format that is
  ///   not read; `damaged` when the file became shorter; `outOfMemory`.
  public func read(_ name: String) throws(InferenceError) -> Tensor {
    let (entry, format) = try readable(name)
    return try Tensor(try floats(of: entry, 0..<entry.count, format), shape: entry.shape)
  }

  /// Some of a tensor's values as float32, row-major, as many as `target` takes from `start` on.
  ///
  /// - Throws: as `read`.
  public func read(
    _ name: String, from start: Int, into target: UnsafeMutableBufferPointer<Float>
  ) throws(InferenceError) {
    let (entry, format) = try readable(name)
    precondition(start >= 0 && start + target.count <= entry.count, "values that are there")
    try file.read(into: target, at: byteOffset(of: entry, start), format: format)
  }

  /// Some of a tensor's values as they are stored; the tensor is one for which `isHalf` is true.
  ///
  /// - Throws: as `read`.
  public func readHalves(
    _ name: String, from start: Int, into target: UnsafeMutableBufferPointer<UInt16>
  ) throws(InferenceError) {
    let (entry, format) = try readable(name)
    precondition(
      format == .float16 && start >= 0 && start + target.count <= entry.count,
      "halves that are there")
    try file.read(
      into: UnsafeMutableRawBufferPointer(target), at: byteOffset(of: entry, start))
  }

  private func readable(
    _ name: String
  ) throws(InferenceError) -> (SafetensorsEntry, ElementFormat) {
    guard let entry = entry(name) else {
      throw .missing(
        path: "\(path): tensor \(name)", advice: "the file has \(entries.count) other tensors")
    }
    guard let format = entry.dtype.format else { throw unread(entry) }
    return (entry, format)
  }

  /// Throws for a tensor in a number format that is not read.
  ///
  /// - Throws: `unsupported`.
  public func checkFormat(of name: String) throws(InferenceError) {
    if let entry = entry(name), entry.dtype.format == nil { throw unread(entry) }
  }

  private func unread(_ entry: SafetensorsEntry) -> InferenceError {
    .unsupported(
      what: "The number format of the tensor \(entry.name) in \(path)",
      found: entry.dtype.rawValue, supported: SafetensorsDType.readable.joined(separator: ", "))
  }

  /// Some of a tensor's values as float32: the whole of one may take hundreds of megabytes.
  ///
  /// - Throws: `damaged` when the file became shorter; `outOfMemory`.
  func floats(
    of entry: SafetensorsEntry, _ range: Range<Int>, _ format: ElementFormat
  ) throws(InferenceError) -> [Float] {
    try file.floats(
      at: byteOffset(of: entry, range.lowerBound), count: range.count, format: format)
  }

  /// Where a value of a tensor lies in the file.
  func byteOffset(of entry: SafetensorsEntry, _ index: Int) -> Int {
    dataOffset + entry.byteRange.lowerBound + index * entry.dtype.bitCount / 8
  }
}
