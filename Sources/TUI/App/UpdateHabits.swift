import Inference

extension AppState {
  /// Habits people have, by command.
  mutating func follow(_ habit: Habit) -> [Effect] {
    switch habit {
    case .presets:
      overlay = .presets(selection: Preset.all.firstIndex { isSet($0) } ?? 0)
      return []
    case .choosePreset:
      guard case .presets(let selection) = overlay, Preset.all.indices.contains(selection) else {
        fail(keys.filled("No preset is selected; {cb|presets} lists the presets, or give a name."))
        return []
      }
      overlay = nil
      return perform(.preset(Preset.all[selection].name))
    case .save(let path):
      guard let session else {
        fail("There is no session to save until a model and a picture are there.")
        return []
      }
      return [.saveSession(path, session, sessionRuns.map(\.id))]
    case .load(let path): return [.loadSession(path)]
    case .discard: return discardSession()
    case .browse(let folder): return browse(folder)
    case .chooseFile: return chooseFile()
    case .allFiles: return toggleAllFiles()
    case .awaitMark(let isSetting):
      overlay = .marks(isSetting: isSetting)
      return []
    case .mark(let letter):
      overlay = nil
      return mark(letter)
    case .goToMark(let letter):
      overlay = nil
      return goToMark(letter)
    case .copySettings: return copySettings()
    case .tour: return beginTour()
    case .advanceTour: return advanceTour()
    case .endTour: return endTour()
    }
  }

  /// The settings as a command line: shown, and into the clipboard where the terminal allows it.
  private mutating func copySettings() -> [Effect] {
    guard let session, let summary else {
      fail("There are no settings to copy until a model and a picture are there.")
      return []
    }
    let line = RunLine.text(session, summary.defaults)
    say(line)
    return [.copy(line)]
  }

  /// Whether the settings are those of a preset.
  func isSet(_ preset: Preset) -> Bool {
    guard let summary else { return false }
    return (try? preset.applied(to: settings.value, summary)) == settings.value
  }

  /// The settings of a preset, with its story.
  mutating func use(_ preset: Preset) throws(CommandError) -> [Effect] {
    try check(.resolution)
    guard let summary else { return [] }
    if case .presets = overlay { overlay = nil }
    let new = try preset.applied(to: settings.value, summary)
    for line in preset.story { log.add(Notice(kind: .information, text: line)) }
    let effects = change(new)
    // Where it waits for Enter, that is what is to be read.
    if isUpToDate || currentRun?.settings == new {
      notice = Notice(
        kind: .information, text: "\(preset.name): " + preset.story.joined(separator: " "))
    }
    return effects
  }

  /// Keys while the list of presets is open: its own, and no others.
  mutating func choosePreset(_ key: Key) -> [Effect] {
    keys.command(for: key, in: .presets).map { perform($0) } ?? []
  }
}
