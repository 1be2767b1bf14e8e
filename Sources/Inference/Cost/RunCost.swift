/// What a run will take, before it is begun.
public struct RunCost: Sendable, Equatable {
  /// The most memory at one time, in bytes, beside what the process held before the model.
  public let peakBytes: Int
  /// Of that, the loaded weights.
  public let weightBytes: Int
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
        needed: loadingBytes, room: memory, fitting: nil,
        lighter: lighter.flatMap { $0.loadingBytes <= memory.bytes ? $0.precision : nil }) : nil
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
    var lighterPrecision: Precision?
    if let lighter {
      let bytes = try lighter.cost(
        settings, height: height, width: width, members: members
      ).peakBytes
      lighterPrecision = bytes <= memory.bytes ? lighter.precision : nil
    }
    return MemoryShortage(
      needed: needed, room: memory, fitting: fitting, lighter: lighterPrecision)
  }
}

/// A run that needs more memory than there is.
public struct MemoryShortage: Sendable, Equatable {
  /// The run's peak in bytes, beside what the process held before the model.
  public let needed: Int
  /// What is left.
  public let room: MemoryRoom
  /// The largest processing resolution that would fit; nil where none does.
  public let fitting: Int?
  /// A precision in which it would fit as it is; nil where none is known.
  public let lighter: Precision?
}

extension MemoryShortage {
  /// What stands against the run, without an end: `This run needs 6.7 GB of memory and there are 3.2 GB for it`.
  var sentence: String {
    let whose =
      switch room.bound {
      case .machine: "free on this machine"
      case .group: "left under the limit of this process' control group"
      case .person: "left under the memory limit that is set"
      }
    return
      "This run needs \(MemorySize.text(needed)) of memory where \(MemorySize.text(room.bytes)) "
      + "are \(whose)"
  }

  /// The error to throw; the settings are named as they are chosen there: `--resolution`, `--precision`.
  public func error(resolution: String, precision: String) -> InferenceError {
    let ways =
      [lighter.map { "\(precision) \($0.rawValue)" }, fitting.map { "\(resolution) \($0)" }]
      .compactMap(\.self)
    let advice =
      !ways.isEmpty
      ? ways.joined(separator: " or ") + " would fit"
      : "no resolution would fit; give the model a machine with more memory, or end other programs"
    return .tooLarge(self, advice: advice)
  }
}

/// Numbers of bytes in words.
public enum MemorySize {
  /// `6.7 GB`, `212 MB`.
  public static func text(_ bytes: Int) -> String {
    let tenths = (Double(bytes) / 1e8).rounded() / 10
    return bytes < 1_000_000_000 ? "\(max(0, bytes) / 1_000_000) MB" : "\(tenths) GB"
  }
}
