internal import CKernels

/// The numbers that networks compute with.
public enum Precision: String, Sendable, CaseIterable, Hashable {
  /// 32 bits throughout.
  case fp32
  /// Products and attention of bfloat16, summed in 32 bits; everything else, and what flows between layers, in 32
  /// bits.
  case bf16

  /// Whether this processor has the instructions.
  public var isSupported: Bool {
    switch self {
    case .fp32: true
    case .bf16: ck_has_bf16() != 0
    }
  }

  /// The instructions that it needs, for messages; empty where any processor will do.
  public var needs: String {
    switch self {
    case .fp32: ""
    case .bf16: "AVX512-BF16"
    }
  }
}
