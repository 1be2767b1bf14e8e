internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// Every tensor of every kind of network, missing, renamed or misshaped.
@Suite("Spoilt tensors of every network")
struct FamilyTensorTests {
  /// A component of a family; the encoders' files leave out their prefix.
  struct Part: Sendable, CustomTestStringConvertible {
    var family: String
    var component: String
    var testDescription: String { "\(family) \(component)" }

    /// The component's tensors under the names that the network asks for.
    func shapes() throws -> [String: [Int]] {
      let folder = try ModelFolder(path: Golden.folder + "/families/" + family)
      return try folder.weights(component).source.shapes
    }

    /// The problems that a network has with tensors of these shapes.
    func problems(_ shapes: [String: [Int]]) throws -> [String] {
      let folder = try ModelFolder(path: Golden.folder + "/families/" + family)
      let weights = Weights(Headers(shapes: shapes)).outline
      do throws(InferenceError) {
        switch component {
        case "vae": _ = try AutoencoderKL(try folder.vaeConfig(), weights)
        case "image_encoder": _ = try CLIPVision(try folder.visionConfig(), weights)
        case "text_encoder": _ = try CLIPText(try folder.textConfig(), weights)
        default: _ = try UNet(try folder.unetConfig(), weights)
        }
      } catch {
        guard case .weights(_, _, let problems) = error else { throw error }
        return problems
      }
      return []
    }
  }

  private struct Headers: Weights.Source {
    var shapes: [String: [Int]]
    let path = "weights.safetensors"

    func read(_ name: String) throws(InferenceError) -> Tensor {
      throw .unreadable(path: name, reason: "an outline reads nothing")
    }
  }

  static let parts = [
    Part(family: "marigold-depth-v1-1", component: "vae"),
    Part(family: "geowizard-v1", component: "unet"),
    Part(family: "geowizard-v1", component: "image_encoder"),
    Part(family: "geowizard-v2", component: "text_encoder"),
  ]

  @Test("every tensor that is missing, misshaped or renamed is named", arguments: parts)
  func tensors(part: Part) throws {
    let shapes = try part.shapes()
    #expect(try part.problems(shapes) == [])
    #expect(shapes.count > 15)
    for (name, shape) in shapes {
      var changed = shapes
      changed[name] = shape + [3]
      let misshaped = try part.problems(changed)
      #expect(misshaped.count == 1 && misshaped[0].hasPrefix("\(name) has the shape "))
      changed[name] = nil
      changed[name + "s"] = shape
      let renamed = try part.problems(changed)
      #expect(
        renamed.contains {
          $0.hasPrefix("\(name) [") && $0.hasSuffix("the nearest name is \(name)s")
        },
        "\(renamed)")
      #expect(renamed.contains("\(name)s is left over"))
    }
  }

  /// Writes a component's file anew, each tensor as `change` gives it.
  private func rewrite(
    _ copy: FamilyCopy, _ file: String, _ change: (String, Tensor) -> (String, Tensor)?
  ) throws {
    let path = copy.folder.path(file)
    let source = try SafetensorsFile(path: path)
    let tensors = try source.entries.compactMap { change($0.name, try source.read($0.name)) }
    try FileManager.default.removeItem(atPath: path)
    try SafetensorsWriter.write(
      tensors.map { (name: $0.0, tensor: $0.1) }, metadata: [:], to: path)
  }

  @Test(
    "the sentence names the file, the tensor and what to do",
    arguments: [
      ("geowizard-v1", "unet/diffusion_pytorch_model.safetensors", "conv_in.bias"),
      ("geowizard-v1", "vae/diffusion_pytorch_model.safetensors", "decoder.conv_in.bias"),
      ("geowizard-v1", "image_encoder/model.safetensors", "patch_embedding.weight"),
      ("geowizard-v2", "text_encoder/model.safetensors", "final_layer_norm.bias"),
    ])
  func files(family: String, file: String, tensor: String) throws {
    let missing = try FamilyCopy(family)
    try rewrite(missing, file) { $0.hasSuffix(tensor) ? nil : ($0, $1) }
    let first = try #require(missing.complaint)
    #expect(first.hasPrefix("\(missing.folder.path(file)) does not fit the "), "\(first)")
    #expect(first.contains("\(tensor) [") && first.contains("] is missing"), "\(first)")
    #expect(first.hasSuffix("correct config.json or fetch the folder again."), "\(first)")
    #expect(isSentence(first))

    let misshaped = try FamilyCopy(family)
    try rewrite(misshaped, file) { name, value in
      name.hasSuffix(tensor) ? (name, Tensor(zeros: [7])) : (name, value)
    }
    let second = try #require(misshaped.complaint)
    #expect(second.contains("\(tensor) has the shape [7] where ["), "\(second)")
    #expect(second.contains(file) && isSentence(second), "\(second)")

    let typed = try FamilyCopy(family)
    try retype(typed, file, tensor)
    let third = try #require(typed.complaint)
    #expect(third.contains("The number format of the tensor ") && third.contains("is BOOL"))
    #expect(third.contains(file) && third.contains(tensor) && isSentence(third), "\(third)")
  }

  /// Writes a component's file anew with zeros, one tensor of truth values.
  private func retype(_ copy: FamilyCopy, _ file: String, _ tensor: String) throws {
    let path = copy.folder.path(file)
    var header: [String: Any] = [:]
    var end = 0
    for entry in try SafetensorsFile(path: path).entries {
      let type = entry.name.hasSuffix(tensor) ? SafetensorsDType.bool : entry.dtype
      let start = end
      end += entry.count * type.bitCount / 8
      header[entry.name] = [
        "dtype": type.rawValue, "shape": entry.shape, "data_offsets": [start, end],
      ]
    }
    let text = try JSONSerialization.data(withJSONObject: header)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) }
    try FileManager.default.removeItem(atPath: path)
    try copy.folder.write(length + text + [UInt8](repeating: 0, count: end), to: file)
  }

  @Test("hundreds of problems are one sentence of moderate length")
  func many() throws {
    let copy = try FamilyCopy("lotus-depth-g")
    let sentence = try copy.complaint("unet/config.json") { $0["layers_per_block"] = 20 }
    #expect(sentence?.contains(" more; correct config.json") == true, "\(sentence ?? "passes")")
    #expect(sentence.map { isSentence($0) && $0.count < 900 } == true)
  }
}
