import Inference

/// Settings that show a known finding or bug, by name.
struct Preset: Sendable, Equatable {
  /// A setting and what it becomes, as `:set` takes them.
  struct Change: Sendable, Equatable {
    var setting: Setting
    var value: String
  }

  var name: String
  /// What it shows, in one line.
  var help: String
  /// What happens, and where people met it: two lines.
  var story: [String]
  /// In this order: another scheduler first, because it brings its own defaults.
  private var changes: [Change]
  /// Where each family has its own, these instead, by the family's id.
  private var ofFamilies: [String: [Change]]

  init(
    _ name: String, _ help: String, story: [String], _ changes: [(Setting, String)] = [],
    ofFamilies: [String: [(Setting, String)]] = [:]
  ) {
    self.name = name
    self.help = help
    self.story = story
    self.changes = changes.map { Change(setting: $0, value: $1) }
    self.ofFamilies = ofFamilies.mapValues { $0.map { Change(setting: $0, value: $1) } }
  }

  static func named(_ name: String) throws(CommandError) -> Preset {
    guard let preset = all.first(where: { $0.name == name }) else {
      throw .notOneOf("preset", name, all.map(\.name))
    }
    return preset
  }

  /// What changes with a model.
  ///
  /// - Throws: a sentence where the model's family has no such settings.
  func changes(for model: ModelSummary) throws(CommandError) -> [Change] {
    guard !ofFamilies.isEmpty else { return changes }
    guard let own = ofFamilies[model.family] else {
      throw CommandError(
        "\(name) is known of \(ofFamilies.keys.sorted().joined(separator: ", ")), not of "
          + "\(model.family).")
    }
    return own
  }

  /// Settings with everything changed that this preset is about; the rest stays.
  ///
  /// - Throws: a sentence where the model or its scheduler lacks one of the knobs.
  func applied(
    to settings: RunSettings, _ model: ModelSummary
  ) throws(CommandError) -> RunSettings {
    var result = settings
    result.toldTimesteps = nil
    for change in try changes(for: model) where change.setting.value(result) != change.value {
      if let reason = change.setting.missingReason(model.controls, result) {
        throw CommandError(
          "\(name) needs \(change.setting.rawValue) \(change.value), which \(model.name) cannot: "
            + "\(reason).")
      }
      let new = try change.setting.applying(change.value, to: result)
      result =
        change.setting == .scheduler
        ? Planning.switching(result, to: new.scheduler, model.schedulerConfig) : new
    }
    return result
  }
}
