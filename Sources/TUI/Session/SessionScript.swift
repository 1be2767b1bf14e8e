import Inference

/// A session as a headless run takes it: the model, the picture, and the runs by their settings.
struct SessionScript {
  /// A run, or a branch of the one before it.
  struct Stage: Equatable {
    /// Everything set since the model was named, oldest first.
    var changes: [Preset.Change]
    /// How many steps are shared with the stage before; nil for a run of its own.
    var after: Int?
  }

  private(set) var model = ""
  /// What it computes with; sessions that do not say it come from 32 bits.
  private(set) var precision = PrecisionChoice.fp32
  private(set) var picture = ""
  /// The stages of each run, as they are counted in the session.
  private(set) var runs: [[Stage]] = []
  /// The place of the current run.
  private(set) var current = 0

  /// The stages of the current run.
  var stages: [Stage] { runs.indices.contains(current) ? runs[current] : [] }

  /// Reads a session's commands; those about what is looked at are passed over.
  ///
  /// - Throws: `damaged` with the line.
  init(_ file: SessionFile) throws(InferenceError) {
    var changes: [Preset.Change] = []
    var place = 0
    var chosen: Int?
    for line in file.lines {
      let name = line.text.prefix { $0 != " " }
      guard ["precision", "model", "open", "set", "run", "goto", "branch", "use"].contains(name)
      else {
        continue
      }
      switch try Self.command(line, file.path) {
      case .precision(let choice): precision = choice
      case .model(let name): model = name
      case .open(let path): picture = path
      case .set(let setting, let value):
        changes.append(Preset.Change(setting: setting, value: value))
      case .run: runs.append([Stage(changes: changes, after: nil)])
      case .use(let number):
        guard let number, runs.indices.contains(number - 1) else {
          throw Self.damaged(line, file.path, "the session has \(runs.count) runs up to here")
        }
        chosen = number - 1
      case .goTo(let index): place = index + 1
      case .branch(let setting, let value):
        if let setting { changes.append(Preset.Change(setting: setting, value: value)) }
        guard !runs.isEmpty else {
          throw Self.damaged(line, file.path, "there is no run to branch from")
        }
        runs[runs.count - 1].append(Stage(changes: changes, after: place))
      default: break
      }
    }
    guard !model.isEmpty, !picture.isEmpty else {
      throw .damaged(
        path: file.path, reason: "it names no model or no picture",
        advice: "a session has a line model NAME and a line open PATH")
    }
    // What was set and never run is run.
    if chosen == nil, runs.last?.last?.changes.count != changes.count {
      runs.append([Stage(changes: changes, after: nil)])
    }
    current = chosen ?? runs.count - 1
  }

  private static func damaged(
    _ line: SessionFile.Line, _ path: String, _ reason: String
  ) -> InferenceError {
    .damaged(
      path: "\(path), line \(line.number)", reason: reason,
      advice: "correct the line, or save the session anew")
  }

  private static func command(
    _ line: SessionFile.Line, _ path: String
  ) throws(InferenceError) -> Command {
    do {
      return try CommandLine.parse(line.text, CommandContext(colours: Palettes.names))
    } catch {
      throw damaged(line, path, error.description)
    }
  }

  /// The settings of a stage, from a model's own.
  ///
  /// - Throws: `invalidSetting` for knobs that the model lacks.
  static func settings(
    _ stage: Stage, _ family: any ModelFamily, _ config: SchedulerConfig
  ) throws(InferenceError) -> RunSettings {
    var result = family.defaults
    for change in stage.changes {
      let name = "set \(change.setting.rawValue)"
      if let reason = change.setting.missingReason(family.controls, result) {
        throw .invalidSetting(name: name, value: change.value, allowed: "nothing: \(reason)")
      }
      do {
        let new = try change.setting.applying(change.value, to: result)
        result =
          change.setting == .scheduler
          ? Planning.switching(result, to: new.scheduler, config) : new
      } catch {
        throw .rejected(sentence: error.description)
      }
    }
    return result
  }
}
