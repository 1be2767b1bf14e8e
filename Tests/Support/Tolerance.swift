/// The bounds that numeric tests hold to, in one place; always absolute or relative to a standard
/// deviation, never derived from a signed mean.
public enum Tolerance {
  /// Kernels against their plain twins: normalised mean square error.
  public static let kernel: Float = 1e-7
  /// Attention in bfloat16 against its plain twin, whose weights are not rounded: normalised mean square error.
  public static let halfAttention: Float = 1e-5
  /// Convolutions and products in bfloat16 against 32 bits: normalised mean square error.
  public static let half: Float = 5e-5
  /// Convolutions by three products of bfloat16 against 32 bits: root of the normalised mean square error.
  ///
  /// A product is off by 2^-15 at most.
  public static let split: Float = 0x1p-15
  /// A network in bfloat16 against 32 bits: root of the normalised mean square error.
  public static let halfNetwork: Float = 1e-2
  /// A network by three products of bfloat16 against 32 bits, likewise.
  public static let splitNetwork: Float = 1.5e-5
  /// Blocks against the reference: largest difference over the reference's standard deviation.
  public static let block: Float = 1e-4
  /// Scheduler steps: largest difference over the standard deviation.
  public static let step: Float = 1e-4
  /// Whole runs: largest difference over the standard deviation.
  public static let run: Float = 1e-3
}
