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

  /// A run of the list.
  struct Entry: Sendable, Hashable {
    /// How it came about: its first settings, then branches.
    var stages: [Stage]
    var isKept = false
  }

  /// An ensemble, by how it grew; its members are computed again.
  struct Ensemble: Sendable, Hashable {
    var settings: RunSettings
    /// How its members were asked for.
    var growth: [SeedsGrowth]
    /// How many there are; fewer than were asked for where it was stopped.
    var count: Int
  }

  /// The run beside the current one on screen A|B.
  struct Beside: Sendable, Hashable {
    /// Its place in the list.
    var place: Int
    var side: Comparison.Side
    var arrangement = Comparison.Arrangement.side
    var link = Comparison.Link.fraction
  }

  var model: String
  /// What the model computed with.
  var precision = Precision.fp32
  var controls: Controls
  /// The picture's path.
  var picture: String
  /// The file of ground truth that was asked for.
  var truth: String?
  /// Runs of the model and the picture, oldest first.
  var runs: [Entry] = []
  /// The place of the current run; nil where the settings below have not been run.
  var current: Int?
  var beside: Beside?
  var settings: RunSettings
  var screen: ScreenID
  var view: StepView
  var quantity: String
  var colours: String
  /// Ensembles of the model and the picture, oldest first.
  var ensembles: [Ensemble] = []
  /// How they are merged; nil is the family's way.
  var reduction: EnsembleReduction?
  /// What screen Seeds shows where there is no room for all.
  var pane = SeedsState.Pane.uncertainty
  /// The step looked at, from 0; nil where the newest is followed.
  var step: Int?

  /// How the current run came about; empty where the settings have not been run.
  var stages: [Stage] {
    current.flatMap { runs.indices.contains($0) ? runs[$0].stages : nil } ?? []
  }

  /// The commands that lead here, one a line; runs are counted as they stand there.
  var lines: [String] {
    var lines = precision == .fp32 ? [] : ["precision \(precision.rawValue)"]
    lines += ["model \(model)", "open \(picture)"]
    if let truth { lines.append("metrics \(truth)") }
    lines += ensembleLines
    for (place, run) in runs.enumerated() {
      for stage in run.stages {
        lines += setting(stage.settings)
        lines += stage.after.map { ["goto \($0)", "branch"] } ?? ["run"]
      }
      if run.isKept { lines.append("pin \(place + 1)") }
    }
    if let current {
      if current + 1 < runs.count { lines.append("use \(current + 1)") }
    } else {
      lines += setting(settings)
    }
    if let beside {
      lines.append("side \(beside.side.rawValue) \(beside.place + 1)")
      if beside.arrangement != .side { lines.append("compare \(beside.arrangement.rawValue)") }
      if beside.link != .fraction { lines.append("link \(beside.link.rawValue)") }
    }
    lines += ["screen \(screen.rawValue)", "view \(view.rawValue)", "quantity \(quantity)"]
    lines.append("colours \(colours)")
    if let step { lines.append("goto \(step + 1)") }
    return lines
  }

  /// Each ensemble's settings and how it grew; before the runs, whose settings are those that stay.
  private var ensembleLines: [String] {
    var lines: [String] = []
    for ensemble in ensembles {
      lines += setting(ensemble.settings)
      lines += ensemble.growth.map { "seeds \($0.text)" }
      if let asked = ensemble.growth.last?.count, asked > ensemble.count {
        lines.append("seeds stop \(ensemble.count)")
      }
    }
    if let reduction { lines.append("seeds merge \(reduction.rawValue)") }
    if pane != .uncertainty { lines.append("seeds show \(pane.rawValue)") }
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
    result.truth = truth.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    return result
  }

  /// Whether another session differs in more than what is looked at.
  func differsInWork(from other: Session?) -> Bool {
    guard let other else { return true }
    return model != other.model || precision != other.precision || picture != other.picture
      || truth != other.truth || runs != other.runs || current != other.current
      || settings != other.settings || ensembles != other.ensembles
  }
}
