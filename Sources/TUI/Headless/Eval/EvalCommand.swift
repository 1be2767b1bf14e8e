import ArgumentParser
import Foundation
import Inference

/// `stepscope eval`: predictions against their ground truth.
struct EvalCommand: ParsableCommand {
  /// What is done to depth before it is compared.
  enum Fit: String, ExpressibleByArgument, CaseIterable {
    case depth, disparity, none
  }

  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Compare predictions with ground truth: every image's metrics and their means.",
    discussion: """
      Files belong together by name: NAME.npy, NAME.png or the folder NAME of a run; its ground truth \
      NAME.npy (metres, or vectors), NAME.png, NAME-depth.png (16 bits, millimetres) or \
      NAME-normals.png. Exit code 1 when something had to be left out.
      """)

  @Argument(help: "A folder of predictions, or one.")
  var predictions: String
  @Argument(help: "A folder of ground truth, or one.")
  var groundTruth: String
  @Option(help: "depth or normals (default: what the first prediction is).")
  var quantity: EvalQuantity?
  @Option(help: "Which depths and pixels count: \(Self.datasets).")
  var dataset = DepthDataset.none.rawValue
  @Option(help: "Scale and shift are fitted in depth, in disparity (1/depth), or not at all: none.")
  var alignment = Fit.depth
  @Option(help: "File for a line per image.")
  var csv: String?
  @Flag(help: "Everything as JSON.")
  var json = false

  private static let datasets = DepthDataset.allCases.map(\.rawValue).joined(separator: ", ")

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
    var pairs = try EvalPairs(
      predictions: predictions, groundTruth: groundTruth, quantity: quantity)
    var kind = quantity ?? .depth
    if quantity == nil, let first = pairs.pairs.first {
      kind = try EvalQuantity(file: first.prediction)
      // Once it is known what the predictions are, scenes give the ground truth that fits.
      pairs = try EvalPairs(
        predictions: predictions, groundTruth: groundTruth, quantity: kind)
    }
    var report = EvalReport(
      kind, dataset: dataset, alignment: alignment.rawValue, problems: pairs.problems)
    for pair in pairs.pairs {
      do throws(InferenceError) {
        try compare(pair, kind, dataset, into: &report)
      } catch {
        report.problems.append("\(Printable.clean(pair.name)) is left out: \(error)")
      }
    }
    report.finish()
    return report
  }

  private func compare(
    _ pair: EvalPair, _ kind: EvalQuantity, _ dataset: DepthDataset, into report: inout EvalReport
  ) throws(InferenceError) {
    let prediction = try kind.map(pair.prediction)
    let truth = try kind.map(pair.groundTruth)
    guard prediction.shape == truth.shape else {
      throw .shapeMismatch(
        what: Printable.clean(pair.prediction), expected: truth.shape, found: prediction.shape)
    }
    let mask = try dataset.mask(height: truth.shape[0], width: truth.shape[1])
    switch kind {
    case .depth:
      let options = dataset.options(
        aligns: alignment != .none, space: alignment == .disparity ? .disparity : .depth)
      report.add(
        pair.name,
        try DepthMetrics.compare(prediction, to: truth, mask: mask, options: options))
    case .normals:
      report.add(pair.name, try NormalMetrics.compare(prediction, to: truth, mask: mask))
    }
  }
}

extension EvalQuantity: ExpressibleByArgument {}
