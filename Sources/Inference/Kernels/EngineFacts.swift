internal import CKernels
internal import Foundation

/// What the engine found on this machine.
public struct EngineFacts: Sendable, Hashable {
  /// Processors the process may use.
  public let processors: Int
  /// The kernels OpenBLAS uses.
  public let core: String
  /// The kernels it had chosen by itself.
  public let detectedCore: String
  /// The instructions that multiply bfloat16; nil where there are none.
  public let bf16: String?

  /// The facts; asking for them prepares OpenBLAS.
  public static var current: EngineFacts {
    let cores = OpenBLAS.prepare()
    return EngineFacts(
      processors: ProcessInfo.processInfo.activeProcessorCount, core: cores.used,
      detectedCore: cores.detected, bf16: bf16)
  }

  private static var bf16: String? {
    guard Precision.bf16.isSupported else { return nil }
    return ck_has_amx() != 0 ? "AMX" : "AVX512-BF16"
  }

  /// Whether and why OpenBLAS was told another core than it had found; empty when it was not.
  public var note: String {
    core == detectedCore ? "" : " (it took this processor for \(detectedCore), which is slower)"
  }
}
