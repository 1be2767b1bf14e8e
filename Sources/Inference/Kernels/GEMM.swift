internal import CKernels
internal import COpenBLAS
internal import Foundation

/// The one place that knows OpenBLAS: single-threaded matrix products, and the choice of its kernels.
enum OpenBLAS {
  /// Which kernels OpenBLAS uses, for `doctor`.
  struct Cores: Sendable {
    /// The name it chose when the program started; "unknown" where the library does not tell.
    let detected: String
    /// The name in use.
    let used: String
  }

  private static let cores: Cores = {
    let detected = core()
    if ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] == nil,
      let better = better(than: detected, level: ck_cpu_level())
    {
      setenv("OPENBLAS_CORETYPE", better, 0)
      _ = stepscope_blas_choose_again()
    }
    // Its own threads spin and fight with ours: the work is divided outside.
    openblas_set_num_threads(1)
    return Cores(detected: detected, used: core())
  }()

  /// Puts OpenBLAS right, once; to be called before any product.
  ///
  /// An OpenBLAS older than the processor falls back to kernels of 2004 and is several times slower.
  @discardableResult
  static func prepare() -> Cores { cores }

  /// The core to ask for when the detected one is lesser than the processor allows.
  static func better(than detected: String, level: Int32) -> String? {
    let lesser512: Set = [
      "Haswell", "Zen", "SandyBridge", "Nehalem", "Prescott", "Core2", "Penryn", "Dunnington",
      "Katmai", "Coppermine", "Northwood", "Banias", "Atom", "Athlon", "Opteron", "Opteron_SSE3",
      "Barcelona", "Bobcat", "Bulldozer", "Piledriver", "Steamroller", "Excavator", "Nano",
    ]
    let wide: Set = ["Haswell", "Zen", "Excavator"]
    guard lesser512.contains(detected) else { return nil }
    switch level {
    case Int32(CK_CPU_AVX512): return "SkylakeX"
    case Int32(CK_CPU_AVX2): return wide.contains(detected) ? nil : "Haswell"
    default: return nil
    }
  }

  private static func core() -> String {
    stepscope_blas_core().map { String(cString: $0) } ?? "unknown"
  }
}

/// One row-major matrix inside a larger one.
struct MatrixView {
  let data: UnsafePointer<Float>
  /// Floats from one row to the next.
  let stride: Int
  /// Whether the product takes it transposed.
  var transposed = false
}

/// Single-precision matrix products on the calling thread.
enum GEMM {
  /// c [rows, columns] = alpha * a [rows, depth] * b [depth, columns] + beta * c.
  static func multiply(
    _ a: MatrixView, _ b: MatrixView, into c: UnsafeMutablePointer<Float>, stride: Int,
    rows: Int, columns: Int, depth: Int, alpha: Float = 1, beta: Float = 0
  ) {
    cblas_sgemm(
      CblasRowMajor, a.transposed ? CblasTrans : CblasNoTrans,
      b.transposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(depth), alpha,
      a.data, Int32(a.stride), b.data, Int32(b.stride), beta, c, Int32(stride))
  }
}
