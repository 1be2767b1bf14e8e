import ArgumentParser
import Foundation
import Inference

/// `stepscope eval`: predictions, or what a model predicts of scenes, against their ground truth.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Compare predictions with ground truth: every image's metrics and their means.",
    discussion: """
      Two folders, or two files: files belong together by name, NAME.npy, NAME.png or the folder NAME of a \
      run; its ground truth NAME.npy (metres, or vectors), NAME.png, NAME-depth.png (16 bits, millimetres) or \
      NAME-normals.png. With --scenes a model predicts first: a scene is a picture NAME.png, NAME.jpg or \
      NAME.ppm with NAME-depth or NAME-normals (.npy or .png) beside it. Exit code 1 when something had to \
      be left out.
      """)

  @Argument(help: "A folder of predictions, or one.")
  var predictions: String?
  @Argument(help: "A folder of ground truth, or one.")
  var groundTruth: String?
  @Option(
    help: ArgumentHelp(
      "depth or normals (default: what the first prediction, or the model, is); with --scenes and Lotus' "
        + "reconstruction also picture."))
  var quantity: EvalQuantity?
  @Option(help: "Which depths and pixels count: \(Self.datasets).")
  var dataset = DepthDataset.none.rawValue
  @Option(
    help: ArgumentHelp(
      "Scale and shift are fitted in depth, in disparity (1/depth), in logarithms (log), or not at all: "
        + "none (default: depth, or disparity where the model predicts that)."))
  var alignment: EvalFit?
  @Option(help: "A folder of scenes to run the model on.")
  var scenes: String?
  @Option(
    help: ArgumentHelp(
      "With --scenes, where X of the normals' ground truth points: right or left (default: right, as in "
        + "the shipped scenes)."))
  var truthX: EvalTruthX?
  @Option(help: "With --scenes: a shipped model, a folder or a Hub id (\(Assets.defaultModel)).")
  var model: String?
  @Option(help: .family)
  var family: String?
  @Option(help: "File variant, such as fp16 (default: the best present).")
  var variant: String?
  @OptionGroup var options: SettingsOptions
  @OptionGroup var ensemble: EnsembleOptions
  @Option(help: .precision)
  var precision: String?
  @Option(help: "Threads (default: every core).")
  var threads: Int?
  @Flag(help: "No progress on stderr.")
  var quiet = false
  @Option(help: "File for a line per image.")
  var csv: String?
  @Flag(help: "Everything as JSON.")
  var json = false

  static let datasets = DepthDataset.allCases.map(\.rawValue).joined(separator: ", ")

  func run() throws {
    var report: EvalReport?
    try reportingErrors(
      { () throws(InferenceError) in
        let made = try evaluated()
        if let csv { try AtomicFile.write(Array(made.csv.utf8), to: csv) }
        report = made
      }, status: ExitStatus.init)
    guard let report else { return }
    for problem in report.problems { Talk.say("stepscope: \(problem)") }
    if json {
      Talk.result(JSONText.pretty(report))
    } else if !report.images.isEmpty {
      for line in report.lines { Talk.result(line) }
    }
    if report.images.isEmpty {
      Talk.say("stepscope: no prediction could be compared with ground truth.")
      throw ExitCode(ExitStatus.missingInput.rawValue)
    }
    if !report.problems.isEmpty { throw ExitCode(ExitStatus.finding.rawValue) }
  }

  private func evaluated() throws(InferenceError) -> EvalReport {
    guard let dataset = DepthDataset(rawValue: dataset) else {
      throw .invalidSetting(name: "--dataset", value: dataset, allowed: Self.datasets)
    }
    if let scenes {
      if let predictions {
        throw .invalidSetting(
          name: "--scenes", value: scenes, allowed: "either scenes or \(predictions), not both")
      }
      try Threads.use(flag: threads)
      var run = try EvalRun(self, scenes: scenes, dataset)
      defer { KeptWeights.finishWriting() }
      return try run.evaluated()
    }
    guard let predictions, let groundTruth else {
      throw .invalidSetting(
        name: "eval", value: predictions.map { "\($0) alone" } ?? "nothing",
        allowed: "predictions and ground truth, or --model NAME --scenes FOLDER")
    }
    if let flag = flagOfRun {
      throw .invalidSetting(
        name: flag.name, value: flag.value, allowed: "it only with --scenes, which runs a model")
    }
    if quantity == .picture {
      throw .invalidSetting(
        name: "--quantity", value: "picture", allowed: "depth or normals where files are compared")
    }
    return try EvalPairs.compared(
      predictions, groundTruth, quantity, dataset, alignment ?? .depth)
  }

  /// A flag that decides a run, which comparing files has no use for.
  private var flagOfRun: (name: String, value: String)? {
    let given = [
      ("--model", model), ("--family", family), ("--variant", variant),
      ("--truth-x", truthX?.rawValue),
      ("--precision", precision),
      ("--threads", threads.map { "\($0)" }),
    ]
    for case (let name, let value?) in given { return (name, value) }
    return (options.given + ensemble.given).first
  }
}

extension EvalQuantity: ExpressibleByArgument {}
