import Foundation
import Inference
import Render

/// Computes a session again without the explorer.
struct HeadlessPlay {
  private let file: SessionFile
  private let script: SessionScript
  private let progress: Progress

  init(path: String, isQuiet: Bool) throws(InferenceError) {
    file = try SessionFile(path: path)
    script = try SessionScript(file)
    progress = Progress(isQuiet: isQuiet)
  }

  /// Runs every stage and looks at what the last one left.
  ///
  /// - Throws: what is wrong with the session, the model or the picture.
  func play(checks: Bool) throws(InferenceError) -> PlayReport {
    let folder = try Assets.model(script.model)
    var report = PlayReport(
      session: file.path, program: file.header.program, model: script.model,
      picture: script.picture, steps: [])
    if let remark = file.versionRemark { report.notes.append(remark) }
    if checks { try compareFiles(folder, &report) }
    let trajectory = try compute(folder)
    progress.finish()
    report.steps = trajectory.steps.enumerated().map { index, step in
      PlayReport.Step(
        number: index + 1, timestep: step.entry.timestep,
        sha256: Digest.floats(step.result.prevSample.scalars),
        expected: file.header.steps.indices.contains(index) ? file.header.steps[index] : nil)
    }
    if checks { try compareSteps(trajectory, &report) }
    return report
  }

  private func compute(_ folder: ModelFolder) throws(InferenceError) -> Trajectory {
    let raster = try PictureDecoder.decode(Assets.picturePath(script.picture))
    let estimator = try Estimator(folder: folder, progress.checkpoint)
    var trajectory: Trajectory?
    for stage in script.stages {
      let settings = try SessionScript.settings(
        stage, estimator.family, estimator.schedulerConfig)
      var denoising: Denoising
      if let after = stage.after, let trajectory {
        denoising = try estimator.resume(trajectory, after: after, settings)
      } else {
        let image = try estimator.prepare(
          Tensor(raster), resolution: settings.processingResolution, progress.checkpoint)
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
    guard !expected.isEmpty else {
      throw .damaged(
        path: file.path, reason: "it holds no digests to compare with",
        advice: "save the session with :save when its run is finished")
    }
    if let schedule = file.header.schedule,
      schedule != SessionHeader.digest(of: trajectory.plan)
    {
      report.findings.append("The schedule is another than in the session.")
    }
    if let step = report.steps.first(where: { $0.expected != $0.sha256 }) {
      report.firstDifference = step.number
      report.findings.append(
        "Step \(step.number) of \(report.steps.count) is the first that differs.")
    } else if expected.count > report.steps.count {
      report.firstDifference = report.steps.count + 1
      report.findings.append(
        "The session has \(expected.count) steps, this run \(report.steps.count).")
    }
    report.same = report.findings.isEmpty
  }
}
