/// A diffusers pipeline's `model_index.json`, reduced to what decides how the model is used.
public struct ModelIndex: Sendable, Hashable {
  /// `_class_name` of the pipeline; many are not diffusers' own.
  public var className: String?
  /// The components that are there, by name, with the class each has.
  public var components: [String: String] = [:]
  /// Marigold's `prediction_type`: depth, disparity, normals or intrinsics, not a scheduler's.
  public var predictionType: String?
  /// Marigold's recommended number of steps.
  public var defaultDenoisingSteps: Int?
  /// Marigold's recommended longest edge.
  public var defaultProcessingResolution: Int?
  /// Whether the scale of the depth is arbitrary.
  public var scaleInvariant: Bool?
  /// Whether the offset of the depth is arbitrary.
  public var shiftInvariant: Bool?
  /// Whether the normals' z has the full range −1…1.
  public var useFullZRange: Bool?
  /// The names of the intrinsics' targets, in their order.
  public var targetNames: [String] = []
  /// How the intrinsics' colours are stored, by name.
  public var targetSpaces: [String: Modality.ColourSpace] = [:]
  /// DepthFM's noise level of the picture's latents, in thousandths.
  public var noisingStep: Int?

  /// An index that says nothing.
  public init() {}

  /// Reads an index.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged` for a value of the wrong type.
  init(_ file: ConfigFile) throws(InferenceError) {
    className = try file.optionalString("_class_name")
    predictionType = try Self.predictionType(file)
    defaultDenoisingSteps = try file.optionalInteger("default_denoising_steps", in: 1...1000)
    defaultProcessingResolution = try file.optionalInteger(
      "default_processing_resolution", in: 0...65536)
    scaleInvariant = try file.optionalBool("scale_invariant")
    shiftInvariant = try file.optionalBool("shift_invariant")
    useFullZRange = try file.optionalBool("use_full_z_range")
    targetNames = try Self.targetNames(file)
    for name in targetNames { targetSpaces[name] = try Self.targetSpace(name, file) }
    noisingStep = try file.optionalInteger("noising_step", in: 0...999)
    if noisingStep == nil, className == DepthFM.pipeline {
      throw file.mismatch("noising_step", .null, "a whole number from 0 to 999")
    }
    try readComponents(file)
  }

  /// The keys that name a component: its library and class, both null for one that is left out.
  private mutating func readComponents(_ file: ConfigFile) throws(InferenceError) {
    let known =
      Component.allCases.map(\.rawValue) + ["scheduler", "tokenizer", "feature_extractor"]
    for key in file.keys {
      guard let value = file.unasked(key) else { continue }
      if case .array(let pair) = value, pair.count == 2 {
        switch pair[1] {
        case .string(let className):
          components[key] = className
          continue
        case .null: continue
        default: break
        }
      }
      guard !known.contains(key) else {
        throw file.mismatch(key, value, "a list of a library and a class")
      }
    }
  }

  private static func targetNames(_ file: ConfigFile) throws(InferenceError) -> [String] {
    guard let value = file.present("target_properties") else { return [] }
    guard case .object(let members) = value else {
      throw file.mismatch("target_properties", value, "an object")
    }
    guard let listed = members.first(where: { $0.key == "target_names" })?.value else {
      throw file.mismatch("target_properties", value, "an object with target_names")
    }
    var result: [String] = []
    guard case .array(let names) = listed else {
      throw file.mismatch("target_properties.target_names", listed, "a list of names")
    }
    for name in names {
      guard case .string(let text) = name, !result.contains(text) else {
        throw file.mismatch("target_properties.target_names", name, "a list of different names")
      }
      result.append(text)
    }
    return result
  }

  /// Marigold's `prediction_type`, which is one of four words.
  private static func predictionType(_ file: ConfigFile) throws(InferenceError) -> String? {
    guard let text = try file.optionalString("prediction_type") else { return nil }
    let known = ["depth", "disparity", "normals", "intrinsics"]
    guard !known.contains(text) else { return text }
    let nearest = NearestName.of(text, among: known).map { " (the nearest is \($0))" } ?? ""
    throw file.unsupported(
      "prediction_type", .string(text), known.joined(separator: ", ") + nearest)
  }

  /// A target's `prediction_space` and `up_to_scale`; a stack of single channels is taken as stored.
  private static func targetSpace(
    _ name: String, _ file: ConfigFile
  ) throws(InferenceError) -> Modality.ColourSpace {
    guard case .object(let properties)? = file.present("target_properties"),
      let value = properties.first(where: { $0.key == name })?.value
    else { return .srgb }
    guard case .object(let target) = value else {
      throw file.mismatch("target_properties.\(name)", value, "an object")
    }
    let space = target.first { $0.key == "prediction_space" }?.value ?? .string("srgb")
    let known = ["srgb", "linear", "stack"].map { JSONValue.string($0) }
    guard known.contains(space) else {
      throw file.unsupported(
        "target_properties.\(name).prediction_space", space,
        known.map(\.plain).joined(separator: ", "))
    }
    guard space == .string("linear") else { return .srgb }
    switch target.first(where: { $0.key == "up_to_scale" })?.value {
    case .bool(true)?: return .linearUpToScale
    case nil, .bool(false)?: return .linear
    case let other?:
      throw file.mismatch("target_properties.\(name).up_to_scale", other, "true or false")
    }
  }
}
