import Foundation
import Inference

/// The figures of every image, their means, and what was left out.
struct EvalReport: Encodable {
  struct Row: Encodable, Equatable {
    var name: String
    var metrics: [String: Double]
    /// `bands` or `passes` where the autoencoder worked so.
    var decoding: String?

    /// The same of a prediction that an autoencoder made in its way.
    func predicted(by way: Decoding) -> Row {
      var row = self
      row.decoding = way.unusual
      return row
    }
  }

  var quantity: String
  var dataset: String
  var alignment: String
  /// The model that made the predictions, and its settings, where eval ran it.
  var model: String?
  var family: String?
  var settings: ResolvedSettings?
  var images: [Row] = []
  /// Means over the images.
  var mean: [String: Double] = [:]
  /// Of normals, the same over all pixels of all images; the median is not among them.
  var pooled: [String: Double]?
  var problems: [String]
  /// The metrics in the order in which tables have them.
  private var order: [String]

  private enum CodingKeys: String, CodingKey {
    case quantity, dataset, alignment, model, family, settings, images, mean, pooled, problems
  }

  init(_ quantity: EvalQuantity, dataset: DepthDataset, alignment: String, problems: [String]) {
    self.quantity = quantity.rawValue
    self.dataset = dataset.rawValue
    self.alignment = quantity == .depth ? alignment : "none"
    self.problems = problems
    order =
      switch quantity {
      case .depth: Self.depthOrder
      case .normals: Self.normalsOrder
      case .picture: ["psnr", "pixels"]
      }
  }

  private static let depthOrder = [
    "abs_rel", "sq_rel", "rmse", "log_rmse", "log10", "delta1", "delta2", "delta3", "i_rmse",
    "si_log", "pixels",
  ]
  private static let normalsOrder = [
    "mean_angle", "median_angle", "rmse_angle", "within_5", "within_7.5", "within_11.25",
    "within_22.5", "within_30", "pixels",
  ]

  /// Measures a map against its ground truth, both after the benchmark's crop, and adds the figures.
  ///
  /// - Throws: `shapeMismatch`; `invalidSetting` where no pixel counts.
  mutating func add(
    _ name: String, _ prediction: Tensor, truth: Tensor, _ dataset: DepthDataset
  ) throws(InferenceError) {
    let (prediction, truth) = (dataset.cropped(prediction), dataset.cropped(truth))
    guard prediction.shape == truth.shape else {
      throw .shapeMismatch(
        what: "The prediction", expected: truth.shape, found: prediction.shape)
    }
    if quantity == EvalQuantity.picture.rawValue {
      let psnr = try PictureMetrics.compare(prediction, to: truth).psnr
      return add(name, [psnr, Double(truth.shape[0] * truth.shape[1])])
    }
    let mask = try dataset.mask(height: truth.shape[0], width: truth.shape[1])
    if quantity == EvalQuantity.normals.rawValue {
      return add(name, try NormalMetrics.compare(prediction, to: truth, mask: mask))
    }
    let fit = EvalFit(rawValue: alignment) ?? .depth
    let options = dataset.options(aligns: fit != .none, space: fit.space)
    add(name, try DepthMetrics.compare(prediction, to: truth, mask: mask, options: options))
  }

  /// Takes in a scene's figures, or why there are none.
  mutating func take(_ outcome: Result<[Row], InferenceError>, of scene: EvalScene) {
    switch outcome {
    case .success(let rows): images += rows
    case .failure(let error):
      problems.append("\(Printable.clean(scene.name)) is left out: \(error)")
    }
  }

  mutating func add(_ name: String, _ metrics: DepthMetrics) {
    let values = [
      metrics.absRel, metrics.sqRel, metrics.rmse, metrics.logRMSE, metrics.log10, metrics.delta1,
      metrics.delta2, metrics.delta3, metrics.iRMSE, metrics.siLog, Double(metrics.pixels),
    ]
    add(name, values)
  }

  mutating func add(_ name: String, _ metrics: NormalMetrics) {
    let values = [
      metrics.meanAngle, metrics.medianAngle, metrics.rmseAngle, metrics.within5,
      metrics.within7_5, metrics.within11_25, metrics.within22_5, metrics.within30,
      Double(metrics.pixels),
    ]
    add(name, values)
  }

  private mutating func add(_ name: String, _ values: [Double]) {
    images.append(Row(name: name, metrics: Dictionary(uniqueKeysWithValues: zip(order, values))))
  }

  /// Takes the means, once every image is there.
  mutating func finish() {
    guard !images.isEmpty else { return }
    for key in order {
      mean[key] = images.reduce(0) { $0 + ($1.metrics[key] ?? 0) } / Double(images.count)
    }
    guard quantity == EvalQuantity.normals.rawValue else { return }
    let pixels = images.reduce(0) { $0 + ($1.metrics["pixels"] ?? 0) }
    var pooled: [String: Double] = ["pixels": pixels]
    for key in order where key != "pixels" && key != "median_angle" {
      let isRoot = key == "rmse_angle"
      let sum = images.reduce(0.0) { sum, row in
        let value = row.metrics[key] ?? 0
        return sum + (row.metrics["pixels"] ?? 0) * (isRoot ? value * value : value)
      }
      pooled[key] = isRoot ? (sum / pixels).squareRoot() : sum / pixels
    }
    self.pooled = pooled
  }

  /// A line for each mean.
  var lines: [String] {
    let count = images.count == 1 ? "1 image" : "\(images.count) images"
    let how = quantity == EvalQuantity.depth.rawValue ? ", alignment \(alignment)" : ""
    let head = "\(count), \(quantity)\(how), data set \(dataset)"
    return [head]
      + order.filter { $0 != "pixels" }.map { key in
        let name = key.padding(toLength: 14, withPad: " ", startingAt: 0)
        let own = mean[key].map { String(format: "%10.5f", $0) } ?? ""
        let all = pooled?[key].map { String(format: "%10.5f over all pixels", $0) } ?? ""
        return name + own + (all.isEmpty ? "" : "  " + all)
      }
  }

  /// A line for each image, after the names of the columns.
  var csv: String {
    let rows = images.map { row in
      ([Self.quoted(row.name)] + order.map { key in "\(row.metrics[key] ?? 0)" })
        .joined(separator: ",")
    }
    return ([(["name"] + order).joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
  }

  private static func quoted(_ name: String) -> String {
    guard name.contains(where: { ",\"\n\r".contains($0) }) else { return name }
    return "\"" + name.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}
