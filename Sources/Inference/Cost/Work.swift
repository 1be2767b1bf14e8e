/// What a computation has to do, by the kernels that do it.
///
/// Products are counted as the plain method would need them, two operations each: a kernel that needs fewer is
/// faster at them, which is what `EngineSpeed` measures.
public struct Work: Sendable, Equatable {
  /// The kernels that take nearly all the time.
  public enum Kernel: Int, Sendable, CaseIterable {
    /// 3×3 convolutions by Winograd's method on 4×4 and on 2×2 output pixels.
    case winograd4, winograd2
    /// 3×3 convolutions by the processor's tiles.
    case implicit
    /// Other 3×3 convolutions.
    case gathered
    /// Matrix products with weights.
    case linear
    /// Scores and sums of attention.
    case attention
    /// Normalisations and gates, in values read: bound by memory.
    case values
    /// Weights read from memory, in bytes: what a call on a small picture takes longest for.
    case weights
    /// Weights brought into the form of Winograd's method, in values they become.
    case transform
    /// Memory that is new to the process, in bytes: the system clears it before it can be written to.
    case memory
  }

  private var amounts = [Double](repeating: 0, count: Kernel.allCases.count)
  private var passages = [Double](repeating: 0, count: Kernel.allCases.count)

  /// Nothing to do.
  public init() {}

  /// Operations of a kernel.
  public subscript(kernel: Kernel) -> Double {
    get { amounts[kernel.rawValue] }
    set { amounts[kernel.rawValue] = newValue }
  }

  /// Values of images that a kernel's layers take and give: what narrow layers spend most of their time on.
  public subscript(passing kernel: Kernel) -> Double {
    get { passages[kernel.rawValue] }
    set { passages[kernel.rawValue] = newValue }
  }

  /// All that is computed: not what is read, taken or brought into another form for it.
  public var total: Double {
    let besides: [Kernel] = [.weights, .transform, .memory]
    return Kernel.allCases.reduce(0) { $0 + (besides.contains($1) ? 0 : self[$1]) }
  }

  /// This and other work.
  public static func + (left: Work, right: Work) -> Work {
    var sum = left
    for kernel in Kernel.allCases {
      sum[kernel] += right[kernel]
      sum[passing: kernel] += right[passing: kernel]
    }
    return sum
  }

  /// This without a part of it.
  static func - (left: Work, right: Work) -> Work {
    var rest = left
    for kernel in Kernel.allCases {
      rest[kernel] -= right[kernel]
      rest[passing: kernel] -= right[passing: kernel]
    }
    return rest
  }
}
