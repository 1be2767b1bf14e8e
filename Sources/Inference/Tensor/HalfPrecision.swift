internal import CKernels

/// The number formats of files that can be read as float32.
enum ElementFormat: Sendable, Hashable {
  /// IEEE binary16.
  case float16
  /// The upper half of a float32.
  case bfloat16
  /// IEEE binary32.
  case float32
  /// IEEE binary64, rounded.
  case float64
  /// Integers, rounded where they have more than 24 significant bits.
  case int8, uint8, int16, uint16, int32, uint32, int64, uint64

  /// Bytes of one value.
  var byteCount: Int {
    switch self {
    case .int8, .uint8: 1
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }
}

/// Half-precision and other formats to float32, in bulk.
enum HalfPrecision {
  /// Writes `target.count` values of `format`, little endian, as float32.
  ///
  /// `source` holds at least as many values and is aligned for its format.
  static func widen(
    _ source: UnsafeRawBufferPointer, _ format: ElementFormat,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(source.count >= target.count * format.byteCount, "a source holds its values")
    guard let from = source.baseAddress, let to = target.baseAddress else { return }
    let halves = from.assumingMemoryBound(to: UInt16.self)
    switch format {
    case .float16: stepscope_widen_f16(halves, to, target.count)
    case .bfloat16: stepscope_widen_bf16(halves, to, target.count)
    case .float32: UnsafeMutableRawBufferPointer(target).copyMemory(from: prefix(source, target))
    case .float64: convert(source, of: Double.self, into: target) { Float($0) }
    case .int8: convert(source, of: Int8.self, into: target) { Float($0) }
    case .uint8: convert(source, of: UInt8.self, into: target) { Float($0) }
    case .int16: convert(source, of: Int16.self, into: target) { Float($0) }
    case .uint16: convert(source, of: UInt16.self, into: target) { Float($0) }
    case .int32: convert(source, of: Int32.self, into: target) { Float($0) }
    case .uint32: convert(source, of: UInt32.self, into: target) { Float($0) }
    case .int64: convert(source, of: Int64.self, into: target) { Float($0) }
    case .uint64: convert(source, of: UInt64.self, into: target) { Float($0) }
    }
  }

  private static func prefix(
    _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableBufferPointer<Float>
  ) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: source.prefix(target.count * MemoryLayout<Float>.size))
  }

  private static func convert<Element>(
    _ source: UnsafeRawBufferPointer, of type: Element.Type,
    into target: UnsafeMutableBufferPointer<Float>, _ transform: (Element) -> Float
  ) {
    let values = source.assumingMemoryBound(to: Element.self)
    for index in target.indices { target[index] = transform(values[index]) }
  }
}
