import Foundation
import Inference
import Render

/// The folder that `stepscope run --out` fills; names and shapes are the contract's.
struct RunFolder {
  let path: String

  /// A new or empty folder; a filled one only with `force`.
  ///
  /// - Throws: `cannotWrite`.
  init(_ path: String, force: Bool) throws(InferenceError) {
    self.path = path
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    if manager.fileExists(atPath: path, isDirectory: &isFolder) {
      guard isFolder.boolValue else {
        throw .cannotWrite(path: path, reason: "it is a file, and --out needs a folder")
      }
      let isEmpty = (try? manager.contentsOfDirectory(atPath: path))?.isEmpty ?? false
      guard isEmpty || force else {
        throw .cannotWrite(path: path, reason: "it is not empty; add --force to write into it")
      }
    }
    try create(path)
  }

  /// The folder of a member of an ensemble, `members/NN`.
  ///
  /// - Throws: `cannotWrite`.
  func member(_ index: Int) throws(InferenceError) -> RunFolder {
    let number = String(repeating: "0", count: max(0, 2 - "\(index)".count)) + "\(index)"
    return try RunFolder("\(path)/members/\(number)", force: true)
  }

  private func create(_ folder: String) throws(InferenceError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path: folder, reason: error.localizedDescription)
    }
  }

  /// Writes an array.
  func write(_ tensor: Tensor, _ name: String) throws(InferenceError) {
    try Npy.write(tensor, to: path + "/" + name)
  }

  /// Writes a step's four arrays.
  func write(_ step: Step) throws(InferenceError) {
    try create(path + "/steps")
    let prefix = "steps/" + Self.number(step.index)
    try write(step.latents, prefix + "-sample.npy")
    try write(step.modelOutput, prefix + "-model_output.npy")
    try write(step.result.predOriginalSample, prefix + "-pred_original_sample.npy")
    try write(step.result.prevSample, prefix + "-prev_sample.npy")
  }

  /// Writes the decoded prediction of a step; `suffix` names the map.
  func write(decoded: Tensor, index: Int, suffix: String) throws(InferenceError) {
    try create(path + "/steps")
    try write(decoded, "steps/" + Self.number(index) + "-decoded\(suffix).npy")
  }

  /// Writes `prediction.png` (16-bit grey depth, 8-bit RGB of everything else) and, where asked for, the
  /// coloured one; both carry where they come from.
  func write(
    picture prediction: Prediction, suffix: String, _ report: RunReport, colored: Bool
  ) throws(InferenceError) {
    let provenance = [
      PNGWriter.Text("Software", "stepscope \(report.version)"),
      PNGWriter.Text("Comment", JSONText.line(Provenance(report))),
    ]
    do throws(RenderError) {
      let plain = path + "/prediction\(suffix).png"
      switch prediction.quantity {
      case .depth, .disparity:
        try PNGWriter.write16(prediction.values, to: plain, texts: provenance)
      case .normals:
        try PNGWriter.write(NormalMap.raster(prediction.values), to: plain, texts: provenance)
      case .image, .intrinsic:
        try PNGWriter.write(Raster(unit: prediction.displayValues), to: plain, texts: provenance)
      }
      guard colored else { return }
      try PNGWriter.write(
        Self.coloured(prediction), to: path + "/prediction\(suffix)-colored.png",
        texts: provenance)
    } catch {
      throw .cannotWrite(path: path, reason: "\(error)")
    }
  }

  private static func coloured(_ prediction: Prediction) -> Raster {
    switch prediction.quantity {
    case .normals: NormalMap.raster(prediction.values)
    case .image, .intrinsic: Raster(unit: prediction.displayValues)
    case .depth, .disparity: Colormap.spectral.raster(prediction.values, range: 0...1)
    }
  }

  /// Writes text, whole or not at all.
  func write(text: String, _ name: String) throws(InferenceError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name), options: .atomic)
    } catch {
      throw .cannotWrite(path: path + "/" + name, reason: error.localizedDescription)
    }
  }

  private static func number(_ index: Int) -> String {
    String(repeating: "0", count: max(0, 3 - "\(index)".count)) + "\(index)"
  }
}

/// What is written inside every picture: enough to make it again.
private struct Provenance: Encodable {
  var model: String
  var files: [String: String]
  var image: String
  var settings: ResolvedSettings

  init(_ report: RunReport) {
    model = report.model.name
    files = report.model.files
    image = report.image.sha256
    settings = report.settings
  }
}
