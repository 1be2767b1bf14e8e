import Inference

extension AppState {
  /// Changes of the settings, by command.
  mutating func changeSettings(_ command: Command) -> [Effect] {
    do {
      switch command {
      case .set(let setting, let value):
        return try set(setting, value)
      case .nextValue(let setting):
        return perform(.set(setting, setting.stepping(1, settings.value)))
      case .previousValue(let setting):
        return perform(.set(setting, setting.stepping(-1, settings.value)))
      case .preset(let name):
        return try use(Preset.named(name))
      case .adjust(let count): return adjust(count)
      case .undo: return wind(.undo)
      case .redo: return wind(.redo)
      default: return []
      }
    } catch {
      fail(error.description)
      return []
    }
  }

  /// One setting to a new value.
  private mutating func set(_ setting: Setting, _ value: String) throws(CommandError) -> [Effect] {
    try check(setting)
    let old = settings.value
    let new = try applying(setting, value, to: old)
    let effects = change(new)
    if setting == .scheduler, new.timestepSpacing != old.timestepSpacing {
      say(
        "The model leaves the spacing open, and this scheduler's is \(new.timestepSpacing.rawValue)."
      )
    }
    if setting == .finalSample, new != old {
      say("\(new.finalSample.rawValue) is decoded at the end; the steps themselves are the same.")
    }
    return effects
  }

  /// Settings with one of them at a new value; another scheduler brings its own defaults, where the
  /// model's file leaves them open.
  func applying(
    _ setting: Setting, _ value: String, to settings: RunSettings
  ) throws(CommandError) -> RunSettings {
    let new = try setting.applying(value, to: settings)
    guard setting == .scheduler, let summary else { return new }
    return Planning.switching(settings, to: new.scheduler, summary.schedulerConfig)
  }

  /// That there is a model and that it has this knob.
  func check(_ setting: Setting) throws(CommandError) {
    guard let summary else {
      throw CommandError("No model is loaded; :model loads one.")
    }
    if let reason = setting.missingReason(summary.controls, settings.value) {
      throw CommandError("\(setting.rawValue) cannot be changed: \(reason).")
    }
  }

  /// New settings: shown at once, and run at once where that is quick.
  mutating func change(_ new: RunSettings) -> [Effect] {
    guard new != settings.value else {
      say("That is how it is set already.")
      return []
    }
    let lostTold = settings.value.toldTimesteps != nil && new.toldTimesteps == nil
    settings.push(new)
    if lostTold { say("The told timesteps follow the plan again.") }
    return settingsChanged()
  }

  /// Takes back the last change of settings, previews, model or precision, or makes it again.
  private mutating func wind(_ direction: History.Direction) -> [Effect] {
    if case .loading(let name, _) = model {
      say(
        "\(name) is loading; " + keys.filled("{u|undo} and {Ctrl-R|redo} wait until it is there."))
      return []
    }
    switch settings.next(direction) {
    case nil:
      say(direction == .undo ? "There is nothing to undo." : "There is nothing to redo.")
      return []
    case .settings:
      settings.wind(direction, leaving: .settings(settings.value))
      return settingsChanged()
    case .preview(let choice):
      settings.wind(direction, leaving: .preview(preview))
      return use(choice)
    case .opening(let opening, _): return reopen(opening, direction)
    }
  }

  /// After any change: the schedule is known at once, the pictures when they are there.
  mutating func settingsChanged() -> [Effect] {
    refreshSchedule()
    hold = nil
    // A session says itself what is run.
    guard sessions.replay == nil else { return [] }
    guard let summary, let picture, schedule != nil else { return [] }
    if let run = runs.finished(
      settings: settings.value, model: summary.key, picture: picture.id)
    {
      let cancels = cancelGoing(sparing: comparison.other)
      runs.current = run.id
      if follows { cursor = max(0, run.stepCount - 1) }
      return cancels + requestDecodes()
    }
    guard runsAtOnce else {
      say(
        keys.filled(
          "Press {Enter|run} to run\(costPhrase)"
            + (cost == nil ? "." : "; {p|smaller} for a smaller picture.")))
      return []
    }
    return start()
  }

  /// Plans the settings anew.
  mutating func refreshSchedule() {
    refreshCost()
    refreshFindings()
    guard let summary else {
      schedule = nil
      scheduleProblem = nil
      return
    }
    do {
      schedule = try ScheduleFacts.make(settings.value, summary.schedulerConfig)
      scheduleProblem = nil
    } catch {
      schedule = nil
      scheduleProblem = error.description
      fail(error.description)
    }
  }

  /// The selected row of the settings panel to its next or previous value.
  private mutating func adjust(_ count: Int) -> [Effect] {
    guard let command = SettingsRow.all[selectedRow].command(count, self) else {
      return []
    }
    return perform(command)
  }
}
