internal import Foundation

/// A checkpoint ready to run: its networks, its conditioning and its family's ways.
public struct Estimator: Sendable {
  /// The family that the checkpoint's structure belongs to.
  public let family: any ModelFamily
  /// The scheduler's config as the checkpoint has it.
  public let schedulerConfig: SchedulerConfig
  /// Prompt embedding `[1, L, D]`.
  public let promptEmbedding: Tensor

  let unet: UNet
  let vae: AutoencoderKL

  /// Loads a diffusers folder.
  ///
  /// The prompt is empty in all these systems: its embedding comes from the folder's
  /// `empty_embedding.safetensors`, else from its text encoder, which is let go afterwards.
  ///
  /// - Throws: what is wrong with the folder, file by file.
  public init(
    folder: ModelFolder, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) {
    let structure = try ModelStructure(folder)
    family = try FamilyCatalog.family(of: structure)
    schedulerConfig = structure.scheduler
    promptEmbedding = try Self.promptEmbedding(folder, checkpoint)
    let vaeWeights = try folder.weights("vae").reporting(to: checkpoint, as: "vae")
    let unetWeights = try folder.weights("unet").reporting(to: checkpoint, as: "unet")
    vae = try AutoencoderKL(structure.vae, vaeWeights)
    unet = try UNet(structure.unet, unetWeights)
    parameterCount = unetWeights.parameterCount + vaeWeights.parameterCount
  }

  /// The token ids of CLIP's tokenizer for the empty prompt: begin and end, without padding.
  private static let emptyPrompt = [49406, 49407]

  private static func promptEmbedding(
    _ folder: ModelFolder, _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Tensor {
    if let embedding = try folder.emptyEmbedding() { return embedding }
    guard folder.hasTextEncoder else {
      throw .missing(
        path: folder.path + "/text_encoder",
        advice: "the folder needs a text encoder, or its result in empty_embedding.safetensors")
    }
    let weights = try folder.weights("text_encoder").reporting(to: checkpoint, as: "text_encoder")
    let encoder = try CLIPText(try folder.textConfig(), weights)
    return try encoder(tokens: emptyPrompt, checkpoint)
  }

  /// How many parameters the UNet and the autoencoder have.
  public let parameterCount: Int

  /// Picture pixels per latent pixel along an edge.
  public var factor: Int { vae.config.factor }

  /// Resizes, pads and encodes a picture.
  ///
  /// - Parameters:
  ///   - image: `[1, 3, H, W]` in −1…1.
  ///   - resolution: The longest edge that the networks see, 0 for the picture's own.
  ///   - checkpoint: Progress and cancellation.
  /// - Returns: The picture and its latents' distribution.
  /// - Throws: `invalidSetting` for the resolution, `cancelled`, `notFinite`, `outOfMemory`.
  public func prepare(
    _ image: Tensor, resolution: Int, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> PreparedImage {
    let size = try ProcessingSize.prepare(image, resolution: resolution, factor: factor)
    let (mean, logVariance) = try vae.encode(size.input, checkpoint)
    return PreparedImage(
      originalHeight: image.shape[2], originalWidth: image.shape[3], height: size.height,
      width: size.width, input: size.input, mean: mean, logVariance: logVariance)
  }

  /// The image latents of a picture, scaled, `[1, 4, h, w]`.
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
    return latents.scaled(by: vae.config.scalingFactor)
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
  ///   - initialLatents: Unit noise `[1, 4, h, w]` to start from instead of drawing it.
  /// - Returns: The run, before its first step.
  /// - Throws: `invalidSetting`, `unsupported`, `shapeMismatch` for the initial latents.
  public func begin(
    _ image: PreparedImage, _ settings: RunSettings, initialLatents: Tensor? = nil
  ) throws(InferenceError) -> Denoising {
    let (scheduler, plan) = try plan(settings)
    let imageLatents = imageLatents(image, settings)
    var random = TorchRandom(seed: settings.seed)
    if let initialLatents, initialLatents.shape != imageLatents.shape {
      throw .shapeMismatch(
        what: "The initial latents", expected: imageLatents.shape, found: initialLatents.shape)
    }
    let noise =
      initialLatents
      ?? NoiseCatalog.latents(
        settings.noise, shape: imageLatents.shape, timestep: plan.entries[0].timestep,
        using: &random)
    let trajectory = Trajectory(
      settings: settings, plan: plan, imageLatents: imageLatents,
      initialLatents: noise.scaled(by: plan.initNoiseSigma),
      initialNoise: initialLatents == nil
        ? NoiseCatalog.source(settings.noise).initialNoise : 1)
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
      settings.noise, shape: trajectory.initialLatents.shape, timestep: plan.entries[0].timestep,
      using: &random)
    for entry in plan.entries.prefix(count) where entry.needsNoise {
      _ = random.normal(count: trajectory.initialLatents.count)
    }
    let branched = Trajectory(
      settings: settings, plan: plan, imageLatents: trajectory.imageLatents,
      initialLatents: trajectory.initialLatents.scaled(
        by: plan.initNoiseSigma / trajectory.plan.initNoiseSigma),
      initialNoise: trajectory.initialNoise,
      steps: Array(trajectory.steps.prefix(count)))
    return Denoising(estimator: self, scheduler: scheduler, trajectory: branched, random: random)
  }

  /// One call of the UNet: the family's input and conditioning for x_t at a told timestep.
  func modelOutput(
    sample: Tensor, imageLatents: Tensor, timestep: Float, _ settings: RunSettings,
    _ checkpoint: Checkpoint
  ) throws(InferenceError) -> Tensor {
    try unet(
      try family.unetInput(sample: sample, image: imageLatents), timestep: timestep,
      conditioning: Conditioning(
        hiddenStates: promptEmbedding, classLabels: family.classLabels(settings)), checkpoint)
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
      sample: sample, imageLatents: run.imageLatents, timestep: Float(timestep), run.settings,
      checkpoint)
    return Conversion(
      modelOutput: output, sample: sample, level: scheduler.schedule.level(at: timestep),
      type: run.settings.predictionType
    ).predOriginalSample
  }

  /// The decoder's picture of latents, `[1, 3, H, W]`, padding removed.
  public func decode(
    _ latents: Tensor, of image: PreparedImage, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    let decoded = try vae.decode(latents.scaled(by: 1 / vae.config.scalingFactor), checkpoint)
    return try decoded.cropped(height: image.height, width: image.width)
  }

  /// A prediction from latents, at the picture's own size or at the networks'.
  ///
  /// - Parameters:
  ///   - latents: `[1, 4, h, w]`.
  ///   - image: The picture they belong to.
  ///   - settings: Which quantity they stand for.
  ///   - matchingInput: Whether the prediction is brought to the picture's size.
  ///   - checkpoint: Progress and cancellation.
  /// - Returns: Depth, normals or the picture, post-processed as the family does it.
  /// - Throws: `cancelled`, `notFinite`, `outOfMemory`.
  public func predict(
    _ latents: Tensor, of image: PreparedImage, _ settings: RunSettings,
    matchingInput: Bool = true, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Prediction {
    let quantity = family.quantity(settings)
    let values = try family.values(decoded: try decode(latents, of: image, checkpoint), quantity)
    let prediction = Prediction(quantity: quantity, values: values)
    return matchingInput ? self.matchingInput(prediction, of: image) : prediction
  }

  /// A prediction of the networks' size at the picture's own.
  public func matchingInput(_ prediction: Prediction, of image: PreparedImage) -> Prediction {
    let resized = PostProcessing.resized(
      prediction.values, height: image.originalHeight, width: image.originalWidth)
    return Prediction(
      quantity: prediction.quantity, values: family.finished(resized, prediction.quantity))
  }
}
