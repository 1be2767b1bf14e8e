extension KeyMap {
  /// Habits on every screen.
  static let habits: [Binding] = [
    Binding([.character("m")], .habit(.awaitMark(isSetting: true)), "mark this state: a letter"),
    Binding(
      [.character("'")], .habit(.awaitMark(isSetting: false)), "come back to a mark: its letter"),
    Binding([.character("y")], .habit(.copySettings), "copy the settings as a command line"),
  ]

  /// While the tour's cards are there.
  static let touring: [Binding] = [
    Binding([.enter], .habit(.advanceTour), "do what the card asks for, or go on", mode: .touring),
    Binding([.escape], .habit(.endTour), "leave the tour", mode: .touring),
  ]

  /// The open dialogue.
  static let files: [Binding] = [
    Binding([.character("j"), .down], .select(1), "next name", mode: .files),
    Binding([.character("k"), .up], .select(-1), "previous name", mode: .files),
    Binding([.pageDown], .select(10), "10 names on", mode: .files),
    Binding([.pageUp], .select(-10), "10 names back", mode: .files),
    Binding(
      [.enter, .character("l"), .right], .habit(.chooseFile), "open it, or go into the folder",
      mode: .files),
    Binding(
      [.character("h"), .left, .backspace], .habit(.browse("..")), "the folder above", mode: .files),
    Binding([.character("~")], .habit(.browse("~")), "the home folder", mode: .files),
    Binding(
      [.character("S")], .habit(.browse(FileDialogue.scenes)), "the shipped scenes", mode: .files),
    Binding(
      [.character(".")], .habit(.allFiles), "also hidden files and other kinds", mode: .files),
    Binding([.character(":")], .palette("open"), "type a path", mode: .files),
    Binding([.control("c")], .interrupt, "cancel what is going", mode: .files),
    Binding([.escape, .character("q")], .close, "close the dialogue", mode: .files),
  ]

  /// The list of presets.
  static let presets: [Binding] = [
    Binding([.character("j"), .down], .select(1), "next preset", mode: .presets),
    Binding([.character("k"), .up], .select(-1), "previous preset", mode: .presets),
    Binding([.enter], .habit(.choosePreset), "set it", mode: .presets),
    Binding([.control("c")], .interrupt, "cancel what is going", mode: .presets),
    Binding([.escape, .character("q")], .close, "close the list", mode: .presets),
  ]
}
