import Foundation
import Inference

/// What `map.json` holds; field names are the contract's (snake case through the encoder).
struct MapReport: Codable, Equatable {
  struct Truth: Codable, Equatable {
    var path: String
    var sha256: String
  }

  struct Timings: Codable, Equatable {
    var cellsSeconds: Double
    var totalSeconds: Double

    init(cells: Double, total: Double) {
      cellsSeconds = cells
      totalSeconds = total
    }
  }

  /// A step of the run on the map's axes.
  struct PathPoint: Codable, Equatable {
    var index: Int
    var toldTimestep: Float
    var heldNoise: Float
    /// Fractions of a cell count: whole numbers are the middles of cells.
    var column: Double
    var row: Double
    /// Of the nearest cell.
    var error: Float?
  }

  /// The told timestep that is best at a noise level.
  struct Best: Codable, Equatable {
    var heldNoise: Float
    var toldTimestep: Int
    var error: Float
  }

  /// One line of `--events`.
  struct CellReport: Codable, Equatable {
    var column: Int
    var row: Int
    var toldTimestep: Int
    var heldNoise: Float
    var error: Float
    var done: Int
    var total: Int
  }

  var program: String
  var version: String
  var model: RunReport.Model
  var image: RunReport.Image
  var groundTruth: Truth?
  var settings: ResolvedSettings
  var scheduler: SchedulerConfig
  /// `bands` or `passes` where the autoencoder worked so.
  var decoding: String?
  /// The error's kind: `abs_rel`, `mean_angle` or `latent`.
  var error: String
  /// The clean latents: `ground_truth` or the run's `pred_original_sample`.
  var clean: String
  /// The kind of noise that the samples hold.
  var noise: String
  /// The columns of `map.npy`.
  var toldTimesteps: [Int]
  /// The rows of `map.npy`.
  var heldNoise: [Float]
  /// The timestep whose noise a row holds.
  var heldTimesteps: [Int]
  var smallest: Float?
  var largest: Float?
  var best: [Best]
  var path: [PathPoint]
  var timings: Timings

  init(
    program: String, version: String, model: RunReport.Model, image: RunReport.Image,
    groundTruth: Truth?, settings: ResolvedSettings, scheduler: SchedulerConfig,
    decoding: String?, heldFrom: String, cleanFrom: String, map: ErrorMap, run: Trajectory,
    timings: Timings
  ) {
    self.program = program
    self.version = version
    self.model = model
    self.image = image
    self.groundTruth = groundTruth
    self.settings = settings
    self.scheduler = scheduler
    self.decoding = decoding
    error = map.kind.rawValue
    clean = cleanFrom
    noise = heldFrom
    let grid = map.grid
    toldTimesteps = grid.toldTimesteps
    heldNoise = grid.heldNoise
    heldTimesteps = grid.heldTimesteps
    smallest = map.range?.lowerBound
    largest = map.range?.upperBound
    best = (0..<grid.rows).compactMap { row in
      guard let cell = map.best(inRow: row), let error = map[cell] else { return nil }
      return Best(
        heldNoise: grid.heldNoise[row], toldTimestep: grid.toldTimesteps[cell.column],
        error: error)
    }
    let nominal = Mismatch.nominal(run.plan, initialNoise: run.initialNoise)
    path = run.path(on: grid).enumerated().map { index, place in
      PathPoint(
        index: index, toldTimestep: run.plan.entries[index].timestep,
        heldNoise: nominal[index].held, column: place.column, row: place.row,
        error: map[grid.cell(nearest: place)])
    }
    self.timings = timings
  }

  /// What a person reads when no JSON was asked for.
  func summary(out: String) -> [String] {
    let fixed = RunReport.fixed
    var lines = [
      "\(model.name) (\(model.family)): \(error) over \(toldTimesteps.count) told timesteps x "
        + "\(heldNoise.count) noise levels"
    ]
    if let smallest, let largest {
      lines.append("  from \(fixed(smallest)) to \(fixed(largest))")
    }
    for point in path {
      lines.append(
        "  step \(point.index + 1)  told t \(String(format: "%g", Double(point.toldTimestep)))"
          + "  held \(fixed(point.heldNoise))" + (point.error.map { "  \(fixed($0))" } ?? ""))
    }
    return lines + ["  written to \(Printable.clean(out))"]
  }

  /// What is written inside the picture: enough to make it again.
  var provenance: Provenance {
    Provenance(
      model: model.name, files: model.files, image: image.sha256,
      groundTruth: groundTruth?.sha256, settings: settings, error: error)
  }

  struct Provenance: Encodable {
    var model: String
    var files: [String: String]
    var image: String
    var groundTruth: String?
    var settings: ResolvedSettings
    var error: String
  }
}

extension RunReport.Model {
  /// A model with the digests of its files.
  ///
  /// - Throws: `missing` or `unreadable`.
  init(name: String, family: String, of folder: ModelFolder) throws(InferenceError) {
    self.init(
      name: name, family: family, path: folder.path, revision: folder.revision,
      files: try SessionHeader.digests(of: folder))
  }
}
