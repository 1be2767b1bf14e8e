internal import Foundation
internal import Synchronization
internal import TestSupport

@testable internal import Inference

/// A folder of Goldens/networks: a small random network and what diffusers computes with it.
struct NetworkGolden {
  let folder: String
  private let file: SafetensorsFile

  init(_ name: String) throws {
    folder =
      URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Goldens/networks/\(name)").standardizedFileURL.path
    file = try SafetensorsFile(path: folder + "/golden.safetensors")
  }

  /// The names of all runs.
  var runs: [String] {
    Set(file.entries.compactMap { $0.name.split(separator: "/").first.map(String.init) }).sorted()
  }

  var config: ConfigFile {
    get throws { try ConfigFile(path: folder + "/config.json", advice: "make the goldens") }
  }

  func weights() throws -> EditedWeights {
    let name =
      folder.contains("/text-") || folder.contains("/vision-") ? "model" : "diffusion_pytorch_model"
    return EditedWeights(try SafetensorsFile(path: "\(folder)/\(name).safetensors"))
  }

  func unet() throws -> UNet { try UNet(UNetConfig(config), Weights(weights())) }

  func autoencoder() throws -> AutoencoderKL {
    try AutoencoderKL(AutoencoderKLConfig(config), Weights(weights()))
  }

  func text() throws -> CLIPText {
    let renamed = try RenamedWeights(
      weights(), network: "text encoder", rename: RenamedWeights.textEncoderName)
    return try CLIPText(CLIPTextConfig(config), Weights(renamed))
  }

  func vision() throws -> CLIPVision {
    let renamed = try RenamedWeights(
      weights(), network: "image encoder", rename: RenamedWeights.imageEncoderName)
    return try CLIPVision(CLIPVisionConfig(config), Weights(renamed))
  }

  /// An input or output of a run; nil when the run has none of that name.
  func tensor(_ run: String, _ name: String) throws -> Tensor? {
    let full = "\(run)/\(name)"
    return file.shapes[full] == nil ? nil : try file.read(full)
  }

  /// Every module's output in a run.
  func taps(_ run: String) throws -> [String: Tensor] {
    let prefix = "\(run)/tap."
    var taps: [String: Tensor] = [:]
    for entry in file.entries where entry.name.hasPrefix(prefix) {
      taps[String(entry.name.dropFirst(prefix.count))] = try file.read(entry.name)
    }
    return taps
  }
}

/// A checkpoint's weights with some of them changed.
struct EditedWeights: Weights.Source {
  private var tensors: [String: Tensor] = [:]
  let path: String

  init(_ file: SafetensorsFile) {
    path = file.path
    for entry in file.entries { tensors[entry.name] = try? file.read(entry.name) }
  }

  var shapes: [String: [Int]] { tensors.mapValues(\.shape) }

  func read(_ name: String) throws(InferenceError) -> Tensor {
    guard let tensor = tensors[name] else { throw .missing(path: name, advice: "none") }
    return tensor
  }

  subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set { tensors[name] = newValue }
  }

  /// The same tensors under the names that `rename` gives.
  func renamed(_ rename: (String) -> String) -> EditedWeights {
    var result = self
    result.tensors = Dictionary(tensors.map { (rename($0.key), $0.value) }) { first, _ in first }
    return result
  }
}

/// What a network showed and told on its way.
final class Recorder: Sendable {
  private let state = Mutex(
    (taps: [(name: String, tensor: Tensor)](), stages: [Checkpoint.Stage]()))

  var taps: [(name: String, tensor: Tensor)] { state.withLock { $0.taps } }
  var stages: [Checkpoint.Stage] { state.withLock { $0.stages } }

  var checkpoint: Checkpoint {
    Checkpoint(
      reach: { stage in self.state.withLock { $0.stages.append(stage) } },
      tap: { name, tensor in self.state.withLock { $0.taps.append((name, tensor)) } })
  }
}

/// The first thing that differs between a run and its golden, as a sentence; nil when nothing does.
///
/// Every module and every element is compared; the modules in the order in which they ran.
func difference(
  _ found: [(name: String, tensor: Tensor)], _ golden: [String: Tensor]
) -> String? {
  for (name, tensor) in found {
    guard let expected = golden[name] else { return "\(name) is not in the golden" }
    if let problem = difference(tensor, expected) { return "first differs at \(name): \(problem)" }
  }
  let silent = Set(golden.keys).subtracting(found.map(\.name)).sorted()
  return silent.isEmpty ? nil : "\(silent) never ran"
}

/// How a tensor differs from what is expected, nil when by less than `Tolerance.block`.
func difference(_ found: Tensor, _ expected: Tensor) -> String? {
  guard found.shape == expected.shape else {
    return "the shape is \(found.shape) where \(expected.shape) is expected"
  }
  let unit = max(expected.statistics.std, .leastNormalMagnitude)
  var worst = (error: Float(0), index: 0)
  for index in found.scalars.indices {
    let error = abs(found.scalars[index] - expected.scalars[index]) / unit
    if !(error <= worst.error) { worst = (error, index) }
  }
  guard worst.error <= Tolerance.block else {
    return "the worst of \(found.count) values is \(found.scalars[worst.index]) where "
      + "\(expected.scalars[worst.index]) is expected, at index \(worst.index) of \(found.shape), "
      + "\(worst.error) standard deviations apart"
  }
  return nil
}
