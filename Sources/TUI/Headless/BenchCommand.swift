import ArgumentParser
import Dispatch
import Foundation
import Inference

/// `stepscope bench`: how long a model takes on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Time a model: encoder, UNet step, decoder, whole one-step run, each kind of layer; and its memory."
  )

  @Option(help: "A shipped model, a diffusers folder, or a Hub id org/name from the cache.")
  var model = Assets.defaultModel
  @Option(help: "File variant, such as fp16 (default: the best present).")
  var variant: String?
  @Option(
    help: "Edge of the square picture, a multiple of the VAE's factor (default: the model's).")
  var resolution: Int?
  @Option(name: .customLong("repeat"), help: "Runs that are timed, after one that is not.")
  var count = 5
  @Option(help: .precision)
  var precision: String?
  @Option(help: "Threads (default: every core).")
  var threads: Int?
  @Flag(help: "Time the explorer instead: keys, start, bytes of frames, on a terminal of its own.")
  var interface = false
  @Option(help: "Keys that are timed at each window size, with --interface.")
  var keys = 500
  @Option(help: "One window size for --interface, such as 80x24 (default: 80x24 and 200x60).")
  var window: String?
  @Flag(help: "As one JSON object, with every sample.")
  var json = false

  func run() throws {
    if interface { return try measureInterface() }
    try reportingErrors({ () throws(InferenceError) in try measure() }, status: ExitStatus.init)
  }

  private func measure() throws(InferenceError) {
    guard (1...10_000).contains(count) else {
      throw .invalidSetting(name: "--repeat", value: "\(count)", allowed: "1…10000")
    }
    try Threads.use(flag: threads)
    let progress = Progress(isQuiet: false)
    let start = DispatchTime.now().uptimeNanoseconds
    let folder = try Assets.model(model, variant: variant)
    let structure = try ModelStructure(folder)
    let plan = try Benchmark.Plan(
      try FamilyCatalog.family(of: structure, named: nil), factor: structure.vae.factor,
      resolution: resolution)
    let precision = try PrecisionChoice.resolved(flag: precision, for: folder)
    let budget = MemoryBudget(try CostModel(folder, precision: precision), isQuiet: false)
    let cost = try budget.fitting(
      plan.settings, height: plan.resolution, width: plan.resolution)
    let estimator = try Estimator(
      folder: folder, precision: precision, decoding: cost.decoding, progress.checkpoint)
    let loadSeconds = Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
    let benchmark = Benchmark(estimator, plan)
    let result = try benchmark.measure(repeating: count, progress.checkpoint)
    progress.finish()
    let report = BenchReport(
      model: model, estimator, benchmark, result, loadSeconds: loadSeconds,
      peak: try EnginePeak.measured(estimator.precision))
    if json {
      Talk.result(JSONText.pretty(report))
    } else {
      for line in report.lines { Talk.result(line) }
    }
  }
}
