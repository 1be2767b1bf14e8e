internal import Synchronization

/// The tensors of one network under a name prefix, as a network's initialiser takes them.
///
/// A network asks for every tensor by name and shape. Problems are collected, not thrown one by
/// one: `finish` throws all of them together, and names the tensors nobody asked for.
public struct Weights: Sendable {
  /// Where the values come from.
  public protocol Source: Sendable {
    /// The file with the values, for messages.
    var path: String { get }
    /// All tensors by name.
    var shapes: [String: [Int]] { get }
    /// Throws for a tensor in a number format that is not read.
    func checkFormat(of name: String) throws(InferenceError)
    /// Whether a tensor's values are stored as binary16, so that they fit into it.
    func isHalf(_ name: String) -> Bool
    /// The values of one tensor, as float32, row-major.
    func read(_ name: String) throws(InferenceError) -> Tensor
    /// Some of a tensor's values, as float32, row-major, as many as `target` takes from `start` on.
    func read(
      _ name: String, from start: Int, into target: UnsafeMutableBufferPointer<Float>
    ) throws(InferenceError)
    /// The same of a tensor for which `isHalf` is true, as they are stored.
    func readHalves(
      _ name: String, from start: Int, into target: UnsafeMutableBufferPointer<UInt16>
    ) throws(InferenceError)
  }

  private struct Record {
    var used = Set<String>()
    var missing: [(name: String, shape: [Int])] = []
    var misshaped: [String] = []
    /// Zeros handed out so far in place of tensors that do not fit.
    var zeros = 0
    /// Values read so far.
    var values = 0
  }

  private final class Ledger: Sendable {
    let state = Mutex(Record())
    /// Memory that packing takes again and again.
    let scratch = Workspace()
  }

  /// More zeros than this are not handed out: a config may ask for any size.
  private static let zerosLimit = 64 << 20
  /// Names nearest to a missing one are looked for this often; more lines are never shown.
  private static let suggestionLimit = 20

  let source: any Source
  private let ledger: Ledger
  private var prefix = ""
  private var isOutline = false
  private var checkpoint: Checkpoint?
  private var network = ""
  /// What the layers made of these weights compute with.
  public private(set) var precision = Precision.fp32
  private var store: PackedStore?

  /// All tensors of a source.
  public init(_ source: any Source) {
    self.source = source
    ledger = Ledger()
  }

  /// The tensors whose names begin with this one's prefix, `name` and a dot.
  public func scope(_ name: String) -> Weights {
    var weights = self
    weights.prefix = prefix + name + "."
    return weights
  }

  /// The same weights without their values: tensors with no outputs and no inputs are handed out.
  ///
  /// A network made from them cannot run, but making it checks every name, shape and number format, as it
  /// does with values, in the memory and the time that the files' headers take.
  public var outline: Weights {
    var weights = self
    weights.isOutline = true
    return weights
  }

  /// The same weights, for layers that compute with such numbers.
  public func computing(in precision: Precision) -> Weights {
    var weights = self
    weights.precision = precision
    return weights
  }

  /// The same weights, for layers that compute in 32 bits whatever the others do: the first and the last of a
  /// network, and those of a single row, where rounding costs much and saves nothing.
  var exact: Weights { computing(in: .fp32) }

  /// The same weights, which tell how many million values have been read, and stop when cancelled.
  public func reporting(to checkpoint: Checkpoint, as network: String) -> Weights {
    var weights = self
    weights.checkpoint = checkpoint
    weights.network = network
    return weights
  }

  /// The same weights, which are taken from a store of packed ones where it has them, and else kept in it.
  func kept(in store: PackedStore?) -> Weights {
    var weights = self
    weights.store = store
    return weights
  }

  /// The number of values in all tensors of the source.
  public var parameterCount: Int {
    source.shapes.values.reduce(0) { $0 + $1.reduce(1, *) }
  }

  /// Whether a tensor is there.
  public func has(_ name: String) -> Bool { source.shapes[prefix + name] != nil }

  /// The tensor of a name and shape; zeros when it is missing or of another shape.
  ///
  /// `finish` reports what was missing or misshaped. A shape that differs only by axes of length
  /// one is accepted (old files keep linear weights as 1×1 convolutions).
  ///
  /// - Throws: what reading the file throws; `weights` at once when so much does not fit that the
  ///   zeros would fill the memory.
  public func callAsFunction(_ name: String, shape: [Int]) throws(InferenceError) -> Tensor {
    switch try look(up: name, shape) {
    case .substitute(let tensor): return tensor
    case .stored(let full):
      let ready = try store?.tensor(full, shape: shape)
      let tensor = if let ready { ready } else { try source.read(full).reshaped(shape) }
      if ready == nil { try store?.keep(full, tensor) }
      try report(full, tensor.count)
      return tensor
    }
  }

  /// Some rows of a tensor of a name and shape, one after the other; zeros where `callAsFunction` gives zeros.
  ///
  /// - Throws: as `callAsFunction`.
  func rows(_ rows: [Int], of name: String, shape: [Int]) throws(InferenceError) -> [Float] {
    let width = shape.dropFirst().reduce(1, *)
    var values = [Float](repeating: 0, count: rows.count * width)
    guard case .stored(let full) = try look(up: name, shape) else { return values }
    try values.withUnsafeMutableBufferPointer { (buffer) throws(InferenceError) in
      for (index, row) in rows.enumerated() {
        let target = UnsafeMutableBufferPointer(
          rebasing: buffer[(index * width)..<((index + 1) * width)])
        try source.read(full, from: row * width, into: target)
      }
    }
    try report(full, shape.reduce(1, *))
    return values
  }

  /// The weight of a layer `[outputs, inputs, taps…]`, packed for the processor.
  ///
  /// `wanted` is a storage that it is rounded for, as for `PackedWeight`. Values that are stored in 16 bits and
  /// stay so are packed straight from the file, on all cores.
  ///
  /// - Throws: as `callAsFunction`; `cancelled`.
  func packed(
    _ name: String, shape: [Int], as wanted: WeightStorage? = nil
  ) throws(InferenceError) -> PackedWeight {
    switch try look(up: name, shape) {
    case .substitute(let tensor): return try PackedWeight(tensor, as: wanted)
    case .stored(let full):
      let kind = "\(full) as \(wanted?.word ?? "it is")"
      let packing = PanelPacking(source: source, name: full, shape: shape)
      let ready = store?.weight(
        kind, PanelLayout(outputs: shape[0]), depth: shape.dropFirst().reduce(1, *))
      let packed =
        if let ready { ready } else {
          try packing.run(
            as: wanted, scratch: ledger.scratch, checkpoint: checkpoint ?? Checkpoint())
        }
      if ready == nil { store?.keep(kind, packed) }
      try report(full, shape.reduce(1, *))
      return packed
    }
  }

  /// What stands under a name.
  private enum Found {
    /// Nothing whose values are wanted or fit.
    case substitute(Tensor)
    /// A tensor of the source, by its full name.
    case stored(String)
  }

  private func look(up name: String, _ shape: [Int]) throws(InferenceError) -> Found {
    let full = prefix + name
    guard let found = source.shapes[full] else {
      ledger.state.withLock { $0.missing.append((full, shape)) }
      return .substitute(isOutline ? Self.hollow(shape) : try zeros(shape))
    }
    ledger.state.withLock { _ = $0.used.insert(full) }
    guard found.filter({ $0 != 1 }) == shape.filter({ $0 != 1 }) else {
      ledger.state.withLock {
        $0.misshaped.append("\(full) has the shape \(found) where \(shape) is needed")
      }
      return .substitute(isOutline ? Self.hollow(shape) : try zeros(shape))
    }
    guard isOutline else { return .stored(full) }
    try source.checkFormat(of: full)
    return .substitute(Self.hollow(shape))
  }

  /// A tensor of no outputs and inputs; a convolution's kernel keeps its size.
  private static func hollow(_ shape: [Int]) -> Tensor {
    Tensor(zeros: shape.enumerated().map { axis, length in axis < 2 ? 0 : length })
  }

  private func report(_ name: String, _ count: Int) throws(InferenceError) {
    guard let checkpoint else { return }
    if checkpoint.isCancelled() { throw .cancelled }
    let values = ledger.state.withLock { record in
      record.values += count
      return record.values
    }
    func millions(_ count: Int) -> Int { (count + 999_999) / 1_000_000 }
    try checkpoint.reach(
      Checkpoint.Stage(
        network: "\(network) weights, million", block: name, completed: millions(values),
        total: millions(parameterCount)))
  }

  private func zeros(_ shape: [Int]) throws(InferenceError) -> Tensor {
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      count = overflow ? Int.max : product
    }
    let fits = ledger.state.withLock { record in
      guard count <= Self.zerosLimit - record.zeros else { return false }
      record.zeros += count
      return true
    }
    guard fits else {
      throw .weights(
        file: source.path, network: "network", problems: problems(withLeftOver: false))
    }
    return Tensor(zeros: shape)
  }

  /// Throws everything that did not fit: missing tensors, each with the nearest name that is there,
  /// then misshaped ones, then those that nobody asked for.
  ///
  /// - Throws: `weights`.
  public func finish(_ network: String) throws(InferenceError) {
    let problems = problems(withLeftOver: true)
    guard problems.isEmpty else {
      throw .weights(file: source.path, network: network, problems: problems)
    }
  }

  private func problems(withLeftOver: Bool) -> [String] {
    let record = ledger.state.withLock { $0 }
    let leftOver = source.shapes.keys.filter { !record.used.contains($0) }.sorted()
    let missing = record.missing.enumerated().map { index, tensor in
      let line = "\(tensor.name) \(tensor.shape) is missing"
      guard index < Self.suggestionLimit,
        let nearest = NearestName.of(tensor.name, among: leftOver)
      else { return line }
      return line + ", the nearest name is \(nearest)"
    }
    let last = withLeftOver ? leftOver.map { "\($0) is left over" } : []
    return missing + record.misshaped + last
  }
}
