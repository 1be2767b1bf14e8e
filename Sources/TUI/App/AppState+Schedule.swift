import Inference

extension AppState {
  /// The plan to look at: of a branch the joined one that it follows, else what the settings give.
  var shownSchedule: ScheduleFacts? {
    guard let facts = schedule, isUpToDate, let run = currentRun, run.isBranch,
      let trajectory = run.trajectory
    else { return schedule }
    return facts.following(trajectory)
  }

  /// The noise that each step's latents really held, where the shown schedule has been run.
  var measuredNoise: [Float] { isUpToDate ? currentRun?.measuredNoise ?? [] : [] }

  /// What the scheduler's file is judged for; nil where there is none.
  var lintContext: SchedulerLint.Context? {
    guard let summary, summary.schedulerFile != nil else { return nil }
    return SchedulerLint.Context(settings.value, besides: summary.schedulerConfig)
  }

  /// Judges the scheduler's config for the settings.
  mutating func refreshFindings() {
    guard let file = summary?.schedulerFile, let lintContext else {
      findings = []
      return
    }
    findings = (try? file.lint(lintContext))?.findings ?? []
  }

  /// What the authors would say of the settings; nil where they are the authors' use.
  var settingsNote: String? {
    settings.value.steps > 1 ? summary?.noteBeyondOneStep : nil
  }
}

extension ScheduleFacts {
  /// The facts of a run's own plan, whose first entries may be another scheduler's.
  func following(_ trajectory: Trajectory) -> ScheduleFacts {
    var facts = self
    facts.plan = trajectory.plan
    // What was done counts, whatever the newer settings would have planned for it.
    for step in trajectory.steps where facts.plan.entries.indices.contains(step.index) {
      facts.plan.entries[step.index] = step.entry
    }
    facts.mismatches = Mismatch.nominal(facts.plan, initialNoise: trajectory.initialNoise)
    facts.toldTimesteps = facts.plan.entries.map(\.timestep)
    return facts
  }
}
