import Inference

/// Runs of one setting at several values, computed one after another beside what is looked at.
struct Sweep: Sendable {
  var setting: Setting
  /// The values with the settings of each, those still to come.
  var waiting: [(value: String, settings: RunSettings)]
  /// How many runs there were at first.
  var count: Int
  /// The run that is computed now, and those that are done, by value.
  var going: RunID?
  var done: [(value: String, run: RunID)] = []

  /// The most runs of a sweep: all can be kept beside others.
  static let mostRuns = 24
}

/// What a person asks of a sweep.
enum SweepAction: Hashable, Sendable {
  /// Values as they are typed: `1,2,4`, `1..9` or `1..50:7`.
  case start(Setting, String)
  case stop

  /// The command, as it is typed.
  var text: String {
    switch self {
    case .start(let setting, let values): "sweep \(setting.rawValue) \(values)"
    case .stop: "sweep off"
    }
  }
}

/// The values of a sweep as they are typed.
enum SweepValues {
  /// The values that a text names, in its order.
  ///
  /// - Throws: a sentence where it names none, or too many.
  static func read(_ text: String) throws(CommandError) -> [String] {
    let values =
      try text.contains("..")
      ? range(text)
      : text.split(separator: ",", omittingEmptySubsequences: false).map {
        String($0.filter { $0 != " " })
      }
    guard (1...Sweep.mostRuns).contains(values.count), values.allSatisfy({ !$0.isEmpty }) else {
      throw .notInRange(
        "sweep", text, "1 to \(Sweep.mostRuns) values such as 1,2,4 or 1..50:7")
    }
    return values
  }

  /// `FIRST..LAST` or `FIRST..LAST:STEP`, of whole numbers.
  private static func range(_ text: String) throws(CommandError) -> [String] {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let ends = parts[0].split(separator: ".").map(String.init)
    let step = parts.count == 2 ? Int(parts[1]) : 1
    guard parts.count <= 2, ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]),
      let step, step > 0, (0...1_000_000_000).contains(first), first <= last,
      (last - first) / step < Sweep.mostRuns
    else {
      throw .notInRange(
        "sweep", text, "whole numbers as 1..9 or 1..50:7, at most \(Sweep.mostRuns) of them")
    }
    return stride(from: first, through: last, by: step).map(String.init)
  }
}
