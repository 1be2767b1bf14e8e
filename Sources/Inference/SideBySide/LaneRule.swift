/// How many runs of a model are computed side by side.
struct LaneRule {
  /// The most operations of a network's call that are left to one thread.
  ///
  /// They are counted as the plain method would need them. Larger calls keep several threads busy, and the first run
  /// would come much later than alone.
  static let mostOperations = 60e9
  /// The most memory that the activations of all lanes beside the first may take.
  static let mostBytes = 1 << 30

  /// What a lane needs besides the weights.
  let bytes: Int
  /// Of the larger of a call of the UNet and a decode.
  let operations: Double

  /// The rule for latents of a size.
  ///
  /// - Throws: `shapeMismatch` where the networks have nothing left to work on, `outOfMemory`.
  init(
    _ unet: UNetConfig, _ vae: AutoencoderKLConfig, batch: Int, isJoint: Bool,
    latent: (height: Int, width: Int)
  ) throws(InferenceError) {
    var rehearsal = Rehearsal(threads: 1)
    try rehearsal.unet(
      unet, batch: batch, height: latent.height, width: latent.width, isJoint: isJoint)
    let step = rehearsal.work.total
    try rehearsal.decoder(vae, height: latent.height, width: latent.width)
    bytes = rehearsal.workspacePeakBytes
    operations = max(step, rehearsal.work.total - step)
  }

  /// How many lanes so many runs get.
  ///
  /// - Parameters:
  ///   - runs: How many there are to compute.
  ///   - threads: Threads of the engine.
  ///   - room: Bytes that may still be taken; nil where nobody knows.
  /// - Returns: 1 where the network is too large, or the memory too small, for more.
  func count(runs: Int, threads: Int, room: Int?) -> Int {
    guard operations <= Self.mostOperations else { return 1 }
    let more = min(room ?? Self.mostBytes, Self.mostBytes) / max(1, bytes)
    return max(1, min(runs, threads, more + 1))
  }
}

extension Estimator {
  /// Lanes for independent runs, so many at the same time.
  public func lanes(_ count: Int) -> Lanes { Lanes(self, count: count) }

  /// The lanes for independent runs on a picture: one where they are better computed one after another.
  ///
  /// - Parameters:
  ///   - image: The picture, encoded.
  ///   - runs: How many runs there will be at most.
  ///   - threads: Threads of the engine.
  ///   - memory: What may still be taken; nil where nobody knows.
  /// - Returns: As many lanes as are worth it and fit into the memory.
  public func lanes(
    for image: PreparedImage, runs: Int, threads: Int = Threads.count,
    memory: MemoryRoom? = MemoryRoom.now()
  ) -> Lanes {
    guard runs > 1, threads > 1 else { return Lanes(self, count: 1) }
    let edges = image.mean.shape.suffix(2)
    // What cannot be rehearsed will say why when it is computed.
    let rule = try? LaneRule(
      unet.config, vae.config, batch: family.batch, isJoint: family.jointAttention,
      latent: (edges.first ?? 0, edges.last ?? 0))
    return Lanes(
      self, count: rule?.count(runs: runs, threads: threads, room: memory?.bytes) ?? 1)
  }
}

extension CostModel {
  /// How many members of an ensemble are computed at the same time.
  ///
  /// - Parameters:
  ///   - settings: What decides each member.
  ///   - height: Rows of the picture.
  ///   - width: Columns of the picture.
  ///   - runs: How many members there are.
  ///   - threads: Threads of the engine.
  ///   - memory: What may still be taken, the model's own part of it too; nil where nobody knows.
  /// - Returns: 1 where they are better computed one after another, or where there is no memory for more.
  /// - Throws: as `cost`.
  public func lanes(
    _ settings: RunSettings, height: Int, width: Int, runs: Int, threads: Int = Threads.count,
    memory: MemoryRoom?
  ) throws(InferenceError) -> Int {
    guard runs > 1, threads > 1 else { return 1 }
    let alone = try cost(settings, height: height, width: width, members: runs, threads: threads)
    return try laneRule(settings, height: height, width: width).count(
      runs: runs, threads: threads, room: memory.map { max(0, $0.bytes - alone.peakBytes) })
  }

  /// The rule for the latents of a picture.
  ///
  /// - Throws: as `cost`.
  func laneRule(
    _ settings: RunSettings, height: Int, width: Int
  ) throws(InferenceError) -> LaneRule {
    let size = try ProcessingSize.edges(
      height: height, width: width, resolution: settings.processingResolution,
      factor: vae.factor, stretchedTo: edgeMultiple, rule: settings.resize)
    return try LaneRule(
      unet, vae, batch: batch, isJoint: isJoint,
      latent: (size.height / vae.factor, size.width / vae.factor))
  }
}
