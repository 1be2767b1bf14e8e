internal import CKernels

/// The numbers that networks compute with.
public enum Precision: String, Sendable, CaseIterable, Hashable {
  /// 32 bits throughout.
  case fp32
  /// Products and attention of bfloat16, summed in 32 bits; everything else, and what flows between layers, in 32
  /// bits.
  case bf16
  /// Three products of bfloat16 in place of one of 32 bits, each number being the sum of two; everything else as in
  /// `fp32`.
  case bf16x3

  /// How weights are held for products that are not of 32 bits; nil where those are.
  var products: WeightStorage? {
    switch self {
    case .fp32: nil
    case .bf16: .bf16
    case .bf16x3: .split
    }
  }

  /// What there are kernels for: this one, or 32 bits.
  var computed: Precision { isSupported ? self : .fp32 }

  /// Whether this processor has the instructions.
  public var isSupported: Bool {
    switch self {
    case .fp32: true
    case .bf16, .bf16x3: ck_has_bf16() != 0
    }
  }

  /// What is to be known of it on this processor before it is used, as a clause; nil where there is nothing.
  public var remark: String? {
    guard self == .bf16x3, ck_has_amx() == 0 else { return nil }
    return "slower than fp32 on this processor, as it pays with AMX alone"
  }

  /// Throws where this processor has no instructions for it.
  ///
  /// - Throws: `invalidSetting`.
  public func check() throws(InferenceError) {
    guard !isSupported else { return }
    throw .invalidSetting(
      name: "The precision", value: rawValue,
      allowed: "fp32 on this processor, which has no AVX512-BF16 instructions; take fp32 or auto")
  }
}

/// A precision as a person asks for it.
public enum PrecisionChoice: String, Sendable, CaseIterable, Hashable {
  /// The fastest one whose error is small.
  case auto
  case fp32, bf16
  /// Three products of bfloat16 in place of one in 32 bits.
  case bf16x3

  /// The precision for a checkpoint.
  ///
  /// - Parameter folder: The checkpoint, of which headers are read.
  /// - Returns: What the networks will compute with.
  /// - Throws: `invalidSetting` for a precision that cannot be had on this processor; what is wrong with the
  ///   checkpoint's files.
  public func precision(for folder: ModelFolder) throws(InferenceError) -> Precision {
    try check()
    switch self {
    case .fp32: return .fp32
    case .bf16: return .bf16
    case .bf16x3: return .bf16x3
    case .auto:
      guard Precision.bf16.isSupported else { return .fp32 }
      let parameters = try folder.weights("unet").parameterCount
      return parameters >= Self.leastParameters ? .bf16 : .fp32
    }
  }

  /// Parameters of a UNet from which on bfloat16 pays: the layers of smaller ones are over so soon that there is
  /// little to save.
  static let leastParameters = 100_000_000

  /// Throws for what no model can be computed with here.
  ///
  /// - Throws: `invalidSetting`.
  public func check() throws(InferenceError) {
    switch self {
    case .auto, .fp32: return
    case .bf16: try Precision.bf16.check()
    case .bf16x3: try Precision.bf16x3.check()
    }
  }
}
