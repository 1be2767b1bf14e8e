import Foundation
import Inference
import Render

/// Computes a session again without the explorer.
struct HeadlessPlay {
  private let file: SessionFile
  private let script: SessionScript
  private let progress: Progress
  private let isQuiet: Bool

  init(path: String, isQuiet: Bool) throws(InferenceError) {
    file = try SessionFile(path: path)
    script = try SessionScript(file)
    progress = Progress(isQuiet: isQuiet)
    self.isQuiet = isQuiet
  }

  /// Runs the current run and looks at what each step left; to check, also every other run that has
  /// digests.
  ///
  /// - Throws: what is wrong with the session, the model or the picture.
  func play(checks: Bool) throws(InferenceError) -> PlayReport {
    let folder = try Assets.model(script.model)
    var report = PlayReport(
      session: file.path, program: file.header.program, model: script.model,
      picture: script.picture, steps: [])
    if let remark = file.versionRemark { report.notes.append(remark) }
    if checks { try compareFiles(folder, &report) }
    let raster = try PictureDecoder.decode(Assets.picturePath(script.picture))
    let precision = try script.precision.precision(for: folder)
    let decoding = try decoding(folder, precision, raster, everyRun: checks)
    report.decoding = decoding.unusual
    let estimator = try Estimator(
      folder: folder, precision: precision, decoding: decoding, cache: KeptWeights.shared,
      progress.checkpoint)
    let trajectory = try compute(script.stages, estimator, raster)
    report.steps = steps(trajectory, file.header.steps)
    if checks {
      try compareSteps(trajectory, &report)
      try compareRuns(estimator, raster, &report)
      report.same = report.findings.isEmpty
    }
    progress.finish()
    return report
  }

  /// How the autoencoder is to compute: for all stages in the way that the largest one needs.
  ///
  /// - Throws: `tooLarge` where a stage does not fit into the memory.
  private func decoding(
    _ folder: ModelFolder, _ precision: Precision, _ raster: Raster, everyRun: Bool
  ) throws(InferenceError) -> Decoding {
    let structure = try ModelStructure(folder)
    let family = try FamilyCatalog.family(of: structure, named: nil)
    let budget = MemoryBudget(
      try CostModel(folder, precision: precision), names: .session, isQuiet: isQuiet)
    var decoding = Decoding.whole
    for stage in script.stages + (everyRun ? script.runs.flatMap(\.self) : []) {
      let settings = try SessionScript.settings(stage, family, structure.scheduler)
      let cost = try budget.fitting(settings, height: raster.height, width: raster.width)
      decoding = max(decoding, cost.decoding)
    }
    return decoding
  }

  private func steps(_ trajectory: Trajectory, _ expected: [String]) -> [PlayReport.Step] {
    trajectory.steps.enumerated().map { index, step in
      PlayReport.Step(
        number: index + 1, timestep: step.entry.timestep,
        sha256: Digest.floats(step.result.prevSample.scalars),
        expected: expected.indices.contains(index) ? expected[index] : nil)
    }
  }

  private func compute(
    _ stages: [SessionScript.Stage], _ estimator: Estimator, _ raster: Raster
  ) throws(InferenceError) -> Trajectory {
    var trajectory: Trajectory?
    for stage in stages {
      let settings = try SessionScript.settings(
        stage, estimator.family, estimator.schedulerConfig)
      var denoising: Denoising
      if let after = stage.after, let trajectory {
        denoising = try estimator.resume(trajectory, after: after, settings)
      } else {
        let image = try estimator.prepare(
          Tensor(raster), resolution: settings.processingResolution, rule: settings.resize,
          progress.checkpoint)
        denoising = try estimator.begin(image, settings)
      }
      while try denoising.next(progress.checkpoint) != nil {}
      trajectory = denoising.trajectory
    }
    guard let trajectory else {
      throw .damaged(
        path: file.path, reason: "it runs nothing", advice: "save the session anew after a run")
    }
    return trajectory
  }

  private func compareFiles(
    _ folder: ModelFolder, _ report: inout PlayReport
  ) throws(InferenceError) {
    let found = try SessionHeader.digests(of: folder)
    for name in file.header.files.keys.sorted() where found[name] != file.header.files[name] {
      let what =
        found[name] == nil ? "is not there any more" : "is another file than in the session"
      report.findings.append(
        "The model's \(Printable.clean(name)) \(what).")
    }
    let picture = try Digest.file(Assets.picturePath(script.picture))
    if let expected = file.header.picture, expected != picture {
      report.findings.append(
        "The picture \(Printable.clean(script.picture)) is another than in the session.")
    }
    let numerics = SessionHeader.currentNumerics
    if let expected = file.header.numerics, expected != numerics {
      report.notes.append(
        "The session was computed with \(Printable.clean(expected)), this machine has \(numerics): the "
          + "last bits may differ.")
    }
  }

  private func compareSteps(
    _ trajectory: Trajectory, _ report: inout PlayReport
  ) throws(InferenceError) {
    let expected = file.header.steps
    guard !expected.isEmpty || !file.header.runs.isEmpty else {
      throw .damaged(
        path: file.path, reason: "it holds no digests to compare with",
        advice: "save the session with :save when its run is finished")
    }
    if let schedule = file.header.schedule,
      schedule != SessionHeader.digest(of: trajectory.plan)
    {
      report.findings.append("The schedule is another than in the session.")
    }
    report.firstDifference = Self.firstDifference(report.steps, expected.count)
    guard let step = report.firstDifference else { return }
    let count = report.steps.count
    report.findings.append(
      step > count
        ? "The session has \(expected.count) steps, this run \(count)."
        : "Step \(step) of \(count) is the first that differs.")
  }

  /// Computes the other runs and compares what each step left.
  private func compareRuns(
    _ estimator: Estimator, _ raster: Raster, _ report: inout PlayReport
  ) throws(InferenceError) {
    for (number, expected) in file.header.runs.sorted(by: { $0.key < $1.key }) {
      guard script.runs.indices.contains(number - 1) else {
        throw .damaged(
          path: file.path, reason: "it holds digests of run \(number) and no such run",
          advice: "save the session anew")
      }
      let trajectory = try compute(script.runs[number - 1], estimator, raster)
      var run = PlayReport.Run(number: number, steps: steps(trajectory, expected))
      run.firstDifference = Self.firstDifference(run.steps, expected.count)
      report.runs.append(run)
      guard let step = run.firstDifference else { continue }
      let count = run.steps.count
      report.findings.append(
        step > count
          ? "Run \(number) has \(expected.count) steps in the session, and \(count) here."
          : "Run \(number) differs from step \(step) of \(count) on.")
    }
  }

  /// The first step that is not as expected; one that is missing counts.
  private static func firstDifference(_ steps: [PlayReport.Step], _ expected: Int) -> Int? {
    if let step = steps.first(where: { $0.expected != nil && $0.expected != $0.sha256 }) {
      return step.number
    }
    return expected > steps.count ? steps.count + 1 : nil
  }
}
