extension CLIPImageProcessor {
  /// Reads a `preprocessor_config.json`; missing keys have CLIP's values.
  ///
  /// Only the size, mean and deviation are read, as GeoWizard does; it neither crops nor rescales.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged` for a value of the wrong type.
  init(_ file: ConfigFile) throws(InferenceError) {
    self.init()
    mean = try Self.channels(file, "image_mean", default: mean, in: -1e3...1e3)
    deviation = try Self.channels(file, "image_std", default: deviation, in: 1e-6...1e3)
    (height, width) = try Self.size(file)
  }

  private static func channels(
    _ file: ConfigFile, _ key: String, default standard: [Float], in range: ClosedRange<Double>
  ) throws(InferenceError) -> [Float] {
    guard let numbers = try file.numbers(key, in: range) else { return standard }
    guard numbers.count == 3 else {
      throw file.mismatch(key, file.value(key) ?? .null, "a list of 3 numbers")
    }
    return numbers.map { Float($0) }
  }

  /// `crop_size`, a number in old files and two of them in newer ones.
  private static func size(
    _ file: ConfigFile
  ) throws(InferenceError) -> (height: Int, width: Int) {
    let (key, range) = ("crop_size", 1...4096)
    guard case .object(let members)? = file.present(key) else {
      let edge = try file.optionalInteger(key, in: range) ?? 224
      return (edge, edge)
    }
    func edge(_ name: String) throws(InferenceError) -> Int {
      guard let member = members.first(where: { $0.key == name }) else {
        throw file.mismatch(key, .object(members), "an object with height and width")
      }
      guard case .integer(let edge) = member.value, range.contains(edge) else {
        throw file.mismatch("\(key).\(name)", member.value, "a whole number from 1 to 4096")
      }
      return edge
    }
    return (try edge("height"), try edge("width"))
  }
}
