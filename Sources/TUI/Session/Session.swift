internal import Foundation
import Inference

/// What is kept of a session: the model, the picture, how the current run came about and what was
/// looked at.
struct Session: Sendable, Hashable {
  /// A run, or a branch of the one before it.
  struct Stage: Sendable, Hashable {
    var settings: RunSettings
    /// How many steps are shared with the stage before; nil for a run of its own.
    var after: Int?
  }

  var model: String
  var controls: Controls
  /// The picture's path.
  var picture: String
  /// Empty where the settings below have not been run.
  var stages: [Stage]
  var settings: RunSettings
  var screen: ScreenID
  var view: StepView
  var quantity: String
  var colours: String
  /// The step looked at, from 0; nil where the newest is followed.
  var step: Int?

  /// The commands that lead here, one a line.
  var lines: [String] {
    var lines = ["model \(model)", "open \(picture)"]
    for stage in stages.isEmpty ? [Stage(settings: settings, after: nil)] : stages {
      lines += setting(stage.settings)
      if let after = stage.after {
        lines += ["goto \(after)", "branch"]
      } else if !stages.isEmpty {
        lines.append("run")
      }
    }
    lines += ["screen \(screen.rawValue)", "view \(view.rawValue)", "quantity \(quantity)"]
    lines.append("colours \(colours)")
    if let step { lines.append("goto \(step + 1)") }
    return lines
  }

  /// Every setting the model has; those that replan time first, the told timesteps last.
  private func setting(_ settings: RunSettings) -> [String] {
    let first: [Setting] = [.scheduler, .spacing, .steps]
    let rest = Setting.allCases.filter { !first.contains($0) && $0 != .told }
    return (first + rest + [.told])
      .filter { $0.missingReason(controls, settings) == nil }
      .map { "set \($0.rawValue) \($0.value(settings))" }
  }

  /// With names that hold from any folder: shipped models and scenes by name, other paths whole.
  var anchored: Session {
    var result = self
    if !Assets.modelNames.contains(model), FileManager.default.fileExists(atPath: model) {
      result.model = URL(fileURLWithPath: model).standardizedFileURL.path
    }
    let scene = URL(fileURLWithPath: picture).deletingPathExtension().lastPathComponent
    let isScene =
      Assets.sceneNames.contains(scene)
      && picture == Assets.folder.map { "\($0)/scenes/\(scene).png" }
    result.picture = isScene ? scene : URL(fileURLWithPath: picture).standardizedFileURL.path
    return result
  }

  /// Whether another session differs in more than what is looked at.
  func differsInWork(from other: Session?) -> Bool {
    guard let other else { return true }
    return model != other.model || picture != other.picture || stages != other.stages
      || settings != other.settings
  }
}
