import Inference
import Render

/// A model on a folder of scenes: every picture predicted, then compared.
struct EvalRun {
  private var estimator: Estimator
  /// What a picture has to fit into.
  private let budget: MemoryBudget
  private let settings: RunSettings
  private let ensemble: EnsembleOptions
  /// How members are merged; nil for a single one.
  private let rules: Ensembling?
  private let modality: Int
  private let scenes: EvalScenes
  private let dataset: DepthDataset
  private let quantity: EvalQuantity
  private let progress: Progress
  private var checkpoint: Checkpoint
  /// Whether other scenes are computed at the same time.
  private var isBeside = false
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
    checkpoint = progress.checkpoint
    modelName = command.model ?? Assets.defaultModel
    let model = try Assets.model(modelName, variant: command.variant)
    let precision = try PrecisionChoice.resolved(
      flag: command.precision, for: model, isQuiet: command.quiet)
    budget = MemoryBudget(
      try CostModel(model, family: command.family, precision: precision), isQuiet: command.quiet)
    try budget.checkLoading()
    estimator = try Estimator(
      folder: model, family: command.family, precision: precision, cache: KeptWeights.shared,
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
    var resolved = ResolvedSettings(
      settings, noiseFile: nil, precision: estimator.precision, threads: Threads.count)
    if let rules {
      resolved.adopt(ensemble, rules, estimator.modalities(settings)[modality].quantity)
    }
    report.settings = resolved
    try evaluate(into: &report)
    progress.finish()
    report.finish()
    return report
  }

  /// The figures of a scene, or why there are none.
  private typealias Outcome = Result<[EvalReport.Row], InferenceError>

  /// One scene after another until a picture tells how many fit side by side, then the others so.
  private mutating func evaluate(into report: inout EvalReport) throws(InferenceError) {
    var left = scenes.scenes[...]
    var size: PreparedImage?
    let empty = report
    while size == nil, let scene = left.popFirst() {
      report.take(try outcome(scene, empty, size: &size), of: scene)
    }
    guard let size else { return }
    let (run, rest) = (self, Array(left))
    let lanes = estimator.lanes(
      for: size, runs: rest.count, memory: MemoryRoom.now(limit: MemoryLimit.preferred))
    try lanes.run(rest.count, progress.checkpoint) {
      (item, lane, checkpoint) throws(InferenceError) in
      var own = run
      (own.estimator, own.checkpoint) = (lane, checkpoint)
      own.isBeside = rest.count > 1
      var size: PreparedImage?
      return try own.outcome(rest[item], empty, size: &size)
    } take: { (item, outcome) in
      report.take(outcome, of: rest[item])
    }
  }

  /// Predicts a scene and compares it, by bands or passes where its picture needs that; `size` is how the networks saw it.
  ///
  /// - Throws: `cancelled`.
  private mutating func outcome(
    _ scene: EvalScene, _ empty: EvalReport, size: inout PreparedImage?
  ) throws(InferenceError) -> Outcome {
    do throws(InferenceError) {
      let truth = try quantity.map(scene.groundTruth, dataset)
      let picture = cropped(Tensor(try PictureDecoder.decode(scene.picture)))
      estimator.decoding = try budget.fitting(
        settings, height: picture.shape[2], width: picture.shape[3], members: ensemble.ensemble
      ).decoding
      let image = try estimator.prepare(
        picture, resolution: settings.processingResolution, rule: settings.resize, checkpoint)
      size = image
      var own = empty
      try own.add(scene.name, try predict(image), truth: truth, dataset)
      return .success(own.images.map { $0.predicted(by: estimator.decoding) })
    } catch {
      guard error != .cancelled else { throw error }
      return .failure(error)
    }
  }

  /// The model's map of a scene, at the size of the picture after the benchmark's crop.
  private func predict(_ image: PreparedImage) throws(InferenceError) -> Tensor {
    let values = fit == .log ? try logarithmic(image) : try stretched(image)
    return mirrors ? GroundTruth.mirrored(values) : values
  }

  /// What `run` predicts.
  private func stretched(_ image: PreparedImage) throws(InferenceError) -> Tensor {
    if let rules { return try merged(image, rules) }
    var run = try estimator.begin(image, settings)
    while try run.next(checkpoint) != nil {}
    return try estimator.predict(
      run.trajectory.finalLatents, of: image, settings, modality: modality, checkpoint
    ).values
  }

  /// Depth of any scale and shift in its logarithm, before it is stretched.
  private func logarithmic(_ image: PreparedImage) throws(InferenceError) -> Tensor {
    try estimator.logarithmicDepth(
      try members(image).map { $0[modality] }, of: image, checkpoint)
  }

  /// The map that the members of an ensemble merge to.
  private func merged(_ image: PreparedImage, _ rules: Ensembling) throws(InferenceError) -> Tensor
  {
    try estimator.merge(
      try members(image), of: image, settings, rules, modality: modality, checkpoint
    ).prediction.values
  }

  /// Every member's maps.
  private func members(_ image: PreparedImage) throws(InferenceError) -> [[Tensor]] {
    var run = try EnsembleRun(
      estimator, image, settings, count: ensemble.ensemble, initialLatents: nil)
    let lanes = estimator.lanes(
      for: image, runs: isBeside ? 1 : ensemble.ensemble,
      memory: MemoryRoom.now(limit: MemoryLimit.preferred))
    var members: [[Tensor]] = []
    let settings = settings
    try run.complete(on: lanes, checkpoint) {
      (_, member, lane, checkpoint) throws(InferenceError) in
      while try member.next(checkpoint, on: lane) != nil {}
      return try lane.memberMaps(
        member.trajectory.finalLatents, of: image, settings, checkpoint)
    } take: { (_, maps) in
      members.append(maps)
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
