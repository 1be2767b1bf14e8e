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
  var changes: [Change]

  init(_ name: String, _ help: String, story: [String], _ changes: [(Setting, String)]) {
    self.name = name
    self.help = help
    self.story = story
    self.changes = changes.map { Change(setting: $0, value: $1) }
  }

  static func named(_ name: String) throws(CommandError) -> Preset {
    guard let preset = all.first(where: { $0.name == name }) else {
      throw .notOneOf("preset", name, all.map(\.name))
    }
    return preset
  }

  /// The settings as a person would type them.
  var line: String { changes.map { "\($0.setting.rawValue) \($0.value)" }.joined(separator: ", ") }

  /// Settings with everything changed that this preset is about; the rest stays.
  ///
  /// - Throws: a sentence where the model or its scheduler lacks one of the knobs.
  func applied(
    to settings: RunSettings, _ model: ModelSummary
  ) throws(CommandError) -> RunSettings {
    var result = settings
    result.toldTimesteps = nil
    for change in changes where change.setting.value(result) != change.value {
      if let reason = change.setting.missingReason(model.controls, result.scheduler) {
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
