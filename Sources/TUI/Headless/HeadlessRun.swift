import Dispatch
import Foundation
import Inference
import Render

/// The course of `stepscope run`: load, encode, step, decode, write.
struct HeadlessRun {
  let command: RunCommand
  let folder: RunFolder?
  let modelFolder: ModelFolder
  var estimator: Estimator
  let settings: RunSettings
  let picture: Raster
  let picturePath: String
  let truth: GroundTruth?
  /// How members are merged; nil without an ensemble.
  let ensembling: Ensembling?
  let progress: Progress
  /// Progress and cancellation of what this computes.
  var checkpoint: Checkpoint
  /// Lines of events that wait for their turn; nil where they are printed at once.
  var held: [String]?
  let cost: StatedCost
  var timings: RunReport.Timings
  let start = Self.now()

  init(_ command: RunCommand) throws(InferenceError) {
    self.command = command
    progress = Progress(isQuiet: command.quiet)
    checkpoint = progress.checkpoint
    picturePath = Assets.picturePath(command.image)
    picture = try PictureDecoder.decode(picturePath)
    modelFolder = try Assets.model(command.model, variant: command.variant)
    let structure = try ModelStructure(modelFolder)
    let family = try FamilyCatalog.family(of: structure, named: command.family)
    settings = try command.options.settings(for: family, structure.scheduler)
    if let path = command.noiseFile, let reason = family.controls.missing[.noise] {
      throw .invalidSetting(
        name: "--noise-file", value: path,
        allowed: "nothing with \(type(of: family).title): \(reason)")
    }
    let (_, plan) = try Planning.plan(settings, structure.scheduler)
    ensembling = try command.ensemble.rules(
      for: family, settings, plan, hasLatents: command.noiseFile != nil)
    let precision = try PrecisionChoice.resolved(
      flag: command.precision, for: modelFolder, isQuiet: command.quiet)
    let budget = MemoryBudget(
      try CostModel(modelFolder, family: command.family, precision: precision),
      limit: try MemoryLimit.bytes(flag: command.memoryLimit), isQuiet: command.quiet)
    cost = try StatedCost(
      of: settings, on: picture, members: command.ensemble.ensemble, in: budget)
    cost.tell(command)
    let loading = Self.now()
    estimator = try Estimator(
      folder: modelFolder, family: command.family, precision: precision,
      decoding: cost.decoding, cache: KeptWeights.shared, progress.checkpoint)
    var truth: GroundTruth?
    if let path = command.groundTruth {
      truth = try GroundTruth.load(path, estimator.modalities(settings).map(\.quantity))
        .inAxes(of: family)
    }
    self.truth = truth
    var folder: RunFolder?
    if let out = command.out { folder = try RunFolder(out, force: command.force) }
    self.folder = folder
    timings = RunReport.Timings(
      loadSeconds: Self.now() - loading,
      weightsFrom: estimator.isFromCache ? .cache : .files, encodeSeconds: 0, stepsSeconds: 0,
      decodeSeconds: 0, totalSeconds: 0)
    tellLoading()
  }

  private func tellLoading() {
    guard estimator.isFromCache, !command.quiet else { return }
    Talk.say("stepscope: packed weights from the cache, \(Format.seconds(timings.loadSeconds))")
  }

  /// Runs and writes everything that was asked for.
  mutating func runToEnd() throws(InferenceError) {
    let encoding = Self.now()
    let image = try estimator.prepare(
      Tensor(picture), resolution: settings.processingResolution, rule: settings.resize,
      checkpoint)
    timings.encodeSeconds = Self.now() - encoding
    var initial: Tensor?
    if let path = command.noiseFile { initial = try Npy.read(path: path) }
    if let ensembling { return try runMembers(of: image, initial, ensembling) }
    var denoising = try estimator.begin(image, settings, initialLatents: initial)
    let metrics = try takeSteps(&denoising, of: image, into: folder)
    let trajectory = denoising.trajectory
    let decoding = Self.now()
    var predictions: [Prediction] = []
    for place in estimator.modalities(settings).indices {
      predictions.append(
        try estimator.predict(
          trajectory.finalLatents, of: image, settings, modality: place, checkpoint))
    }
    timings.decodeSeconds += Self.now() - decoding
    timings.totalSeconds = Self.now() - start
    progress.finish()
    let report = try report(trajectory, image, predictions, metrics, timings)
    try write(report, trajectory, image, predictions)
    speak(report)
  }

  /// An error over values that are not finite, with the tensor that they came from.
  func explained(_ error: InferenceError) -> InferenceError {
    modelFolder.explaining(error, checkpoint)
  }

  /// Prints an event, or keeps it for its turn.
  mutating func tell(_ event: Event<some Encodable>) {
    let line = JSONText.line(event)
    if held == nil { Talk.result(line) } else { held?.append(line) }
  }

  /// Takes a run's steps; `member` is its number in an ensemble.
  mutating func takeSteps(
    _ denoising: inout Denoising, of image: PreparedImage, into folder: RunFolder?,
    member: Int? = nil
  ) throws(InferenceError) -> [MetricsReport?] {
    let nominal = Mismatch.nominal(
      denoising.trajectory.plan, initialNoise: denoising.trajectory.initialNoise)
    var metrics: [MetricsReport?] = []
    while let step = try denoising.next(checkpoint, on: estimator) {
      timings.stepsSeconds += step.seconds
      if command.save.contains(.steps) { try folder?.write(step) }
      metrics.append(try decode(step, of: image, into: folder))
      if command.events {
        let before = step.index > 0 ? denoising.trajectory.steps[step.index - 1] : nil
        var row = StepReport(step, after: before, nominal[step.index], metrics.last ?? nil)
        row.member = member
        tell(Event("step", row))
      }
    }
    return metrics
  }

  /// A step's own prediction, where it is saved or compared.
  private mutating func decode(
    _ step: Step, of image: PreparedImage, into folder: RunFolder?
  ) throws(InferenceError) -> MetricsReport? {
    let saves = command.save.contains(.decoded) && folder != nil
    guard saves || truth != nil else { return nil }
    let decoding = Self.now()
    defer { timings.decodeSeconds += Self.now() - decoding }
    var report: MetricsReport?
    for (place, modality) in estimator.modalities(settings).enumerated()
    where saves || truth?.fits(modality.quantity) == true {
      let small = try estimator.predict(
        step.result.predOriginalSample, of: image, settings, modality: place,
        matchingInput: false, checkpoint)
      if saves {
        try folder?.write(decoded: small.values, index: step.index, suffix: suffix(place))
      }
      if report == nil, let truth, truth.fits(modality.quantity) {
        report = try truth.compare(estimator.matchingInput(small, of: image))
      }
    }
    return report
  }

  /// What file names of a map have more than those of the first.
  func suffix(_ place: Int) -> String {
    place == 0 ? "" : "-" + estimator.modalities(settings)[place].name
  }

  /// The per-step table of a finished run.
  func rows(_ trajectory: Trajectory, _ metrics: [MetricsReport?]) -> [StepReport] {
    let nominal = Mismatch.nominal(trajectory.plan, initialNoise: trajectory.initialNoise)
    let measured = Mismatch.measured(trajectory)
    return trajectory.steps.map { step in
      var row = StepReport(
        step, after: step.index > 0 ? trajectory.steps[step.index - 1] : nil,
        nominal[step.index], metrics[step.index])
      row.measuredNoise = measured[step.index]
      return row
    }
  }

  /// The metrics of the first prediction that the ground truth fits.
  func compare(_ predictions: [Prediction]) throws(InferenceError) -> MetricsReport? {
    guard let truth, let prediction = predictions.first(where: { truth.fits($0.quantity) }) else {
      return nil
    }
    return try truth.compare(prediction)
  }

  /// What `run.json` says of a run.
  func report(
    _ trajectory: Trajectory, _ image: PreparedImage, _ predictions: [Prediction],
    _ metrics: [MetricsReport?], _ timings: RunReport.Timings
  ) throws(InferenceError) -> RunReport {
    var final = try compare(predictions)
    if predictions.first?.quantity == .image {
      final = MetricsReport(psnr: try psnr(trajectory, image))
    }
    return RunReport(
      program: "stepscope", version: Version.current,
      model: try RunReport.Model(
        name: command.model, family: type(of: estimator.family).id, of: modelFolder),
      image: RunReport.Image(
        path: picturePath, width: picture.width, height: picture.height,
        sha256: try Digest.file(picturePath), processed: [image.height, image.width],
        padded: Array(image.input.shape.suffix(2))),
      settings: ResolvedSettings(
        settings, noiseFile: command.noiseFile, precision: estimator.precision,
        threads: Threads.count),
      scheduler: Planning.config(settings, estimator.schedulerConfig), timings: timings,
      cost: cost.report(),
      quantity: predictions[0].quantity.rawValue, maps: maps(), steps: rows(trajectory, metrics),
      metrics: final,
      note: estimator.family.note(settings))
  }

  /// Which file holds which map.
  private func maps() -> [RunReport.Map] {
    estimator.modalities(settings).enumerated().map { place, modality in
      RunReport.Map(
        name: modality.name, quantity: modality.quantity.rawValue,
        colourSpace: modality.quantity == .intrinsic ? modality.space.rawValue : nil,
        file: "prediction\(suffix(place)).npy")
    }
  }

  /// Of the picture given back, at the size that the networks saw.
  private func psnr(
    _ trajectory: Trajectory, _ image: PreparedImage
  ) throws(InferenceError) -> Float {
    let small = try estimator.predict(
      trajectory.finalLatents, of: image, settings, matchingInput: false, checkpoint)
    return Float(try PictureMetrics.compare(small.values, to: image.picture).psnr)
  }

  private func write(
    _ report: RunReport, _ trajectory: Trajectory, _ image: PreparedImage,
    _ predictions: [Prediction]
  ) throws(InferenceError) {
    guard let folder else { return }
    try write(predictions, report, to: folder)
    if command.save.contains(.latents) {
      try folder.write(image.input, "input.npy")
      try folder.write(trajectory.imageLatents, "image_latents.npy")
      try folder.write(trajectory.initialLatents, "initial_latents.npy")
      try folder.write(trajectory.conditioning, "conditioning.npy")
    }
    try folder.write(text: JSONText.pretty(report) + "\n", "run.json")
  }

  /// Writes predictions as arrays and pictures.
  func write(
    _ predictions: [Prediction], _ report: RunReport, to folder: RunFolder
  ) throws(InferenceError) {
    for (place, prediction) in predictions.enumerated() {
      try folder.write(prediction.values, "prediction\(suffix(place)).npy")
      try folder.write(
        picture: prediction, suffix: suffix(place), report,
        colored: command.save.contains(.colored))
    }
  }

  /// Prints the results in the form that was asked for.
  func speak(_ report: RunReport) {
    if command.events { Talk.result(JSONText.line(Event("finished", report))) }
    if command.json { Talk.result(JSONText.pretty(report)) }
    guard !command.json, !command.events, !command.quiet else { return }
    for line in report.summary(out: command.out) { Talk.result(line) }
  }

  /// Seconds of a clock that only runs forward.
  static func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}
