import ArgumentParser
import Foundation
import Inference
import Render

/// `stepscope run`: a whole run without the interface.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a model on a picture and write arrays, pictures and JSON.")

  enum Extra: String, CaseIterable, ExpressibleByArgument {
    case steps, decoded, colored, latents
  }

  @Argument(help: "The picture: a PNG, JPEG or PPM file, or a shipped scene such as scene-05.")
  var image: String
  @Option(
    help: "A shipped model, a folder, or a Hub id from the cache (default: \(Assets.defaultModel))."
  )
  var model = Assets.defaultModel
  @Option(help: .family)
  var family: String?
  @Option(help: "File variant, such as fp16 (default: the best present).")
  var variant: String?
  @OptionGroup var options: SettingsOptions
  @OptionGroup var ensemble: EnsembleOptions
  @Option(help: "Initial latents as they are: .npy, float32 [1,4,h,w], of an ensemble [N,4,h,w].")
  var noiseFile: String?
  @Option(help: "Depth (.npy, 16-bit PNG in mm) or normals (.npy, RGB PNG) to compare with.")
  var groundTruth: String?
  @Option(help: "Folder for the files; new or empty.")
  var out: String?
  @Flag(help: "Write into a folder that is not empty.")
  var force = false
  @Option(
    parsing: .upToNextOption, help: "What to write besides: steps, decoded, colored, latents.")
  var save: [Extra] = []
  @Option(help: .precision)
  var precision: String?
  @Option(help: "Threads (default: every core).")
  var threads: Int?
  @Option(help: "Refuse a run that would take more memory: 800MB, 12GB or none.")
  var memoryLimit: String?
  @Flag(help: "Print the run as one JSON object at the end.")
  var json = false
  @Flag(help: "Print one JSON object a line while running.")
  var events = false
  @Flag(help: "No progress on stderr.")
  var quiet = false

  func run() throws {
    try reportingErrors({ () throws(InferenceError) in try runToEnd() }, status: ExitStatus.init)
  }

  private func runToEnd() throws(InferenceError) {
    if let noiseFile, options.seed != nil || options.noise != nil {
      throw .invalidSetting(
        name: "--noise-file", value: noiseFile, allowed: "without --seed and --noise")
    }
    try Threads.use(flag: threads)
    var run = try HeadlessRun(self)
    do throws(InferenceError) {
      try run.runToEnd()
    } catch {
      throw run.explained(error)
    }
    KeptWeights.finishWriting()
  }
}
