/// What runs of a checkpoint cost, from its configs and the headers of its weights.
///
/// No weight is read, so that it can be said before anything is paid.
public struct CostModel: Sendable, Equatable {
  /// The networks' structures.
  let unet: UNetConfig
  let vae: AutoencoderKLConfig
  /// Images in the UNet's batch, and whether they see each other.
  let batch: Int
  let isJoint: Bool
  /// What the networks compute with.
  public private(set) var precision: Precision
  /// How the autoencoder computes its widest maps.
  public private(set) var decoding = Decoding.whole
  /// What a picture's edges are rounded to by stretching it; nil where it is padded.
  let edgeMultiple: Int?
  /// Work of the image encoder, on every picture.
  let vision: Work
  /// What the weights take.
  private struct WeightMemory: Equatable {
    var kept = 0
    var loading = 0
  }

  private var memory: [Precision: WeightMemory] = [:]
  /// Bytes that the loaded weights take.
  public var weightBytes: Int { memory[precision]?.kept ?? 0 }
  /// The most bytes that loading takes at one time.
  public var loadingBytes: Int { memory[precision]?.loading ?? 0 }
  /// Latents of a map.
  let maps: Int

  /// The costs of a folder's model.
  ///
  /// - Parameters:
  ///   - folder: The checkpoint.
  ///   - name: The family to take it for, instead of the one its structure belongs to.
  ///   - precision: What the UNet and the autoencoder will compute with.
  /// - Throws: what is wrong with the configs and the headers.
  public init(
    _ folder: ModelFolder, family name: String? = nil, precision: Precision = .fp32
  ) throws(InferenceError) {
    let structure = try ModelStructure(folder)
    let family = try FamilyCatalog.family(of: structure, named: name)
    unet = structure.unet
    vae = structure.vae
    self.precision = precision
    batch = family.batch
    isJoint = family.jointAttention
    edgeMultiple = family.edgeMultiple
    maps = family.groups * family.batch
    var encoders = WeightMemory()
    var seen = Work()
    switch family.prompting {
    case .picture:
      let encoder = try folder.weights("image_encoder")
      encoders.kept = encoder.footprint.bytes
      seen[.linear] =
        2 * Double(encoder.parameterCount) * Double(try folder.visionConfig().tokens)
    case .empty, .domain:
      if try folder.emptyEmbedding() == nil {
        // One layer at a time, before the other networks are read.
        let encoder = try folder.weights("text_encoder").footprint
        encoders.loading =
          encoder.bytes / max(1, try folder.textConfig().layers) + encoder.transient
      }
    }
    vision = seen
    for precision in Precision.allCases {
      memory[precision] = try Self.memory(of: folder, encoders, precision)
    }
  }

  private static func memory(
    of folder: ModelFolder, _ encoders: WeightMemory, _ precision: Precision
  ) throws(InferenceError) -> WeightMemory {
    var result = encoders
    var transient = 0
    for network in ["unet", "vae"] {
      let footprint = try folder.weights(network).computing(in: precision).footprint
      result.kept += footprint.bytes
      transient = max(transient, footprint.transient)
    }
    result.loading = max(encoders.loading, result.kept + transient)
    return result
  }

  /// The same for networks that compute in another precision.
  public func computing(in precision: Precision) -> CostModel {
    var model = self
    model.precision = precision
    return model
  }

  /// The same for an autoencoder that computes its widest maps in another way.
  public func computing(in way: Decoding) -> CostModel {
    var model = self
    model.decoding = way
    return model
  }

  /// A precision that takes less memory than this one, where the processor has one.
  var lighter: CostModel? {
    precision != .bf16 && Precision.bf16.isSupported ? computing(in: .bf16) : nil
  }

  /// What a run on a picture costs.
  ///
  /// - Parameters:
  ///   - settings: What decides the run.
  ///   - height: Rows of the picture.
  ///   - width: Columns of the picture.
  ///   - members: Members of the ensemble.
  ///   - lanes: How many of them are computed at the same time.
  ///   - threads: Threads of the engine.
  /// - Returns: Memory and work.
  /// - Throws: `invalidSetting` for a resolution that leaves nothing of an edge; `shapeMismatch` where the
  ///   networks have nothing left to work on.
  public func cost(
    _ settings: RunSettings, height: Int, width: Int, members: Int = 1, lanes: Int = 1,
    threads: Int = Threads.count
  ) throws(InferenceError) -> RunCost {
    let size = try ProcessingSize.edges(
      height: height, width: width, resolution: settings.processingResolution,
      factor: vae.factor, stretchedTo: edgeMultiple, rule: settings.resize)
    let latent = (height: size.height / vae.factor, width: size.width / vae.factor)
    // One after the other in the same memory, as they are called.
    var rehearsal = Rehearsal(precision, threads: threads)
    try rehearsal.encoder(
      vae, height: size.height, width: size.width, by: BandRehearsal(decoding))
    let encoded = (work: rehearsal.work, beginning: rehearsal.beginning)
    try rehearsal.unet(
      unet, batch: batch, height: latent.height, width: latent.width, isJoint: isJoint)
    let stepped = (work: rehearsal.work, beginning: rehearsal.beginning)
    try rehearsal.decoder(
      vae, height: latent.height, width: latent.width, by: BandRehearsal(decoding))
    // A member's maps are kept until all are there.
    let pictures =
      pictureBytes(height: height, width: width, size) + (members - 1) * maps * 12 * height * width
    let latents = latentBytes(settings, latent)
    let beside =
      lanes > 1
      ? (lanes - 1) * (try laneRule(settings, height: height, width: width).bytes + latents) : 0
    return RunCost(
      peakBytes: max(loadingBytes, weightBytes + rehearsal.peakBytes + pictures + latents + beside),
      weightBytes: weightBytes, decoding: decoding, lanes: lanes,
      calls: members * settings.networkCalls, maps: members * maps,
      encode: encoded.work + vision, step: stepped.work - encoded.work,
      decode: rehearsal.work - stepped.work, firstStep: stepped.beginning - encoded.beginning,
      once: rehearsal.beginning)
  }

  /// The picture as floats, at its own size and at the networks', and what is predicted of it.
  private func pictureBytes(
    height: Int, width: Int, _ size: (height: Int, width: Int)
  ) -> Int {
    let plane = MemoryLayout<Float>.size
    return 3 * plane * (2 * height * width + 2 * size.height * size.width)
  }

  /// A step keeps what it began with, the network's output and the two samples it made of it.
  private func latentBytes(
    _ settings: RunSettings, _ latent: (height: Int, width: Int)
  ) -> Int {
    let one = MemoryLayout<Float>.size * vae.latentChannels * maps * latent.height * latent.width
    return one * (4 + 4 * settings.networkCalls)
  }
}

extension CostModel {
  /// What one call of Stable Diffusion 2's UNet computes on a square picture, for comparing machines.
  ///
  /// - Throws: `shapeMismatch` for an edge of a few pixels.
  public static func fullSizeStep(
    edge: Int, precision: Precision = .fp32
  ) throws(InferenceError) -> Work {
    var config = UNetConfig()
    config.inChannels = 8
    let latent = edge / AutoencoderKLConfig().factor
    var rehearsal = Rehearsal(precision, threads: Threads.count)
    try rehearsal.unet(config, batch: 1, height: latent, width: latent, isJoint: false)
    return rehearsal.work
  }
}
