import Inference

extension AppState {
  /// The run on a side of screen A|B.
  func run(_ side: Comparison.Side) -> Run? {
    side == comparison.side ? currentRun : comparison.other.flatMap { runs[$0] }
  }

  /// The settings of a side, run or not.
  func settings(_ side: Comparison.Side) -> RunSettings {
    side == comparison.side ? settings.value : comparison.otherSettings.value
  }

  /// What is known of a side's time.
  func facts(_ side: Comparison.Side) -> ScheduleFacts? {
    guard side != comparison.side else { return schedule }
    guard let facts = comparison.facts, facts.run == comparison.other else { return nil }
    return facts.facts
  }

  /// Whether two runs are looked at together, so that a step moves both.
  var isComparing: Bool {
    screen.comparesRuns && comparison.other.flatMap { runs[$0] } != nil && currentRun != nil
  }

  /// The steps of the longer of the two runs.
  var jointCount: Int {
    max(currentRun?.plannedCount ?? 0, run(comparison.side.opposite)?.plannedCount ?? 0)
  }

  /// Where the timeline stands.
  var playhead: Int { isComparing ? comparison.position : cursor }

  /// The step of a side that is shown; nil where there is none yet.
  func comparedIndex(_ side: Comparison.Side) -> Int? {
    guard let run = run(side), run.stepCount > 0 else { return nil }
    guard isComparing else { return side == comparison.side ? shownIndex : run.stepCount - 1 }
    let index = Comparison.index(
      comparison.position, of: jointCount, count: run.plannedCount, comparison.link)
    return min(index, run.stepCount - 1)
  }

  /// The steps on both sides, where both are there.
  var shownPair: StepPair? {
    guard isComparing, let a = run(.a), let b = run(.b), let indexA = comparedIndex(.a),
      let indexB = comparedIndex(.b)
    else { return nil }
    return StepPair(
      a: a.id, indexA: indexA, b: b.id, indexB: indexB, modality: shownModality)
  }

  /// Whether what a view of a step is made of has been decoded.
  func isDecoded(_ run: Run, _ index: Int, _ view: StepView) -> Bool {
    targets(view, index).allSatisfy { run.decoded[$0] != nil }
  }

  /// Whether a run's pictures are on the screen or in its timeline.
  func isLookedAt(_ id: RunID) -> Bool {
    id == runs.current || (isComparing && id == comparison.other)
  }
}
