import Foundation

@testable import TUI

/// What a command must have changed on the screen.
///
/// A command without a line of its own must change something.
struct KeyEffect {
  var before: KeyRobot.Sight
  var after: KeyRobot.Sight

  /// What is wrong with the effect of a command; nil for nothing.
  func complaint(on command: Command) -> String? {
    if after.cells == before.cells { return "nothing changed" }
    return isRight(command) ? nil : "the screen does not show what :\(command.text) does"
  }

  private func isRight(_ command: Command) -> Bool {
    switch command {
    case .stepBy, .first, .last, .togglePlay, .slower, .faster: isRight(move: command)
    case .screen(let screen): appears(" \(screen.number) \(screen.title) ")
    case .palette(let text): appears("┌ command ─") && after.text.contains(":\(text)")
    case .menu(let prefix): appears("┌ \(prefix.rawValue) ─")
    case .help: appears("┌ help ─")
    case .log: appears("┌ log ─")
    case .runs: appears("┌ runs ─")
    case .close: closes
    case .nextView, .previousView: changes(#/ view .*\[(.+?)\]/#)
    case .quantity(let quantity): isRight(quantity)
    case .nextValue(.domain): appears("domain cannot be changed: ")
    case .nextValue(.finalSample): appears("pred_original_sample is decoded at the end")
    case .nextValue(let setting): sets(setting)
    case .undo: appears("DDIM leading ×12")
    case .redo: appears("DDIM trailing ×12")
    case .adjust(let count): appears("DDIM \(count > 0 ? "trailing" : "linspace") ×12")
    case .smaller: sets(.resolution)
    case .hold: appears("by hand") || appears("Esc put back")
    case .turn(let count): changes(#/told t (\d+), by hand/#, by: count)
    case .release: !after.text.contains("by hand") && before.text.contains("by hand")
    case .inspectBy(let x, let y):
      changes(#/\n (\d+),\d+  /#, by: x) && changes(#/\n \d+,(\d+)  /#, by: y)
    case .zoom(let action): isRight(zoom: action)
    case .otherSide, .swap, .arrange, .nextLink, .wipeBy, .pair: isRight(compare: command)
    case .nextMetric, .previousMetric: changes(#/\n┌ (.+) of x̂0/#)
    case .nextFit: changes(#/─ (.*) ┐\n/#)
    case .pin: appears("is kept") || appears("may be let go")
    case .forget: appears(" is gone.")
    case .choose(let side, _): appears(" :side \(side.rawValue) ") && closes
    case .use: closes
    case .errorMap(let action): isRight(map: action)
    case .weights(.check): appears("are finite.")
    case .weights(.digest): appears(" SHA-256 ")
    case .verify: appears(": sound: ")
    case .seeds(.add(let count)): adds(count)
    case .habit(let habit): isRight(habit)
    default: true
    }
  }

  /// On screen Seeds there are so many members more; any other screen gives way to it.
  private func adds(_ count: Int) -> Bool {
    let wanted = #/members \d+\/(\d+)/#
    if before.text.contains("┌ merged ─") { return changes(wanted, by: count) }
    return appears("┌ merged ─") && (number(wanted, after) ?? 0) >= Double(count)
  }

  private func isRight(move command: Command) -> Bool {
    let step = #/step (\d+)\/12 /#
    return switch command {
    case .stepBy(let count): changes(step, by: count)
    case .first: value(step, after) == "1"
    case .last: value(step, after) == "12"
    case .slower: appears("Playing 1 step a second")
    case .faster: appears("Playing 4 steps a second")
    default: changes(step)
    }
  }

  private func isRight(zoom action: ZoomAction) -> Bool {
    let factor = #/zoom (\d+)× at /#
    let was = number(factor, before) ?? 1
    let isNow = number(factor, after) ?? 1
    return switch action {
    case .closer, .toggle: isNow > was
    case .further: isNow < was && isNow > 1
    case .off: isNow == 1 && was > 1
    case .factor(let wanted): isNow == Double(wanted)
    case .pan(let across, let down):
      goes(#/zoom \d+× at (\d+),/#, across) && goes(#/zoom \d+× at \d+,(\d+)/#, down)
    }
  }

  /// The picture's title names what is shown.
  private func isRight(_ quantity: ShownQuantity) -> Bool {
    let title = #/─ ([a-z ]+) ┐\n/#
    return changes(title) && value(title, after)?.hasPrefix(quantity.rawValue) == true
  }

  /// The footer says what was set, or on a slow machine that Enter runs it.
  private func sets(_ setting: Setting) -> Bool {
    let line = #/\n :set (.+)\n/#
    return changes(line) && value(line, after)?.hasPrefix(setting.rawValue + " ") == true
      || appears("Press Enter to run")
  }

  private func isRight(compare command: Command) -> Bool {
    switch command {
    case .swap: appears("┌ A  trailing ×1 ─")
    case .pair: appears("┌ A  leading ×1 ─")
    case .nextLink: appears("Linked by ")
    case .arrange(.wipe): appears("┌ A 50% │ B 50%")
    case .wipeBy(let count): changes(#/┌ A (\d+)% │ B/#, by: count)
    case .otherSide: changes(#/f (change \w|other run)/#) || changes(#/\n ([AB]) ─/#)
    default: true
    }
  }

  private func isRight(map action: MapAction) -> Bool {
    switch action {
    case .move(let across, let up):
      goes(#/\n told t (\d+)   held std/#, across) && goes(#/ held std ([\d.]+)   /#, up)
    default: true
    }
  }

  private func isRight(_ habit: Habit) -> Bool {
    switch habit {
    case .presets: appears("┌ presets ─")
    case .choosePreset: closes && Preset.all.contains { appears(" \($0.name): ") }
    case .browse(""): appears("┌ open ─")
    case .browse(FileDialogue.scenes): appears("│ shipped scenes")
    case .allFiles: appears(".hidden.png")
    case .chooseFile: appears("/inner ")
    case .awaitMark(let isSetting): appears(isSetting ? "┌ mark" : "┌ go to a mark")
    case .copySettings: appears("stepscope run ")
    case .advanceTour: appears("tour 2/7")
    case .endTour: appears("The tour is over")
    case .discard: appears("Nothing was brought back")
    default: true
    }
  }

  // MARK: Looking

  private func appears(_ text: String) -> Bool {
    after.text.contains(text) && !before.text.contains(text)
  }

  /// Whether the popup that was there is gone.
  private var closes: Bool {
    let titles = ["┌ runs ─", "┌ presets ─", "┌ open ─"]
    return titles.contains { before.text.contains($0) }
      && !titles.contains { after.text.contains($0) }
  }

  private typealias Pattern = Regex<(Substring, Substring)>

  private func value(_ pattern: Pattern, _ sight: KeyRobot.Sight) -> Substring? {
    sight.text.firstMatch(of: pattern)?.1
  }

  private func number(_ pattern: Pattern, _ sight: KeyRobot.Sight) -> Double? {
    value(pattern, sight).flatMap { Double($0.hasPrefix(".") ? "0" + $0 : $0) }
  }

  private func changes(_ pattern: Pattern) -> Bool {
    guard let new = value(pattern, after) else { return false }
    return new != value(pattern, before)
  }

  private func changes(_ pattern: Pattern, by count: Int) -> Bool {
    guard let old = number(pattern, before), let new = number(pattern, after) else { return false }
    return new - old == Double(count)
  }

  /// Whether a number went in a direction, or stayed where the direction is 0.
  private func goes(_ pattern: Pattern, _ direction: Int) -> Bool {
    guard let old = number(pattern, before), let new = number(pattern, after) else { return false }
    return (new - old).sign == Double(direction).sign && (new == old) == (direction == 0)
      || direction == 0 && new == old
  }
}
