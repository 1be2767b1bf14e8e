internal import Foundation

/// The components of a model that have weights.
enum Component: String, CaseIterable {
  /// The denoising network.
  case unet
  /// The autoencoder.
  case vae
  /// The text encoder, which a model with a stored embedding does without.
  case textEncoder = "text_encoder"
  /// The image encoder, which only GeoWizard has.
  case imageEncoder = "image_encoder"

  /// The weight files' name without endings.
  var stem: String { isOptional ? "model" : "diffusion_pytorch_model" }
  /// Whether a model can do without it; these are also the components that transformers saves.
  var isOptional: Bool { self == .textEncoder || self == .imageEncoder }
}

/// The weight files of one component, found but not opened.
struct ComponentFiles: Sendable {
  /// The safetensors file, or the index of its shards.
  let weights: String
  /// Whether the file is the variant that was asked for.
  let isVariant: Bool

  /// Finds the files in `folder`; nil when an optional component is not there.
  ///
  /// - Throws: `missing`; `unsupported` when there are only pickled weights.
  init?(folder: String, _ component: Component, variant: String?) throws(InferenceError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    if names.isEmpty {
      if component.isOptional { return nil }
      throw .missing(path: folder, advice: "a model needs the folder \(component.rawValue)")
    }
    let plain = component.stem + ".safetensors"
    let all = Self.candidates(component, variant: variant)
    guard let name = all.first(where: names.contains) else {
      if let pickle = names.sorted().first(where: FolderCheck.isPickle) {
        throw FolderCheck.refusal((folder as NSString).appendingPathComponent(pickle))
      }
      throw .missing(
        path: (folder as NSString).appendingPathComponent(plain),
        advice: "the model needs it, fetch the folder again")
    }
    weights = (folder as NSString).appendingPathComponent(name)
    isVariant = variant.map { Self.names(component.stem, $0).contains(name) } ?? false
  }

  /// The names that a component's weights can have, the best first.
  static func candidates(_ component: Component, variant: String?) -> [String] {
    let stem = component.stem
    let plain = ["\(stem).safetensors", "\(stem).safetensors.index.json"]
    guard let variant else { return plain + names(stem, "fp16") }
    return names(stem, variant) + plain
  }

  /// Two spellings of an index: the variant goes before the last ending of the weights' name.
  private static func names(_ stem: String, _ variant: String) -> [String] {
    [
      "\(stem).\(variant).safetensors", "\(stem).safetensors.index.\(variant).json",
      "\(stem).\(variant).safetensors.index.json",
    ]
  }

  /// Opens the file or the shards.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged`.
  func open() throws(InferenceError) -> any Weights.Source {
    weights.hasSuffix(".json")
      ? try ShardedCheckpoint(indexPath: weights) : try SafetensorsFile(path: weights)
  }

  /// The files on disk: one, or an index and the shards it names (when they can be opened).
  var paths: [String] {
    guard weights.hasSuffix(".json") else { return [weights] }
    return (try? ShardedCheckpoint(indexPath: weights))?.paths ?? [weights]
  }
}
