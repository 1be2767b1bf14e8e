import Inference
import Render

/// A model on a folder of scenes: every picture predicted, then compared.
struct EvalRun {
  private let estimator: Estimator
  private let settings: RunSettings
  private let ensemble: EnsembleOptions
  /// How members are merged; nil for a single one.
  private let rules: Ensembling?
  private let modality: Int
  private let scenes: EvalScenes
  private let dataset: DepthDataset
  private let quantity: EvalQuantity
  private let progress: Progress
  private let fit: EvalFit
  /// Whether predicted normals are mirrored against the ground truth.
  private let mirrors: Bool
  private let modelName: String

  /// Loads the model and looks for the scenes.
  ///
  /// - Throws: what is wrong with the model, the settings or the folder.
  init(
    _ command: EvalCommand, scenes folder: String, _ dataset: DepthDataset
  ) throws(InferenceError) {
    self.dataset = dataset
    progress = Progress(isQuiet: command.quiet)
    modelName = command.model ?? Assets.defaultModel
    estimator = try Estimator(
      folder: try Assets.model(modelName, variant: command.variant), family: command.family,
      progress.checkpoint)
    settings = try command.options.settings(for: estimator.family, estimator.schedulerConfig)
    ensemble = command.ensemble
    rules = try ensemble.rules(
      for: estimator.family, settings, try estimator.plan(settings).plan, hasLatents: false)
    let found = try Self.modality(estimator.modalities(settings), command.quantity)
    modality = found.place
    quantity = found.quantity
    fit = command.alignment ?? (found.isDisparity ? .disparity : .depth)
    mirrors =
      quantity == .normals && estimator.family.isMirrored != (command.truthX == .left)
    try Self.check(fit, command.truthX, quantity, estimator.family)
    scenes = try EvalScenes(folder, quantity)
  }

  /// Refuses flags that this model or quantity has no use for.
  private static func check(
    _ fit: EvalFit, _ truthX: EvalTruthX?, _ quantity: EvalQuantity, _ family: any ModelFamily
  ) throws(InferenceError) {
    if fit == .log, family.logarithmic(Tensor(zeros: [1, 1]), .depth) == nil {
      throw .invalidSetting(
        name: "--alignment", value: "log",
        allowed:
          "depth, disparity or none with \(type(of: family).title), whose depth is not affine in "
          + "its logarithm")
    }
    if let truthX, quantity != .normals {
      throw .invalidSetting(
        name: "--truth-x", value: truthX.rawValue, allowed: "nothing but for normals")
    }
  }

  /// The first of a model's maps that can be compared, or that was asked for.
  private static func modality(
    _ modalities: [Modality], _ wanted: EvalQuantity?
  ) throws(InferenceError) -> (place: Int, quantity: EvalQuantity, isDisparity: Bool) {
    for (place, modality) in modalities.enumerated() {
      let kind: EvalQuantity
      switch modality.quantity {
      case .depth, .disparity: kind = .depth
      case .normals: kind = .normals
      case .image: kind = .picture
      case .intrinsic: continue
      }
      if wanted == kind || (wanted == nil && kind != .picture) {
        return (place, kind, modality.quantity == .disparity)
      }
    }
    throw .invalidSetting(
      name: "--quantity", value: wanted?.rawValue ?? "what the model predicts",
      allowed:
        "depth, normals or picture, of a model that predicts it; with these settings this one predicts "
        + modalities.map(\.name).joined(separator: ", "))
  }

  /// Predicts and compares every scene.
  ///
  /// - Throws: `cancelled`; a scene that cannot be predicted or compared is a problem of the report.
  mutating func evaluated() throws(InferenceError) -> EvalReport {
    var report = EvalReport(
      quantity, dataset: dataset, alignment: fit.rawValue, problems: scenes.problems)
    report.model = modelName
    report.family = type(of: estimator.family).id
    var resolved = ResolvedSettings(settings, noiseFile: nil, threads: Threads.count)
    if let rules {
      resolved.adopt(ensemble, rules, estimator.modalities(settings)[modality].quantity)
    }
    report.settings = resolved
    for scene in scenes.scenes {
      do throws(InferenceError) {
        let truth = try quantity.map(scene.groundTruth, dataset)
        let prediction = try predict(scene)
        try report.add(scene.name, prediction, truth: truth, dataset)
      } catch {
        guard error != .cancelled else { throw error }
        report.problems.append("\(Printable.clean(scene.name)) is left out: \(error)")
      }
    }
    progress.finish()
    report.finish()
    return report
  }

  /// The model's map of a scene, at the size of the picture after the benchmark's crop.
  private func predict(_ scene: EvalScene) throws(InferenceError) -> Tensor {
    let picture = cropped(Tensor(try PictureDecoder.decode(scene.picture)))
    let image = try estimator.prepare(
      picture, resolution: settings.processingResolution, rule: settings.resize,
      progress.checkpoint)
    let values = fit == .log ? try logarithmic(image) : try stretched(image)
    return mirrors ? GroundTruth.mirrored(values) : values
  }

  /// What `run` predicts.
  private func stretched(_ image: PreparedImage) throws(InferenceError) -> Tensor {
    if let rules { return try merged(image, rules) }
    var run = try estimator.begin(image, settings)
    while try run.next(progress.checkpoint) != nil {}
    return try estimator.predict(
      run.trajectory.finalLatents, of: image, settings, modality: modality, progress.checkpoint
    ).values
  }

  /// Depth of any scale and shift in its logarithm, before it is stretched.
  private func logarithmic(_ image: PreparedImage) throws(InferenceError) -> Tensor {
    try estimator.logarithmicDepth(
      try members(image).map { $0[modality] }, of: image, progress.checkpoint)
  }

  /// The map that the members of an ensemble merge to.
  private func merged(_ image: PreparedImage, _ rules: Ensembling) throws(InferenceError) -> Tensor
  {
    try estimator.merge(
      try members(image), of: image, settings, rules, modality: modality, progress.checkpoint
    ).prediction.values
  }

  /// Every member's maps.
  private func members(_ image: PreparedImage) throws(InferenceError) -> [[Tensor]] {
    var run = try EnsembleRun(
      estimator, image, settings, count: ensemble.ensemble, initialLatents: nil)
    var members: [[Tensor]] = []
    while var denoising = try run.next() {
      while try denoising.next(progress.checkpoint) != nil {}
      members.append(
        try estimator.memberMaps(
          denoising.trajectory.finalLatents, of: image, settings, progress.checkpoint))
      run.finish(denoising)
    }
    return members
  }

  /// A picture `[1, 3, H, W]` after the benchmark's crop.
  private func cropped(_ picture: Tensor) -> Tensor {
    let (height, width) = (picture.shape[2], picture.shape[3])
    guard let part = dataset.benchmarkCrop(height: height, width: width) else { return picture }
    var result = Tensor(zeros: [1, 3, part.rows.count, part.columns.count])
    result.scalars = (0..<3).flatMap { plane in
      part.rows.flatMap { row in
        let start = (plane * height + row) * width
        return picture.scalars[
          (start + part.columns.lowerBound)..<(start + part.columns.upperBound)]
      }
    }
    return result
  }
}
