import Foundation
import Inference

/// What `run.json` holds; field names are the contract's (snake case through the encoder).
struct RunReport: Codable, Equatable {
  struct Model: Codable, Equatable {
    var name: String
    var family: String
    var path: String
    var revision: String?
    /// SHA-256 of each file by its path inside the folder.
    var files: [String: String]
  }

  struct Image: Codable, Equatable {
    var path: String
    var width: Int
    var height: Int
    var sha256: String
    /// What the networks saw, before and after padding.
    var processed: [Int]
    var padded: [Int]
  }

  struct Map: Codable, Equatable {
    var name: String
    var quantity: String
    /// How the colours of material and light are stored.
    var colourSpace: String?
    var file: String
  }

  /// Where the UNet's weights came from: the checkpoint's files, or packed from the cache.
  enum WeightsFrom: String, Codable, Equatable {
    case files, cache
  }

  struct Timings: Codable, Equatable {
    var loadSeconds: Double
    var weightsFrom: WeightsFrom?
    var encodeSeconds: Double
    var stepsSeconds: Double
    var decodeSeconds: Double
    var totalSeconds: Double
  }

  var program: String
  var version: String
  var model: Model
  var image: Image
  var settings: ResolvedSettings
  var scheduler: SchedulerConfig
  var timings: Timings
  /// What the run was expected to take, and the memory it took.
  var cost: CostReport
  var quantity: String
  /// Everything that was predicted, the first being `quantity`.
  var maps: [Map]
  var steps: [StepReport]
  /// The final prediction against ground truth, or the picture where the task is to give it back.
  var metrics: MetricsReport?
  /// What a person should know of the settings.
  var note: String?
  /// How the members of an ensemble were merged.
  var ensemble: EnsembleReport?
  /// Of an ensemble, whose own table of steps is empty.
  var members: [MemberReport]?

  /// What a person reads when no JSON was asked for.
  func summary(out: String?) -> [String] {
    var lines = [
      "\(model.name) (\(model.family)): "
        + maps.map(\.name).joined(separator: ", ")
        + " in \(members?.first?.steps.count ?? steps.count) step(s)"
    ]
    for step in steps {
      lines.append(
        "  step \(step.index + 1)  told t \(step.timestep)  told \(Self.fixed(step.toldNoise))"
          + "  held \(Self.fixed(step.heldNoise))  gap \(Self.fixed(step.gap))"
          + (step.absRel.map { "  AbsRel \(Self.fixed($0))" } ?? "")
          + (step.meanAngle.map { "  angle \(Self.fixed($0))" } ?? ""))
    }
    lines += memberLines
    if let metrics { lines.append("  " + metrics.line) }
    if let note { lines.append("  \(note)") }
    if let out { lines.append("  written to \(Printable.clean(out))") }
    return lines
  }

  static func fixed(_ value: Float) -> String {
    String(format: "%.4f", Double(value))
  }
}

/// Every setting of a run under the name of its flag.
struct ResolvedSettings: Codable, Equatable {
  var scheduler: String
  var spacing: String
  var steps: Int
  var predictionType: String
  var zeroSnr: Bool
  /// Absent where the checkpoint's file decides.
  var clipSample: Bool?
  var eta: Float
  var consistentPrevious: Bool
  var noise: String
  var noiseFile: String?
  var seed: UInt64
  var toldTimestep: [Int]?
  /// 0 annotation … 1 reconstruction.
  var task: Float
  var domain: String
  var posterior: String
  var final: String
  var resolution: Int
  var resize: String
  var ensemble: Int
  /// How members are merged and their depth aligned; absent without an ensemble.
  var reduction: String?
  var ensembleAlignment: String?
  /// The number of a member in its ensemble, in its own `run.json`.
  var member: Int?
  /// What the networks computed with.
  var precision: String
  var threads: Int

  init(_ settings: RunSettings, noiseFile: String?, precision: Precision, threads: Int) {
    scheduler = settings.scheduler.rawValue
    spacing = settings.timestepSpacing.rawValue
    steps = settings.steps
    predictionType = settings.predictionType.rawValue
    zeroSnr = settings.rescaleBetasZeroSNR
    clipSample = settings.clipSample
    eta = settings.eta
    consistentPrevious = settings.consistentPrevious
    noise = settings.noise.rawValue
    self.noiseFile = noiseFile
    seed = settings.seed
    toldTimestep = settings.toldTimesteps
    task = settings.taskSwitch.reconstruction
    domain = settings.domain.rawValue
    posterior = settings.posterior.rawValue
    final = settings.finalSample.rawValue
    resolution = settings.processingResolution
    resize = settings.resize.rawValue
    ensemble = 1
    self.precision = precision.rawValue
    self.threads = threads
  }
}

/// Metrics under the contract's names; those that do not apply are left out.
struct MetricsReport: Codable, Equatable {
  var absRel: Float?
  var delta1: Float?
  var rmse: Float?
  var meanAngle: Float?
  var within1125: Float?
  /// Peak signal-to-noise ratio against the input picture, in decibels.
  var psnr: Float?

  /// The metrics there are, on one line.
  var line: String {
    let all: [(String, Float?)] = [
      ("AbsRel", absRel), ("delta1", delta1), ("RMSE", rmse), ("mean angle", meanAngle),
      ("< 11.25", within1125), ("PSNR", psnr),
    ]
    return all.compactMap { name, value in
      value.map { "\(name) \(RunReport.fixed($0))" }
    }.joined(separator: "  ")
  }
}

/// One row of the per-step table.
struct StepReport: Codable, Equatable {
  /// The member of an ensemble, in events.
  var member: Int?
  var index: Int
  var timestep: Float
  var previousTimestep: Float?
  var alphaCumprod: Float
  var toldNoise: Float
  var heldNoise: Float
  /// Known when the run is finished; absent in events.
  var measuredNoise: Float?
  var gap: Float
  var seconds: Double
  var modelOutput: Tensor.Statistics
  var predOriginalSample: Tensor.Statistics
  /// Mean absolute difference of x̂0 from the step before.
  var change: Float?
  var absRel: Float?
  var delta1: Float?
  var rmse: Float?
  var meanAngle: Float?

  init(_ step: Step, after previous: Step?, _ mismatch: Mismatch, _ metrics: MetricsReport?) {
    index = step.index
    timestep = step.entry.timestep
    previousTimestep = step.entry.previousTimestep
    alphaCumprod = step.entry.level.alphaCumprod
    toldNoise = mismatch.told
    heldNoise = mismatch.held
    gap = mismatch.gap
    seconds = step.seconds
    modelOutput = step.modelOutput.statistics
    predOriginalSample = step.result.predOriginalSample.statistics
    change = previous.map {
      step.result.predOriginalSample.meanAbsoluteDifference(to: $0.result.predOriginalSample)
    }
    absRel = metrics?.absRel
    delta1 = metrics?.delta1
    rmse = metrics?.rmse
    meanAngle = metrics?.meanAngle
  }
}
