import Inference

extension EvalPairs {
  /// The figures of two folders, or of two files.
  ///
  /// - Throws: what is wrong with the folders; a pair that cannot be compared is a problem of the report.
  static func compared(
    _ predictions: String, _ groundTruth: String, _ quantity: EvalQuantity?,
    _ dataset: DepthDataset, _ alignment: EvalFit
  ) throws(InferenceError) -> EvalReport {
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
        try report.add(
          pair.name, try kind.map(pair.prediction),
          truth: try kind.map(pair.groundTruth, dataset), dataset)
      } catch {
        report.problems.append("\(Printable.clean(pair.name)) is left out: \(error)")
      }
    }
    report.finish()
    return report
  }
}
