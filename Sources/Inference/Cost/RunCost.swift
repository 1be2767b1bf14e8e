/// What a run will take, before it is begun.
public struct RunCost: Sendable, Equatable {
  /// The most memory at one time, in bytes, beside what the process held before the model.
  public let peakBytes: Int
  /// Of that, the loaded weights.
  public let weightBytes: Int
  /// How the autoencoder computes its widest maps.
  public let decoding: Decoding
  /// How many members are computed at the same time, a thread each; 1 where one alone has all threads.
  public let lanes: Int
  /// Calls of the UNet, of all members.
  public let calls: Int
  /// Maps that are decoded at the end, of all members.
  public let maps: Int
  /// The work of the encoders, of one call of the UNet, and of decoding one map.
  public let encode, step, decode: Work
  /// What the UNet's first call after loading does besides, and all networks' first calls together: layers make
  /// the weights of Winograd's method when they first need them, and all memory is new.
  public let firstStep, once: Work

  /// Seconds of one call of the UNet at a speed.
  public func stepSeconds(at speed: EngineSpeed) -> Double { speed.seconds(step) }

  /// Seconds of the UNet's first call after loading.
  public func firstStepSeconds(at speed: EngineSpeed) -> Double {
    speed.seconds(step) + speed.seconds(firstStep)
  }

  /// Seconds of the whole run at a speed, just after loading; with lanes, at that of one thread.
  public func seconds(at speed: EngineSpeed) -> Double {
    speed.seconds(once) + speed.seconds(encode)
      + (Double(calls) * speed.seconds(step) + Double(maps) * speed.seconds(decode))
      / Double(lanes)
  }

  /// All work of the run in the kernels' own units, whenever it is made.
  public var operations: Double {
    encode.total + Double(calls) * step.total + Double(maps) * decode.total
  }
}

extension CostModel {
  /// Whether loading the model fits into the memory that is left; nil where it does.
  public func loadingShortage(memory: MemoryRoom) -> MemoryShortage? {
    loadingBytes > memory.bytes
      ? MemoryShortage(
        needed: loadingBytes, room: memory, decoding: decoding, fitting: nil,
        lighter: lighter.flatMap { $0.loadingBytes <= memory.bytes ? $0.precision : nil }) : nil
  }

  /// The same in the way that a person chose, which may depend on the memory: then the first that fits, each only where
  /// those before do not and it takes less.
  ///
  /// - Parameters:
  ///   - choice: What was chosen.
  ///   - settings: What decides the run.
  ///   - height: Rows of the picture.
  ///   - width: Columns of the picture.
  ///   - members: Members of the ensemble.
  ///   - memory: What is left; nil where nobody knows.
  /// - Returns: The model, computing in the way for it.
  /// - Throws: as `cost`.
  public func computing(
    in choice: DecodingChoice, _ settings: RunSettings, height: Int, width: Int,
    members: Int = 1, memory: MemoryRoom?
  ) throws(InferenceError) -> CostModel {
    guard choice == .auto, let memory else { return computing(in: choice.decoding ?? .whole) }
    var best = self
    var least = Int.max
    for way in Decoding.allCases where least > memory.bytes {
      let model = computing(in: way)
      let needed = try model.cost(
        settings, height: height, width: width, members: members
      ).peakBytes
      if needed < least { (best, least) = (model, needed) }
    }
    return best
  }

  /// Whether a run fits into the memory that is left, and what would.
  ///
  /// - Parameters:
  ///   - settings: What decides the run.
  ///   - height: Rows of the picture.
  ///   - width: Columns of the picture.
  ///   - members: Members of the ensemble.
  ///   - memory: What is left.
  /// - Returns: Nil where it fits, else what stands against it.
  /// - Throws: as `cost`.
  public func shortage(
    _ settings: RunSettings, height: Int, width: Int, members: Int = 1, memory: MemoryRoom
  ) throws(InferenceError) -> MemoryShortage? {
    let needed = try cost(
      settings, height: height, width: width, members: members
    ).peakBytes
    guard needed > memory.bytes else { return nil }
    var fitting: Int?
    var low = 1
    // Edges are tried in steps that every autoencoder's factor divides.
    let unit = 64
    let own = settings.processingResolution > 0 ? settings.processingResolution : max(height, width)
    var high = (own - 1) / unit
    while low <= high {
      let middle = (low + high) / 2
      var smaller = settings
      smaller.processingResolution = middle * unit
      let bytes = try? cost(
        smaller, height: height, width: width, members: members
      ).peakBytes
      if let bytes, bytes <= memory.bytes {
        fitting = middle * unit
        low = middle + 1
      } else {
        high = middle - 1
      }
    }
    func fits(_ model: CostModel) throws(InferenceError) -> Bool {
      try model.cost(
        settings, height: height, width: width, members: members
      ).peakBytes <= memory.bytes
    }
    var lighterPrecision: Precision?
    if let lighter, try fits(lighter) { lighterPrecision = lighter.precision }
    var fittingWay: Decoding?
    for way in Decoding.allCases where fittingWay == nil && way != decoding {
      if try fits(computing(in: way)) { fittingWay = way }
    }
    return MemoryShortage(
      needed: needed, room: memory, decoding: decoding, fitting: fitting,
      lighter: lighterPrecision, fittingWay: fittingWay)
  }
}
