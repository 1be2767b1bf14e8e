/// The number formats that the safetensors format knows.
public enum SafetensorsDType: String, Sendable, Hashable, CaseIterable {
  /// A truth value in a byte.
  case bool = "BOOL"
  /// Four and six bits.
  case f4 = "F4"
  /// Two exponent, three mantissa bits.
  case f6E2M3 = "F6_E2M3"
  /// Three exponent, two mantissa bits.
  case f6E3M2 = "F6_E3M2"
  /// Integers of eight bits.
  case u8 = "U8"
  /// Signed eight bits.
  case i8 = "I8"
  /// Eight-bit floating point.
  case f8E5M2 = "F8_E5M2"
  /// Eight-bit floating point.
  case f8E4M3 = "F8_E4M3"
  /// A power of two in eight bits.
  case f8E8M0 = "F8_E8M0"
  /// Eight-bit floating point without negative zero.
  case f8E4M3FNUZ = "F8_E4M3FNUZ"
  /// Eight-bit floating point without negative zero.
  case f8E5M2FNUZ = "F8_E5M2FNUZ"
  /// Signed sixteen bits.
  case i16 = "I16"
  /// Unsigned sixteen bits.
  case u16 = "U16"
  /// IEEE binary16.
  case f16 = "F16"
  /// The upper half of a float32.
  case bf16 = "BF16"
  /// Signed 32 bits.
  case i32 = "I32"
  /// Unsigned 32 bits.
  case u32 = "U32"
  /// IEEE binary32.
  case f32 = "F32"
  /// Two float32.
  case c64 = "C64"
  /// IEEE binary64.
  case f64 = "F64"
  /// Signed 64 bits.
  case i64 = "I64"
  /// Unsigned 64 bits.
  case u64 = "U64"

  /// Bits of one value.
  public var bitCount: Int {
    switch self {
    case .f4: 4
    case .f6E2M3, .f6E3M2: 6
    case .bool, .u8, .i8, .f8E5M2, .f8E4M3, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ: 8
    case .i16, .u16, .f16, .bf16: 16
    case .i32, .u32, .f32: 32
    case .c64, .f64, .i64, .u64: 64
    }
  }

  /// How it is read as float32, nil when stepscope does not compute with it.
  var format: ElementFormat? {
    switch self {
    case .f16: .float16
    case .bf16: .bfloat16
    case .f32: .float32
    case .f64: .float64
    case .i8: .int8
    case .u8: .uint8
    case .i16: .int16
    case .u16: .uint16
    case .i32: .int32
    case .u32: .uint32
    case .i64: .int64
    case .u64: .uint64
    case .bool, .f4, .f6E2M3, .f6E3M2, .f8E5M2, .f8E4M3, .f8E8M0, .f8E4M3FNUZ, .f8E5M2FNUZ, .c64:
      nil
    }
  }

  /// The names of the formats that are read.
  static let readable = allCases.filter { $0.format != nil }.map(\.rawValue)
}
