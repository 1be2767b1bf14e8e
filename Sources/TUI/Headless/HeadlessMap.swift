import Dispatch
import Foundation
import Inference
import Render

/// The course of `stepscope map`: load, encode, run where there is no ground truth, map, write.
struct HeadlessMap {
  private let command: MapCommand
  private let folder: RunFolder
  private let modelFolder: ModelFolder
  private let estimator: Estimator
  private let settings: RunSettings
  private let picture: Raster
  private let picturePath: String
  private let measure: MapMeasure
  private let grid: ErrorMapGrid
  private let progress: Progress
  private let start = Self.now()

  init(
    _ command: MapCommand, _ size: MapSize, _ kind: ErrorMap.Kind?
  ) throws(InferenceError) {
    self.command = command
    progress = Progress(isQuiet: command.quiet)
    picturePath = Assets.picturePath(command.image)
    picture = try PictureDecoder.decode(picturePath)
    modelFolder = try Assets.model(command.model, variant: command.variant)
    let structure = try ModelStructure(modelFolder)
    let family = try FamilyCatalog.family(of: structure, named: command.family)
    settings = try command.options.settings(for: family, structure.scheduler)
    let precision = try PrecisionChoice.resolved(
      flag: command.precision, for: modelFolder, isQuiet: command.quiet)
    let budget = MemoryBudget(
      try CostModel(modelFolder, family: command.family, precision: precision),
      isQuiet: command.quiet)
    let cost = try budget.fitting(settings, height: picture.height, width: picture.width)
    estimator = try Estimator(
      folder: modelFolder, family: command.family, precision: precision,
      decoding: cost.decoding, cache: KeptWeights.shared, progress.checkpoint)
    grid = try estimator.errorMapGrid(columns: size.columns, rows: size.rows, settings)
    let modalities = estimator.modalities(settings)
    var truth: GroundTruth?
    if let path = command.groundTruth {
      truth = try GroundTruth.load(path, [modalities[0].quantity]).inAxes(of: estimator.family)
    }
    measure = try MapMeasure(kind, truth, modalities)
    folder = try RunFolder(command.out, force: command.force)
  }

  /// Computes the map and writes it.
  mutating func runToEnd() throws(InferenceError) {
    let image = try estimator.prepare(
      Tensor(picture), resolution: settings.processingResolution, rule: settings.resize,
      progress.checkpoint)
    var denoising = try estimator.begin(image, settings)
    var clean: Tensor?
    if let truth = measure.clean {
      clean = try truth.cleanLatents(estimator, image, settings, progress.checkpoint)
    } else {
      while try denoising.next(progress.checkpoint) != nil {}
    }
    let run = denoising.trajectory
    let mapping = Self.now()
    var map = try estimator.errorMapping(of: run, image, grid, measure.measure, clean: clean)
    let lanes = estimator.lanes(
      for: image, runs: grid.cellCount, memory: MemoryRoom.now(limit: MemoryLimit.preferred))
    // Enough at a time for no lane to wait for the others often.
    while try map.advance(
      by: 4 * lanes.count, on: lanes, progress.checkpoint(map.map), { tell($0, $1) })
    {}
    progress.finish()
    let report = try report(
      map.map, run, image,
      MapReport.Timings(cells: Self.now() - mapping, total: Self.now() - start))
    try write(report, ErrorMapPlot(map.map, path: run.path(on: grid)))
    speak(report)
  }

  private func tell(_ cell: ErrorMapGrid.Cell, _ map: ErrorMap) {
    guard command.events, let error = map[cell] else { return }
    Talk.result(
      JSONText.line(
        Event(
          "cell",
          MapReport.CellReport(
            column: cell.column, row: cell.row, toldTimestep: grid.toldTimesteps[cell.column],
            heldNoise: grid.heldNoise[cell.row], error: error, done: map.count,
            total: grid.cellCount))))
  }

  private func report(
    _ map: ErrorMap, _ run: Trajectory, _ image: PreparedImage, _ timings: MapReport.Timings
  ) throws(InferenceError) -> MapReport {
    var truth: MapReport.Truth?
    if let path = command.groundTruth {
      truth = MapReport.Truth(path: path, sha256: try Digest.file(path))
    }
    return MapReport(
      program: "stepscope", version: Version.current,
      model: try RunReport.Model(
        name: command.model, family: type(of: estimator.family).id, of: modelFolder),
      image: RunReport.Image(
        path: picturePath, width: picture.width, height: picture.height,
        sha256: try Digest.file(picturePath), processed: [image.height, image.width],
        padded: Array(image.input.shape.suffix(2))),
      groundTruth: truth,
      settings: ResolvedSettings(
        settings, noiseFile: nil, precision: estimator.precision, threads: Threads.count),
      scheduler: Planning.config(settings, estimator.schedulerConfig),
      decoding: estimator.decoding.unusual,
      heldFrom: run.initialNoise > 0 ? settings.noise.rawValue : NoiseID.gaussian.rawValue,
      cleanFrom: measure.clean == nil ? "pred_original_sample" : "ground_truth", map: map, run: run,
      timings: timings)
  }

  private func write(_ report: MapReport, _ plot: ErrorMapPlot) throws(InferenceError) {
    try folder.write(plot.map.tensor, "map.npy")
    do throws(RenderError) {
      try PNGWriter.write(
        ErrorMapPicture.raster(plot, width: 960, height: 780), to: folder.path + "/map.png",
        texts: [
          PNGWriter.Text("Software", "stepscope \(report.version)"),
          PNGWriter.Text("Comment", JSONText.line(report.provenance)),
        ])
    } catch {
      throw .cannotWrite(path: folder.path + "/map.png", reason: "\(error)")
    }
    try folder.write(text: JSONText.pretty(report) + "\n", "map.json")
  }

  private func speak(_ report: MapReport) {
    if command.events { Talk.result(JSONText.line(Event("finished", report))) }
    if command.json { Talk.result(JSONText.pretty(report)) }
    guard !command.json, !command.events, !command.quiet else { return }
    for line in report.summary(out: command.out) { Talk.result(line) }
  }

  private static func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}

extension Progress {
  /// A checkpoint that shows how much of a map is done.
  fileprivate func checkpoint(_ map: ErrorMap) -> Checkpoint {
    let whole = Checkpoint.Stage(
      network: "map", block: "", completed: map.count, total: map.grid.cellCount)
    let reach = checkpoint.reach
    return Checkpoint(reach: { _ throws(InferenceError) in try reach(whole) })
  }
}
