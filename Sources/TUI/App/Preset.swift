import Inference

/// Settings that show a known finding or bug, by name.
struct Preset: Sendable, Equatable {
  var name: String
  /// What it shows, in one line.
  var help: String
  var spacing: TimestepSpacing
  var steps: Int
  /// nil keeps what is set.
  var zeroSNR: Bool?

  static let all: [Preset] = [
    Preset(
      name: "leading-1", help: "one step, told t=1 on pure noise: the noise comes back",
      spacing: .leading, steps: 1),
    Preset(
      name: "trailing-1", help: "one step, told t=999 on pure noise: a prediction",
      spacing: .trailing, steps: 1),
    Preset(
      name: "linspace-2", help: "diffusers #12633: told t=0 while half the noise is there",
      spacing: .linspace, steps: 2),
    Preset(
      name: "trailing-13-offbyone", help: "diffusers #9261: the stride misses the next timestep",
      spacing: .trailing, steps: 13),
    Preset(
      name: "no-zero-snr", help: "one step at t=999 whose schedule still promises some signal",
      spacing: .trailing, steps: 1, zeroSNR: false),
  ]

  static func named(_ name: String) throws(CommandError) -> Preset {
    guard let preset = all.first(where: { $0.name == name }) else {
      throw .notOneOf("preset", name, all.map(\.name))
    }
    return preset
  }

  func applied(to settings: RunSettings) -> RunSettings {
    var result = settings
    result.timestepSpacing = spacing
    result.steps = steps
    result.toldTimesteps = nil
    if let zeroSNR { result.rescaleBetasZeroSNR = zeroSNR }
    return result
  }
}
