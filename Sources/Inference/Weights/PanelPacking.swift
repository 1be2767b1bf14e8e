internal import CKernels
internal import Synchronization

/// A weight of a checkpoint packed panel by panel, straight from its file, on all cores.
///
/// A panel's outputs lie side by side in the file. So each panel is read into memory that is used again and
/// again, and the only memory that is new, and dear for that, is what the packed weight takes.
struct PanelPacking {
  let source: any Weights.Source
  /// The tensor's name in the source.
  let name: String
  /// `[outputs, inputs, taps…]`.
  let shape: [Int]

  private var inputs: Int { shape[1] }
  private var taps: Int { shape.dropFirst(2).reduce(1, *) }
  private var depth: Int { inputs * taps }

  /// The packed weight.
  ///
  /// - Parameters:
  ///   - wanted: A storage that it is rounded for, as for `PackedWeight`.
  ///   - scratch: Memory for a panel a thread.
  ///   - checkpoint: Asked for cancellation before each panel.
  /// - Returns: The same bits as `PackedWeight.init` makes of the tensor.
  /// - Throws: what reading throws, `outOfMemory`, `cancelled`.
  func run(
    as wanted: WeightStorage? = nil, scratch: Workspace, checkpoint: Checkpoint
  ) throws(InferenceError) -> PackedWeight {
    let layout = PanelLayout(outputs: shape[0])
    guard layout.takesHalves(shape.reduce(1, *)) else {
      return try PackedWeight(source.read(name).reshaped(shape), as: wanted)
    }
    let work = PanelWork(
      layout: layout, scratch: scratch, checkpoint: checkpoint)
    let storage = try storage(work, wanted)
    let count = PackedWeight.count(layout, depth: depth, storage)
    let buffer = try Buffer(floats: storage.floats(count))
    try pack(work, storage, into: buffer)
    return PackedWeight(ready: buffer, layout, depth: depth, storage: storage)
  }

  /// How the values will be held, which may need a look at all of them: reading twice costs less than memory
  /// for them.
  private func storage(
    _ work: PanelWork, _ wanted: WeightStorage?
  ) throws(InferenceError) -> WeightStorage {
    if let wanted, wanted.isPairs, work.layout.hasPairs { return wanted }
    if source.isHalf(name) { return .halves }
    if wanted == .halves, work.layout.hasPairs {
      return WeightStorage.holds(largest: try largest(work)) ? .halves : .floats
    }
    let fits = Atomic<Bool>(true)
    try work.run { (panel) throws(InferenceError) in
      guard fits.load(ordering: .relaxed) else { return }
      let values = try floats(of: panel, work)
      defer { withExtendedLifetime(values) {} }
      if ck_fits_f16(values.pointer, values.count) == 0 { fits.store(false, ordering: .relaxed) }
    }
    return fits.load(ordering: .relaxed) ? .halves : .floats
  }

  private func largest(_ work: PanelWork) throws(InferenceError) -> Float {
    let largest = Mutex<Float>(0)
    try work.run { (panel) throws(InferenceError) in
      let values = try floats(of: panel, work)
      defer { withExtendedLifetime(values) {} }
      let found = ck_largest(values.pointer, values.count)
      // In this order NaN stays.
      largest.withLock { $0 = $0 > found ? $0 : found }
    }
    return largest.withLock { $0 }
  }

  private func pack(
    _ work: PanelWork, _ storage: WeightStorage, into buffer: Buffer
  ) throws(InferenceError) {
    let out = buffer.words
    try work.run { (panel) throws(InferenceError) in
      if storage == .halves, source.isHalf(name) {
        return try packHalves(panel, work, out + panel.start * depth)
      }
      let values = try floats(of: panel, work)
      defer { withExtendedLifetime(values) {} }
      func pack(into target: UnsafeMutablePointer<Float>) {
        ck_pack_weight(
          values.pointer, panel.rows, inputs, taps, panel.width, panel.width, target)
      }
      guard storage != .floats else { return pack(into: buffer.pointer + panel.start * depth) }
      let packed = try work.scratch.buffer(floats: panel.width * depth)
      defer { withExtendedLifetime(packed) {} }
      pack(into: packed.pointer)
      let target = out + panel.start * storage.words(depth: depth)
      if storage.isPairs {
        storage.pack(packed.pointer, depth: depth, padded: panel.width, into: target)
      } else {
        ck_narrow_f16(packed.pointer, target, packed.count)
      }
    }
  }

  private func packHalves(
    _ panel: PanelWork.Panel, _ work: PanelWork, _ out: UnsafeMutablePointer<UInt16>
  ) throws(InferenceError) {
    let count = panel.rows * depth
    let read = try work.scratch.buffer(floats: (count + 1) / 2)
    defer { withExtendedLifetime(read) {} }
    let rows = read.words
    try source.readHalves(
      name, from: panel.start * depth,
      into: UnsafeMutableBufferPointer(start: rows, count: count))
    ck_pack_halves(rows, panel.rows, inputs, taps, panel.width, out)
  }

  private func floats(
    of panel: PanelWork.Panel, _ work: PanelWork
  ) throws(InferenceError) -> Buffer {
    let values = try work.scratch.buffer(floats: panel.rows * depth)
    try source.read(
      name, from: panel.start * depth,
      into: UnsafeMutableBufferPointer(start: values.pointer, count: values.count))
    return values
  }
}

/// The panels of a weight, divided over threads.
struct PanelWork {
  let layout: PanelLayout
  let scratch: Workspace
  let checkpoint: Checkpoint

  /// Outputs side by side: the first, how many there are, and how many with those that fill the panel.
  struct Panel {
    let start: Int
    let rows: Int
    let width: Int
  }

  /// Calls `body` with every panel, each thread with the next one when it is done.
  ///
  /// - Throws: the first error of `body`; `cancelled`.
  func run(_ body: (Panel) throws(InferenceError) -> Void) throws(InferenceError) {
    let failure = Mutex<InferenceError?>(nil)
    try Parallel.run(
      chunks: (layout.padded + layout.panel - 1) / layout.panel, threads: Threads.count,
      checkpoint: checkpoint
    ) { index, _ in
      guard failure.withLock({ $0 == nil }) else { return }
      let start = index * layout.panel
      let panel = Panel(
        start: start, rows: min(layout.panel, layout.outputs - start),
        width: min(layout.panel, layout.padded - start))
      do throws(InferenceError) {
        try body(panel)
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
