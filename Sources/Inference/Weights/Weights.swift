internal import Synchronization

/// The tensors of one network under a name prefix, as a network's initialiser takes them.
///
/// A network asks for every tensor by name and shape. Problems are collected, not thrown one by one:
/// `finish` throws all of them together, and names the tensors nobody asked for.
public struct Weights: Sendable {
  /// Where the values come from.
  public protocol Source: Sendable {
    /// All tensors by name.
    var shapes: [String: [Int]] { get }
    /// The values of one tensor, as float32, row-major.
    func read(_ name: String) throws(InferenceError) -> Tensor
  }

  private final class Ledger: Sendable {
    let state = Mutex((used: Set<String>(), problems: [String]()))
  }

  private let source: any Source
  private let ledger: Ledger
  private let prefix: String

  /// All tensors of a source.
  public init(_ source: any Source) {
    self.source = source
    ledger = Ledger()
    prefix = ""
  }

  private init(source: any Source, ledger: Ledger, prefix: String) {
    self.source = source
    self.ledger = ledger
    self.prefix = prefix
  }

  /// The tensors whose names begin with this one's prefix, `name` and a dot.
  public func scope(_ name: String) -> Weights {
    Weights(source: source, ledger: ledger, prefix: prefix + name + ".")
  }

  /// Whether a tensor is there.
  public func has(_ name: String) -> Bool { source.shapes[prefix + name] != nil }

  /// The tensor of a name and shape; zeros when it is missing or of another shape.
  ///
  /// `finish` reports what was missing or misshaped. A shape that differs only by axes of length one is accepted (old files keep
  /// linear weights as 1×1 convolutions).
  ///
  /// - Throws: what reading the file throws.
  public func callAsFunction(_ name: String, shape: [Int]) throws(InferenceError) -> Tensor {
    let full = prefix + name
    guard let found = source.shapes[full] else {
      ledger.state.withLock { $0.problems.append("missing: \(full) \(shape)") }
      return Tensor(zeros: shape)
    }
    ledger.state.withLock { _ = $0.used.insert(full) }
    guard found.filter({ $0 != 1 }) == shape.filter({ $0 != 1 }) else {
      ledger.state.withLock {
        $0.problems.append("\(full) has the shape \(found) where \(shape) is needed")
      }
      return Tensor(zeros: shape)
    }
    return try source.read(full).reshaped(shape)
  }

  /// Throws everything that did not fit, and the tensors left over.
  ///
  /// - Throws: `weights`.
  public func finish(_ network: String) throws(InferenceError) {
    let state = ledger.state.withLock { $0 }
    let leftOver = source.shapes.keys.filter { !state.used.contains($0) }.sorted()
    let problems = state.problems + leftOver.map { "left over: \($0)" }
    guard problems.isEmpty else { throw .weights(network: network, problems: problems) }
  }
}
