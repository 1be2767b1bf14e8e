import Inference

extension AppState {
  /// Changes how screen Schedule draws.
  mutating func drawSchedule(_ action: ScheduleAction) -> [Effect] {
    screen = .schedule
    switch action {
    case .curve(let curve): show(curve)
    case .nextCurve: show(scheduleLook.curve.next)
    case .toggleScale:
      let isLogarithmic = scheduleLook.isLogarithmic ?? scheduleLook.curve.isUsuallyLogarithmic
      scheduleLook.isLogarithmic = !isLogarithmic
    case .overlay(let overlay): lay(overlay)
    case .nextOverlay: layNext()
    }
    return []
  }

  private mutating func show(_ curve: ScheduleLook.Curve) {
    scheduleLook.curve = curve
    scheduleLook.isLogarithmic = nil
  }

  private mutating func lay(_ overlay: ScheduleLook.Overlay) {
    scheduleLook.overlay = overlay
    settleOverlay()
    guard overlay != .none else { return say("The schedule of the settings alone.") }
    if let reason = missingReason(overlay) {
      scheduleLook.overlay = .none
      return fail(reason)
    }
    say("Over the schedule of the settings: \(overlay.text).")
  }

  /// The other spacings, then the run beside, then none.
  private mutating func layNext() {
    let spacings = TimestepSpacing.allCases.filter { $0 != settings.value.timestepSpacing }
    let all = spacings.map(ScheduleLook.Overlay.spacing) + [.beside, .none]
    let place = all.firstIndex(of: scheduleLook.overlay) ?? all.count - 1
    let rest = all[(place + 1)...] + all[...place]
    lay(rest.first { missingReason($0) == nil } ?? .none)
  }

  /// Why a schedule cannot be drawn over; nil where it can.
  private func missingReason(_ overlay: ScheduleLook.Overlay) -> String? {
    guard overlay != .none else { return nil }
    guard let summary else { return "No model is loaded; :model loads one." }
    guard let other = overlaidSettings(overlay) else {
      return overlay == .beside
        ? keys.filled(
          "There is no run beside the current one; {4|screen compare} and {p|pair leading-1 trailing-1} make "
            + "a pair.")
        : "\(summary.name) has no schedule \(overlay.text)."
    }
    do {
      _ = try ScheduleFacts.make(other, summary.schedulerConfig)
      return nil
    } catch {
      return error.description
    }
  }

  private func overlaidSettings(_ overlay: ScheduleLook.Overlay) -> RunSettings? {
    guard let summary else { return nil }
    var result = settings.value
    switch overlay {
    case .none: return nil
    case .spacing(let spacing):
      guard Setting.spacing.missingReason(summary.controls, result) == nil else {
        return nil
      }
      result.timestepSpacing = spacing
      result.toldTimesteps = nil
      return result
    case .beside: return run(comparison.side.opposite)?.settings
    case .preset(let name): return try? Preset.named(name).applied(to: result, summary)
    }
  }

  /// Plans the schedule that is drawn over, where it is another by now.
  mutating func settleOverlay() {
    guard let wanted = overlaidSettings(scheduleLook.overlay), let summary else {
      scheduleLook.overlaid = nil
      return
    }
    guard scheduleLook.overlaid?.settings != wanted else { return }
    scheduleLook.overlaid = (try? ScheduleFacts.make(wanted, summary.schedulerConfig))
      .map { (wanted, $0) }
  }

  /// What is wrong with the scheduler's config under the settings, all of it, in the log.
  mutating func lint() -> [Effect] {
    guard let summary else {
      fail("No model is loaded; :model loads one.")
      return []
    }
    for finding in findings {
      log.add(
        Notice(
          kind: finding.severity == .note ? .information : .failure,
          text: "\(finding.severity.rawValue) \(finding.code): \(finding.sentence)"))
      log.add(Notice(kind: .information, text: "  \(finding.advice)"))
    }
    guard !findings.isEmpty else {
      say("Nothing was found in the scheduler's config of \(summary.name).")
      return []
    }
    overlay = .log(scroll: 0)
    return []
  }
}
