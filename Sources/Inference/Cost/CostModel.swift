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
  /// What a picture's edges are rounded to by stretching it; nil where it is padded.
  let edgeMultiple: Int?
  /// Work of the image encoder, on every picture.
  let vision: Work
  /// Bytes that the loaded weights take.
  public let weightBytes: Int
  /// The most bytes that loading takes at one time.
  public let loadingBytes: Int
  /// Latents of a map.
  let maps: Int

  /// The costs of a folder's model.
  ///
  /// - Parameters:
  ///   - folder: The checkpoint.
  ///   - name: The family to take it for, instead of the one its structure belongs to.
  /// - Throws: what is wrong with the configs and the headers.
  public init(_ folder: ModelFolder, family name: String? = nil) throws(InferenceError) {
    let structure = try ModelStructure(folder)
    let family = try FamilyCatalog.family(of: structure, named: name)
    unet = structure.unet
    vae = structure.vae
    batch = family.batch
    isJoint = family.jointAttention
    edgeMultiple = family.edgeMultiple
    maps = family.groups * family.batch
    let own = [try folder.weights("unet").footprint, try folder.weights("vae").footprint]
    var kept = own.reduce(0) { $0 + $1.bytes }
    var loading = 0
    var seen = Work()
    switch family.prompting {
    case .picture:
      let encoder = try folder.weights("image_encoder")
      kept += encoder.footprint.bytes
      seen[.linear] =
        2 * Double(encoder.parameterCount) * Double(try folder.visionConfig().tokens)
    case .empty, .domain:
      if try folder.emptyEmbedding() == nil {
        // One layer at a time, before the other networks are read.
        let encoder = try folder.weights("text_encoder").footprint
        loading = encoder.bytes / max(1, try folder.textConfig().layers) + encoder.transient
      }
    }
    vision = seen
    weightBytes = kept
    loadingBytes = max(loading, kept + (own.map(\.transient).max() ?? 0))
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
    var coder = Rehearsal(threads: threads)
    try coder.encoder(vae, height: size.height, width: size.width)
    let encoding = (peak: coder.peakBytes, left: coder.transformedBytes, work: coder.work)
    coder.trim(to: NetworkSession.keptBytes)
    let kept = coder.heldBytes
    var network = Rehearsal(threads: threads)
    try network.unet(
      unet, batch: batch, height: latent.height, width: latent.width, isJoint: isJoint)
    let stepping = network.peakBytes
    network.trim(to: NetworkSession.keptBytes)
    try coder.decoder(vae, height: latent.height, width: latent.width)
    // A member's maps are kept until all are there.
    let pictures =
      pictureBytes(height: height, width: width, size) + (members - 1) * maps * 12 * height * width
    let latents = latentBytes(settings, latent)
    let phases = [
      encoding.peak, encoding.left + kept + stepping,
      network.transformedBytes + network.heldBytes + coder.peakBytes,
    ]
    let most = phases.max() ?? 0
    // A fifth of what comes and goes, the allocator keeps in pieces that fit nothing else.
    let pieces = max(0, most - network.transformedBytes - coder.transformedBytes) / 5
    let beside =
      lanes > 1
      ? (lanes - 1) * (try laneRule(settings, height: height, width: width).bytes + latents) : 0
    return RunCost(
      peakBytes: max(loadingBytes, weightBytes + most + pieces + pictures + latents + beside),
      weightBytes: weightBytes, lanes: lanes, calls: members * settings.networkCalls,
      maps: members * maps,
      encode: encoding.work + vision, step: network.work, decode: coder.work - encoding.work,
      firstStep: network.beginning, once: network.beginning + coder.beginning)
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
  public static func fullSizeStep(edge: Int) throws(InferenceError) -> Work {
    var config = UNetConfig()
    config.inChannels = 8
    let latent = edge / AutoencoderKLConfig().factor
    var rehearsal = Rehearsal(threads: Threads.count)
    try rehearsal.unet(config, batch: 1, height: latent, width: latent, isJoint: false)
    return rehearsal.work
  }
}
