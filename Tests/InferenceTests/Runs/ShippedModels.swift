import Foundation
import Inference
import Render
import TestSupport

/// The shipped models and scenes.
enum Shipped {
  static let models = Golden.root + "/assets/models/"
  static let scenes = Golden.root + "/assets/scenes/"

  /// A shipped model ready to run.
  static func estimator(_ name: String) throws -> Estimator {
    try Estimator(folder: ModelFolder(path: models + name))
  }

  /// A scene as the networks take it.
  static func picture(_ name: String) throws -> Tensor {
    Tensor(try ImageFile.load(scenes + name + ".png"))
  }

  /// A scene's depth in metres, `[H, W]`.
  static func depth(_ name: String) throws -> Tensor {
    let (width, height, samples) = try ImageFile.loadGray16(scenes + name + "-depth.png")
    return try Tensor(samples.map { Float($0) / 1000 }, shape: [height, width])
  }

  /// A scene's normals, `[H, W, 3]`.
  static func normals(_ name: String) throws -> Tensor {
    let raster = try ImageFile.load(scenes + name + "-normals.png")
    return try Tensor(
      raster.pixels.flatMap { pixel in
        [pixel.red, pixel.green, pixel.blue].map { Float($0) / 127.5 - 1 }
      }, shape: [raster.height, raster.width, 3])
  }
}

/// A run by its name in the goldens: `trailing-4 gaussian annotation`.
struct NamedRun {
  var spacing: TimestepSpacing
  var steps: Int
  var noise: NoiseID
  var task: TaskSwitch?

  init?(_ words: [Substring]) {
    let first = words[0].split(separator: "-")
    guard words.count >= 2, first.count == 2,
      let spacing = TimestepSpacing(rawValue: "\(first[0])"),
      let steps = Int(first[1]), let noise = NoiseID(rawValue: "\(words[1])")
    else { return nil }
    self.spacing = spacing
    self.steps = steps
    self.noise = noise
    switch words.dropFirst(2).first {
    case "annotation": task = .annotation
    case "reconstruction": task = .reconstruction
    case "blend-0.5": task = TaskSwitch(reconstruction: 0.5)
    default: task = nil
    }
  }

  /// The family's settings with this run's; in all goldens the image latents are the posterior's mean.
  func settings(_ defaults: RunSettings) -> RunSettings {
    var settings = defaults
    settings.timestepSpacing = spacing
    settings.steps = steps
    settings.noise = noise
    settings.posterior = .mean
    if let task { settings.taskSwitch = task }
    return settings
  }
}
