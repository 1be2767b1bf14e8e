import Foundation
import Inference
import Render

extension InferenceWorker {
  /// Writes a step's prediction at the input's size, with where it comes from.
  func export(_ job: ExportJob) {
    do throws(InferenceError) {
      let (prediction, provenance) = try content(job)
      let path = try ExportFile.path(job, prediction.quantity)
      try ExportFile.write(prediction, job, provenance, to: path)
      let size = "\(prediction.width)×\(prediction.height)"
      post(.export(.written("Step \(job.index + 1) of run \(job.run.number), \(size)", path: path)))
    } catch {
      post(.export(.failed(error.description)))
    }
  }

  private func content(
    _ job: ExportJob
  ) throws(InferenceError) -> (Prediction, ExportProvenance) {
    guard let run = runs[job.run], job.index < run.denoising.trajectory.steps.count,
      let latents = run.denoising.trajectory.steps[job.index].tensor(
        job.target.part, run.denoising.trajectory.settings.predictionType)
    else {
      throw .invalidSetting(
        name: "The step", value: "of a run that was let go", allowed: "one of a run that is kept")
    }
    let settings = run.denoising.trajectory.settings
    var prediction = try run.estimator.predict(
      latents, of: run.image, settings, modality: job.target.modality, matchingInput: true,
      checkpoint(job.run))
    if job.asNormals, prediction.quantity.isScalar {
      prediction = Prediction(
        quantity: .normals,
        values: NormalMap.fromDepth(prediction.values, quantity: prediction.quantity))
    }
    var resolved = ResolvedSettings(
      settings, noiseFile: nil, precision: run.estimator.precision, threads: Threads.count)
    resolved.member = job.member
    let provenance = ExportProvenance(
      program: "stepscope \(Version.current)", model: run.folder.path,
      revision: run.folder.revision, files: try SessionHeader.digests(of: run.folder),
      image: try Digest.file(job.picturePath), settings: resolved, step: job.index + 1,
      view: job.view.rawValue, quantity: prediction.quantity.rawValue)
    return (prediction, provenance)
  }
}

/// Where an exported file comes from: enough to make it again.
struct ExportProvenance: Encodable {
  var program: String
  var model: String
  var revision: String?
  /// SHA-256 of the model's files by their path inside the folder.
  var files: [String: String]
  /// SHA-256 of the picture.
  var image: String
  var settings: ResolvedSettings
  /// From 1.
  var step: Int
  var view: String
  var quantity: String
}

/// A file that the explorer writes a prediction into; never over one that is there.
enum ExportFile {
  /// The person's own path, or the first free name in the current folder.
  ///
  /// - Throws: `cannotWrite` where the person's file is there.
  static func path(_ job: ExportJob, _ quantity: Quantity) throws(InferenceError) -> String {
    let ending = job.wanted.kind == .npy ? "npy" : "png"
    if let wanted = job.wanted.path {
      var path = PersonPath.expanded(wanted)
      if (path as NSString).pathExtension.isEmpty { path += "." + ending }
      guard !FileManager.default.fileExists(atPath: path) else {
        throw .cannotWrite(path: path, reason: "it is there already; choose another name")
      }
      return path
    }
    let stem = "\(stem(job.picture))-run\(job.run.number)-step\(job.index + 1)-\(job.view.rawValue)"
    let name = "\(stem)-\(quantity.rawValue)" + (job.wanted.kind == .colour ? "-coloured" : "")
    for number in 1...999 {
      let path = name + (number == 1 ? "" : "-\(number)") + "." + ending
      if !FileManager.default.fileExists(atPath: path) { return path }
    }
    throw .cannotWrite(path: "\(name).\(ending)", reason: "there are 999 of that name already")
  }

  /// A picture's name without its ending, as any file system takes it.
  private static func stem(_ name: String) -> String {
    let stem = (name as NSString).deletingPathExtension.prefix(80)
    let plain = stem.map {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "_"
    }
    let text = String(plain.drop { $0 == "." || $0 == "-" })
    return text.isEmpty ? "picture" : text
  }

  /// Writes the file, and beside an array the provenance that a PNG holds itself.
  ///
  /// - Throws: `cannotWrite`.
  static func write(
    _ prediction: Prediction, _ job: ExportJob, _ provenance: ExportProvenance, to path: String
  ) throws(InferenceError) {
    guard job.wanted.kind != .npy else {
      try Npy.write(prediction.values, to: path)
      return try AtomicFile.write(
        Array((JSONText.pretty(provenance) + "\n").utf8), to: path + ".json")
    }
    let texts = [
      PNGWriter.Text("Software", provenance.program),
      PNGWriter.Text("Comment", JSONText.line(provenance)),
    ]
    do throws(RenderError) {
      if job.wanted.kind == .png, prediction.quantity.isScalar {
        try PNGWriter.write16(prediction.values, to: path, texts: texts)
      } else {
        try PNGWriter.write(raster(prediction, job), to: path, texts: texts)
      }
    } catch {
      throw .cannotWrite(path: path, reason: "\(error)")
    }
  }

  private static func raster(_ prediction: Prediction, _ job: ExportJob) -> Raster {
    switch prediction.quantity {
    case .normals:
      return NormalMap.raster(
        prediction.values, flip: job.wanted.kind == .colour ? job.style.flip : [])
    case .image, .intrinsic: return Raster(unit: prediction.displayValues)
    case .depth, .disparity:
      let map = Colormap.all.first { $0.name == job.colormap } ?? .spectral
      if case .fixed(let range) = job.style.scale {
        return map.raster(prediction.values, range: range)
      }
      return map.raster(prediction.values, range: 0...1)
    }
  }
}
