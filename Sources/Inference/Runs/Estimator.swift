internal import Foundation

/// A checkpoint ready to run: its networks, its conditioning and its family's ways.
public struct Estimator: Sendable {
  /// The family that the checkpoint's structure belongs to.
  public let family: any ModelFamily
  /// The scheduler's config as the checkpoint has it.
  public let schedulerConfig: SchedulerConfig
  /// What cross-attention looks at.
  let prompts: Prompts

  var unet: UNet
  var vae: AutoencoderKL
  /// The memory of runs that are computed side by side.
  let sessions = LaneSessions()

  /// Loads a diffusers folder.
  ///
  /// Prompts are encoded here and the text encoder is let go afterwards.
  ///
  /// - Parameters:
  ///   - folder: The checkpoint.
  ///   - name: The family to take it for, instead of the one its structure belongs to.
  ///   - precision: What the UNet and the autoencoder compute with; encoders of prompts always use 32 bits.
  ///   - decoding: How the autoencoder computes its widest maps.
  ///   - cache: Where packed weights are kept from start to start; nil for nowhere.
  ///   - checkpoint: Progress and cancellation.
  /// - Throws: what is wrong with the folder, file by file; `unsupported` for a precision that the processor
  ///   has no instructions for.
  public init(
    folder: ModelFolder, family name: String? = nil, precision: Precision = .fp32,
    decoding: Decoding = .whole, cache: WeightCache? = nil,
    _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) {
    try precision.check()
    self.precision = precision
    let structure = try ModelStructure(folder)
    family = try FamilyCatalog.family(of: structure, named: name)
    schedulerConfig = structure.scheduler
    // Before anything large is read.
    try ModelOutline.check(folder, structure, family.prompting)
    prompts = try Prompts(folder, family.prompting, cache, checkpoint)
    let vaeStore = try cache?.store(
      of: .vae, in: folder, conditions: precision.rawValue, checkpoint)
    let unetStore = try cache?.store(
      of: .unet, in: folder, conditions: precision.rawValue, checkpoint)
    let vaeWeights = try folder.weights("vae").computing(in: precision).kept(in: vaeStore)
      .reporting(to: checkpoint, as: "vae")
    let unetWeights = try folder.weights("unet").computing(in: precision).kept(in: unetStore)
      .reporting(to: checkpoint, as: "unet")
    vae = try AutoencoderKL(structure.vae, vaeWeights)
    unet = try UNet(structure.unet, unetWeights)
    let workspace = Workspace()
    vae.session = NetworkSession(mapped: vaeStore?.mapped, workspace: workspace)
    vae.decoding = decoding
    unet.session = NetworkSession(mapped: unetStore?.mapped, workspace: workspace)
    isFromCache = unetStore?.isReady ?? false
    vaeStore?.finish()
    unetStore?.finish()
    parameterCount = unetWeights.parameterCount + vaeWeights.parameterCount
  }

  /// What the UNet and the autoencoder compute with.
  public let precision: Precision

  /// How the autoencoder computes its widest maps; both ways give the same bits.
  public var decoding: Decoding {
    get { vae.decoding }
    set { vae.decoding = newValue }
  }

  /// Whether the UNet's weights came packed from a cache.
  public let isFromCache: Bool

  /// How many parameters the UNet and the autoencoder have.
  public let parameterCount: Int

  /// Picture pixels per latent pixel along an edge.
  public var factor: Int { vae.config.factor }

  /// Resizes, pads and encodes a picture.
  ///
  /// - Parameters:
  ///   - image: `[1, 3, H, W]` in −1…1.
  ///   - resolution: The longest edge that the networks see, 0 for the picture's own.
  ///   - rule: How it is resized.
  ///   - checkpoint: Progress and cancellation.
  /// - Returns: The picture and its latents' distribution.
  /// - Throws: `invalidSetting` for the resolution, `cancelled`, `notFinite`, `outOfMemory`.
  public func prepare(
    _ image: Tensor, resolution: Int, rule: ResizeRule = .diffusers,
    _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> PreparedImage {
    try prepare(
      image, resolution: resolution, rule, family.authorsResize.forth, checkpoint)
  }

  /// Resizes, pads and encodes a picture, with a filter that is used under the authors' rule.
  func prepare(
    _ image: Tensor, resolution: Int, _ rule: ResizeRule, _ forth: AuthorsResize.Forth,
    _ checkpoint: Checkpoint
  ) throws(InferenceError) -> PreparedImage {
    let size =
      if rule == .original {
        try ProcessingSize.original(
          image, resolution: resolution, factor: factor, multipleOf: family.edgeMultiple, forth)
      } else if let multiple = family.edgeMultiple {
        try ProcessingSize.stretch(image, resolution: resolution, multipleOf: multiple)
      } else {
        try ProcessingSize.prepare(image, resolution: resolution, factor: factor)
      }
    let (mean, logVariance) = try vae.encode(size.input, checkpoint)
    // Padding is not shown to the image encoder; the authors have none.
    let seen =
      rule == .original
      ? size.input : try size.input.cropped(height: size.height, width: size.width)
    return PreparedImage(
      originalHeight: image.shape[2], originalWidth: image.shape[3], height: size.height,
      width: size.width, input: size.input, mean: mean, logVariance: logVariance, rule: rule,
      embedding: try prompts.embedding(of: seen, checkpoint))
  }

  /// The image latents of a picture, scaled, `[B, 4, h, w]` with all B images alike.
  ///
  /// A draw from the posterior takes its noise from a generator of its own with the run's seed, so that
  /// the initial latents stay those of `torch.Generator().manual_seed(seed)`.
  public func imageLatents(_ image: PreparedImage, _ settings: RunSettings) -> Tensor {
    var latents = image.mean
    if settings.posterior == .sample {
      var random = TorchRandom(seed: settings.seed)
      let noise = random.normal(count: latents.count)
      for index in latents.scalars.indices {
        latents.scalars[index] += Self.deviation(image.logVariance.scalars[index]) * noise[index]
      }
    }
    return latents.scaled(by: vae.config.scalingFactor).repeated(family.batch)
  }

  /// The standard deviation that a logarithm of a variance stands for.
  private static func deviation(_ logVariance: Float) -> Float {
    exp(logVariance / 2)
  }

  /// The scheduler and the plan that settings ask for, without any network.
  ///
  /// - Throws: `invalidSetting` and `unsupported` for what cannot be had.
  public func plan(
    _ settings: RunSettings
  ) throws(InferenceError) -> (scheduler: any Scheduler, plan: Plan) {
    try Planning.plan(settings, schedulerConfig)
  }

  /// Starts a run: draws the initial latents and waits for `next`.
  ///
  /// - Parameters:
  ///   - image: The picture, encoded.
  ///   - settings: What decides the run.
  ///   - initialLatents: Unit noise `[1, 4·n, h, w]` to start from instead of drawing it.
  /// - Returns: The run, before its first step.
  /// - Throws: `invalidSetting`, `unsupported`, `shapeMismatch` for the initial latents.
  public func begin(
    _ image: PreparedImage, _ settings: RunSettings, initialLatents: Tensor? = nil
  ) throws(InferenceError) -> Denoising {
    var random = TorchRandom(seed: settings.seed)
    let shape = noiseShape(image.mean)
    if let initialLatents, initialLatents.shape != shape {
      throw .shapeMismatch(
        what: "The initial latents", expected: shape, found: initialLatents.shape)
    }
    if let initialLatents {
      return try begin(image, settings, noise: initialLatents, isGiven: true, random: random)
    }
    let noise = try noise(settings, image, count: 1, using: &random)[0]
    return try begin(image, settings, noise: noise, isGiven: false, random: random)
  }

  /// Starts a run from noise `[1, 4·n, h, w]`; what its steps add comes from `random`.
  func begin(
    _ image: PreparedImage, _ settings: RunSettings, noise: Tensor, isGiven: Bool,
    random: TorchRandom
  ) throws(InferenceError) -> Denoising {
    let (scheduler, plan) = try plan(settings)
    let imageLatents = imageLatents(image, settings)
    let start = family.start(noise: noise.repeated(family.batch), image: imageLatents)
    let trajectory = Trajectory(
      settings: settings, plan: plan, imageLatents: imageLatents,
      conditioning: try prompts.states(image, settings),
      initialLatents: start.scaled(by: plan.initNoiseSigma),
      initialNoise: isGiven ? 1 : NoiseCatalog.source(settings.noise).initialNoise)
    return Denoising(
      estimator: self, scheduler: scheduler, trajectory: trajectory, random: random)
  }

  /// Continues a run after some of its steps, under settings that may differ from there on.
  ///
  /// The steps kept are those of the old run; the new plan takes over at the same step, so its timesteps
  /// should begin where the old one's stopped.
  ///
  /// - Throws: `invalidSetting` when the new plan has no step left.
  public func resume(
    _ trajectory: Trajectory, after count: Int, _ settings: RunSettings
  ) throws(InferenceError) -> Denoising {
    let (scheduler, whole) = try plan(settings)
    let isSameScheduler = settings.scheduler == trajectory.settings.scheduler
    guard (0...trajectory.steps.count).contains(count),
      let plan = whole.continuing(
        trajectory.plan, after: count, isSameScheduler: isSameScheduler)
    else {
      throw .invalidSetting(
        name: "The branch", value: "after step \(count)",
        allowed: "after step 0…\(min(trajectory.steps.count, whole.entries.count - 1))")
    }
    var random = TorchRandom(seed: settings.seed)
    _ = NoiseCatalog.latents(
      settings.noise, shape: noiseShape(trajectory.imageLatents),
      timestep: plan.entries[0].timestep, using: &random)
    for entry in plan.entries.prefix(count) where entry.needsNoise {
      _ = random.normal(count: trajectory.initialLatents.count)
    }
    let branched = Trajectory(
      settings: settings, plan: plan, imageLatents: trajectory.imageLatents,
      conditioning: trajectory.conditioning,
      initialLatents: trajectory.initialLatents.scaled(
        by: plan.initNoiseSigma / trajectory.plan.initNoiseSigma),
      initialNoise: trajectory.initialNoise,
      steps: Array(trajectory.steps.prefix(count)))
    return Denoising(estimator: self, scheduler: scheduler, trajectory: branched, random: random)
  }

  /// Noise for `count` runs, `[1, 4·n, h, w]` each; gaussian noise is one draw `[count, 4·n, h, w]`.
  func noise(
    _ settings: RunSettings, _ image: PreparedImage, count: Int, using random: inout TorchRandom
  ) throws(InferenceError) -> [Tensor] {
    let shape = noiseShape(image.mean)
    guard settings.noise != .gaussian else {
      let all = random.normal(shape: [count] + shape.dropFirst())
      return (0..<count).map { all.slice($0) }
    }
    let timestep = try plan(settings).plan.entries[0].timestep
    return (0..<count).map { _ in
      NoiseCatalog.latents(settings.noise, shape: shape, timestep: timestep, using: &random)
    }
  }

  /// The shape of a run's noise: one image of the batch, whatever their number.
  func noiseShape(_ imageLatents: Tensor) -> [Int] {
    [1, vae.config.latentChannels * family.groups] + imageLatents.shape.suffix(2)
  }

  /// One call of the UNet: the family's input and conditioning for x_t at a told timestep.
  func modelOutput(
    _ sample: Tensor, timestep: Float, of run: Trajectory, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Tensor {
    try unet(
      try family.unetInput(sample: sample, image: run.imageLatents), timestep: timestep,
      conditioning: Conditioning(
        hiddenStates: run.conditioning,
        classLabels: family.classLabels(run.settings), jointAttention: family.jointAttention),
      checkpoint)
  }

  /// x̂0 of a sample when the network is told a timestep that need not be the sample's.
  ///
  /// - Parameters:
  ///   - sample: x_t in the scale that the network sees, `[1, 4, h, w]`, with whatever noise it holds.
  ///   - timestep: What the network is told, 0…T−1.
  ///   - run: The run whose picture and settings are used.
  ///   - checkpoint: Progress and cancellation.
  /// - Returns: x̂0, `[1, 4, h, w]`.
  /// - Throws: `cancelled`, `notFinite`, `outOfMemory`; `invalidSetting` for a flow, whose time is no
  ///   timestep.
  public func probe(
    _ sample: Tensor, toldTimestep timestep: Int, of run: Trajectory,
    _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    let (scheduler, _) = try plan(run.settings)
    guard run.settings.predictionType != .flow else {
      throw .invalidSetting(
        name: "The told timestep", value: "\(timestep) with a flow",
        allowed: "nothing, because a flow's time runs from 0 to 1")
    }
    let output = try modelOutput(
      sample, timestep: Float(timestep), of: run, checkpoint)
    return Conversion(
      modelOutput: output, sample: sample, level: scheduler.schedule.level(at: timestep),
      type: run.settings.predictionType
    ).predOriginalSample
  }
}
