/// How long a model takes on this machine: whole one-step runs, and their parts.
public struct Benchmark: Sendable {
  /// A number measured several times.
  public struct Samples: Sendable, Equatable {
    /// In the order of measurement; at least one.
    public let values: [Double]

    init(_ values: [Double]) {
      self.values = values
    }

    /// The middle value, or the mean of the two middle ones; 0 without values.
    public var median: Double {
      guard !values.isEmpty else { return 0 }
      let sorted = values.sorted()
      return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
    /// The least value, 0 without values.
    public var min: Double { values.min() ?? 0 }
    /// The greatest value, 0 without values.
    public var max: Double { values.max() ?? 0 }
  }

  /// The times of one part of the runs.
  public struct Timing: Sendable, Equatable {
    /// Wall time in seconds.
    public let wall: Samples
    /// Processor time of all threads in seconds.
    public let cpu: Samples
  }

  /// What was measured.
  public struct Result: Sendable, Equatable {
    /// Picture to image latents: the encoder.
    public let encode: Timing
    /// One call of the UNet and the scheduler's update.
    public let step: Timing
    /// Latents to values: the decoder and the family's post-processing.
    public let decode: Timing
    /// The whole run.
    public let run: Timing
    /// The layers of those parts by kind, the longest first; what they leave of a part's time lies between them.
    public let layers: [LayerSum]
    /// Wall time of the run before the measured ones, in seconds.
    public let warmUp: Double
    /// The most memory the process held in RAM so far, in bytes; nil where the system does not tell.
    public let peakMemory: Int?
  }

  /// What is run: one step on a square picture.
  public struct Plan: Sendable {
    /// The edge of the picture, in pixels.
    public let resolution: Int
    /// What decides the run; the picture is taken at its own size.
    public let settings: RunSettings

    /// The plan for a model of a family.
    ///
    /// - Parameters:
    ///   - family: The model's family.
    ///   - factor: Picture pixels per latent pixel along an edge.
    ///   - resolution: The picture's edge in pixels; nil for the one the checkpoint asks for, which is 768
    ///     where that is the picture's own.
    /// - Throws: `invalidSetting` for an edge that is no multiple of the autoencoder's factor.
    public init(
      _ family: any ModelFamily, factor: Int, resolution: Int? = nil
    ) throws(InferenceError) {
      var settings = family.defaults
      settings.steps = 1
      settings.toldTimesteps = nil
      let own = settings.processingResolution > 0 ? settings.processingResolution : 768
      let edge = resolution ?? own
      guard (1...8192).contains(edge), edge.isMultiple(of: factor) else {
        throw .invalidSetting(
          name: "The resolution", value: "\(edge)",
          allowed: "multiples of \(factor) from \(factor) to 8192")
      }
      settings.processingResolution = 0
      self.resolution = edge
      self.settings = settings
    }
  }

  /// The edge of the square picture, in pixels.
  public var resolution: Int { plan.resolution }
  private let plan: Plan
  private let estimator: Estimator
  private let picture: Tensor

  /// A benchmark of a model on a square picture.
  ///
  /// - Parameters:
  ///   - estimator: The model.
  ///   - plan: What is run of it.
  public init(_ estimator: Estimator, _ plan: Plan) {
    self.plan = plan
    self.estimator = estimator
    picture = Self.picture(plan.resolution)
  }

  /// A smooth colour gradient `[1, 3, edge, edge]` in −1…1: the networks take as long for any picture.
  private static func picture(_ edge: Int) -> Tensor {
    var picture = Tensor(zeros: [1, 3, edge, edge])
    let scale = 2 / Float(max(1, edge - 1))
    for row in 0..<edge {
      for column in 0..<edge {
        let (down, right) = (Float(row) * scale - 1, Float(column) * scale - 1)
        let pixel = row * edge + column
        picture.scalars[pixel] = right
        picture.scalars[edge * edge + pixel] = down
        picture.scalars[2 * edge * edge + pixel] = -right * down
      }
    }
    return picture
  }

  /// Runs once to warm up, then `count` times with the clock.
  ///
  /// - Throws: `invalidSetting` for a count under 1, and what a run throws.
  public func measure(
    repeating count: Int, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Result {
    guard count >= 1 else {
      throw .invalidSetting(name: "The number of runs", value: "\(count)", allowed: "1 and more")
    }
    var layers = LayerSums()
    let warmUp = try marks(&layers, checkpoint)
    layers = LayerSums()
    var runs: [[ResourceUse]] = []
    for _ in 0..<count { runs.append(try marks(&layers, checkpoint)) }
    return Result(
      encode: Self.timing(runs, from: 0, to: 1), step: Self.timing(runs, from: 1, to: 2),
      decode: Self.timing(runs, from: 2, to: 3), run: Self.timing(runs, from: 0, to: 3),
      layers: layers.sums, warmUp: warmUp[3].wall - warmUp[0].wall,
      peakMemory: ResourceUse.peakMemory)
  }

  /// One run: the use of the machine at its start and after encoder, step and decoder; adds its layers.
  private func marks(
    _ layers: inout LayerSums, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> [ResourceUse] {
    let times = LayerTimes()
    let checkpoint = times.collecting(checkpoint)
    var marks = [ResourceUse.now]
    let image = try estimator.prepare(
      picture, resolution: plan.settings.processingResolution, checkpoint)
    marks.append(.now)
    layers.add(times.take(), of: .encode)
    var denoising = try estimator.begin(image, plan.settings)
    _ = try denoising.next(checkpoint)
    marks.append(.now)
    layers.add(times.take(), of: .step)
    _ = try estimator.predict(
      denoising.trajectory.finalLatents, of: image, plan.settings, matchingInput: false, checkpoint)
    marks.append(.now)
    layers.add(times.take(), of: .decode)
    return marks
  }

  private static func timing(_ runs: [[ResourceUse]], from start: Int, to end: Int) -> Timing {
    Timing(
      wall: Samples(runs.map { $0[end].wall - $0[start].wall }),
      cpu: Samples(runs.map { $0[end].cpu - $0[start].cpu }))
  }
}
