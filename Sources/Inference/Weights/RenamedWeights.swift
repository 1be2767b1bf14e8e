/// Weights under the names that the networks ask for, whatever generation of files they come from.
struct RenamedWeights: Weights.Source {
  /// The shapes under the new names.
  let shapes: [String: [Int]]
  private let source: any Weights.Source
  private let originals: [String: String]

  /// The tensors of `source`, each under the name that `rename` gives; nil leaves a tensor out.
  ///
  /// - Throws: `weights` when two tensors end up under one name.
  init(
    _ source: any Weights.Source, network: String, rename: (String) -> String?
  ) throws(InferenceError) {
    var shapes: [String: [Int]] = [:]
    var originals: [String: String] = [:]
    for (name, shape) in source.shapes {
      guard let renamed = rename(name) else { continue }
      if let other = originals[renamed] {
        let pair = [name, other].sorted().joined(separator: " and ")
        throw .weights(
          file: source.path, network: network,
          problems: ["\(pair) are the same tensor, \(renamed)"])
      }
      originals[renamed] = name
      shapes[renamed] = shape
    }
    self.source = source
    self.shapes = shapes
    self.originals = originals
  }

  var path: String { source.path }

  func checkFormat(of name: String) throws(InferenceError) {
    try source.checkFormat(of: originals[name] ?? name)
  }

  func isHalf(_ name: String) -> Bool { source.isHalf(originals[name] ?? name) }

  /// The values of the tensor under its new name.
  ///
  /// - Throws: what the source throws.
  func read(_ name: String) throws(InferenceError) -> Tensor {
    try source.read(originals[name] ?? name)
  }

  func read(
    _ name: String, from start: Int, into target: UnsafeMutableBufferPointer<Float>
  ) throws(InferenceError) {
    try source.read(originals[name] ?? name, from: start, into: target)
  }

  func readHalves(
    _ name: String, from start: Int, into target: UnsafeMutableBufferPointer<UInt16>
  ) throws(InferenceError) {
    try source.readHalves(originals[name] ?? name, from: start, into: target)
  }

  /// The attention names of autoencoders saved before diffusers 0.18, in today's spelling.
  static func autoencoderName(_ name: String) -> String? {
    var parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.contains("attentions"), parts.count >= 2 else { return name }
    let today = ["query": "to_q", "key": "to_k", "value": "to_v", "proj_attn": "to_out.0"]
    if let renamed = today[parts[parts.count - 2]] { parts[parts.count - 2] = renamed }
    return parts.joined(separator: ".")
  }

  /// An image encoder's name with the prefix `vision_model.`, which its projection has not; nil for
  /// the buffer of positions, which only counts.
  static func imageEncoderName(_ name: String) -> String? {
    if name.hasSuffix("position_ids") { return nil }
    let isComplete = ["vision_model.", "visual_projection."].contains { name.hasPrefix($0) }
    return isComplete ? name : "vision_model." + name
  }

  /// A text encoder's name with the prefix `text_model.`; nil for the buffer of positions, which
  /// only counts.
  static func textEncoderName(_ name: String) -> String? {
    if name.hasSuffix("position_ids") { return nil }
    return name.hasPrefix("text_model.") ? name : "text_model." + name
  }
}
