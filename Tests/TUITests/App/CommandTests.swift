import Inference
import Testing

@testable import TUI

/// Commands as text: every one can be written, read back, completed and explained.
@Suite struct CommandTests {
  static let context = CommandContext(
    models: ["marigold-depth-tiny", "lotus-g"], pictures: ["scene-00"], colours: Palettes.names)

  @Test("every command's example is read", arguments: CommandTable.all.map(\.example))
  func examples(example: String) throws {
    let command = try CommandLine.parse(example, Self.context)
    #expect(command.text.split(separator: " ").first == example.split(separator: " ").first)
  }

  @Test("every command's own text is read as itself", arguments: Self.commands)
  func roundTrip(command: Command) throws {
    #expect(try CommandLine.parse(command.text, Self.context) == command)
    #expect(try CommandLine.parse(" :" + command.text + " ", Self.context) == command)
  }

  /// One of each, and every command that has a key.
  static let commands: [Command] =
    KeyMap.bindings.map(\.command) + [
      .stepBy(-5), .goTo(2), .play(true), .play(false), .speed(4), .loop(true), .view(.latents),
      .quantity(.depth), .colours("turbo"), .set(.spacing, "trailing"), .set(.steps, "4"),
      .set(.told, "999,499"), .previousValue(.noise), .preset("leading-1"),
      .branch(.eta, "0.5"), .cancel, .told(999), .noise(0.5), .turn(-10), .keep, .open("a b.png"),
      .model("lotus-g"), .quit, .adjust(1), .select(-1), .interrupt, .log, .palette("set steps"),
      .side(.a), .arrange(.side), .compareLast, .divide(.by(3)), .divide(.usual), .link(.index),
      .wipe(40), .wipeBy(-5), .choose(.b, 3), .use(2),
      .pin(2), .forget(2), .metric(.rmse), .previousMetric, .fit(.none), .inspectAt(192, 110),
      .inspectBy(4, 0), .inspectBy(-4, -4), .pair("leading-1", "trailing-13-offbyone"),
      .errorMap(.cell(told: 999, noise: 0.5)), .errorMap(.grid(.usual)), .errorMap(.error(nil)),
      .errorMap(.error(.latent)), .habit(.choosePreset), .habit(.save("a b.stepscope")),
      .habit(.load("last")), .habit(.discard),
      .habit(.browse("/a b")), .habit(.browse("..")), .habit(.chooseFile), .habit(.allFiles),
      .habit(.awaitMark(isSetting: true)), .habit(.awaitMark(isSetting: false)),
      .habit(.mark("a")), .habit(.goToMark("Z")), .habit(.copySettings), .habit(.tour),
      .habit(.advanceTour), .habit(.endTour),
      .weights(.component("vae")), .weights(.block("")),
      .weights(.block("down_blocks.0")), .weights(.tensor("conv_in.weight")),
      .weights(.find("to_q weight")), .weights(.list(.blocks)), .weights(.order(byTime: true)),
      .weights(.order(byTime: false)), .weights(.move(-3)),
      .seeds(.later(SeedsGrowth(count: 5, done: 2))), .seeds(.stop(4)),
      .seeds(.later(SeedsGrowth(count: 5, isDuring: true))),
      .verify(.begin(nil)), .verify(.begin("lotus-g")), .verify(.stop), .script(.source("a b.txt")),
      .script(.stop),
    ]

  @Test(
    "what people know from elsewhere, and the longer forms of commands, are read too",
    arguments: [
      ("write a b.stepscope", Command.habit(.save("a b.stepscope"))), ("w x", .habit(.save("x"))),
      ("e photo.jpg", .open("photo.jpg")), ("q", .quit),
      ("set steps 1..9:2 sweep", .sweep(.start(.steps, "1..9:2"))),
      ("set spacing leading, trailing sweep", .sweep(.start(.spacing, "leading, trailing"))),
      ("map 16", .errorMap(.grid(MapSize(columns: 16, rows: 16)))),
    ])
  func otherForms(line: String, command: Command) throws {
    #expect(try CommandLine.parse(line, Self.context) == command)
  }

  @Test("a longer other name is found in the palette, a letter is only for who knows it")
  func otherNames() {
    #expect(CommandLine.suggestions("write", Self.context).first?.line == "save ")
    #expect(CommandLine.suggestions("w", Self.context).first?.line != "save ")
    #expect(HelpPane.lines("also :write").contains { $0.command == "save FILE" })
  }

  @Test("names are not given twice")
  func uniqueNames() {
    let names = CommandTable.all.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
  }

  @Test(
    "a wrong word is answered with what is allowed",
    arguments: [
      ("set spacing trialing", "leading, trailing, linspace"), ("set steps 0", "1 to 1000"),
      ("set steps 1001", "1 to 1000"), ("set steps", "1 to 1000"),
      ("set seed -1", "18446744073709551615"), ("set eta nan", "0 or more"),
      ("set eta -0.1", "0 or more"), ("set resolution 7", "64 to 4096"),
      ("set task 1.5", "a blend from 0 to 1"), ("set told 5,1000", "each from 0 to 999"),
      ("set told 5,,6", "follow"), ("set zero-snr maybe", "on, off"), ("set", "spacing"),
      ("goto 0", "1 to 1000"), ("goto x", "1 to 1000"), ("noise 1.5", "0 to 1"),
      ("told -1", "0 to 9999"), ("speed 0", "0.1 to 30"), ("view xy", "xt"),
      ("quantity colour", "depth, normals"), ("colours pink", "spectral, turbo"),
      ("preset leading", "leading-1"), ("screen nowhere", "steps, schedule, map, compare"),
      ("map mop", "cell, error"), ("map grid 1x9", "21x17"), ("map cell 9", "999 1"),
      ("map error x", "abs_rel"), ("map move 1", "cells"),
      ("weights x", "find, next"), ("weights find", "a name"), ("weights order x", "time, tree"),
      ("weights list x", "components, blocks"), ("weights move 0", "+1"),
      ("weights check all", "nothing after it"), ("hold x", "told, noise"), ("loop x", "on, off"),
      ("divide", "+1"), ("map 1", "21x17"),
      ("set steps 1..x sweep", "1..50:7"),
      ("focus up", "next, previous"),
      ("step 0", "+1"), ("step 99999999999999999999", "+1"), ("undo now", "nothing after it"),
      ("open", "file"), ("side c", "a, b"), ("side a x", "a run's number"),
      ("compare x", "side, wipe, difference"), ("wipe 101", "0 to 100"), ("wipe +0", "+1"),
      ("link x", "fraction, index"), ("pair leading-1", "two presets"), ("use 0", "a run's number"),
      ("pin", "a run's number"), ("metric x", "absrel, delta1"), ("fit x", "depth, none"),
      ("inspect 5", "two coordinates"), ("inspect 5 +5", "two moves"), ("inspect a b", "two moves"),
      ("forget a", "a run's number"), ("model", "folder"),
    ])
  func wrongWords(line: String, allowed: String) {
    let error = #expect(throws: CommandError.self) {
      try CommandLine.parse(line, Self.context)
    }
    let sentence = error?.description ?? ""
    #expect(sentence.contains(allowed), "\(sentence)")
    #expect(sentence.hasSuffix(".") || sentence.hasSuffix("?"), "\(sentence)")
  }

  @Test("the nearest name is offered")
  func nearest() {
    let wrong = #expect(throws: CommandError.self) {
      try CommandLine.parse("set spacing trialing", Self.context)
    }
    #expect(wrong?.description.contains("Did you mean trailing?") == true)
    let unknown = #expect(throws: CommandError.self) {
      try CommandLine.parse("prset leading-1", Self.context)
    }
    #expect(unknown?.description.contains("Did you mean :preset?") == true)
    #expect(Nearest.name(to: "xyz", among: ["leading", "trailing"]) == nil)
  }

  @Test("foreign text in a complaint is escaped")
  func escapes() {
    let error = #expect(throws: CommandError.self) {
      try CommandLine.parse("\u{1B}]0;x", Self.context)
    }
    #expect(error?.description.contains("\u{1B}") == false)
    #expect(error?.description.contains("\\u{1b}") == true)
  }

  @Test("completion goes word by word and every whole line works")
  func completion() throws {
    #expect(CommandLine.suggestions("pres", Self.context).first?.line == "preset ")
    #expect(
      CommandLine.suggestions("set sp", Self.context).map(\.line) == ["set spacing ", "set steps "])
    #expect(
      CommandLine.suggestions("set spacing t", Self.context).first?.line == "set spacing trailing")
    #expect(CommandLine.suggestions("open ", Self.context).map(\.line) == ["open scene-00"])
    #expect(CommandLine.suggestions("\"cp\"", Self.context).map(\.line) == ["next spacing"])
    for spec in CommandTable.all {
      for suggestion in CommandLine.suggestions(spec.name + " ", Self.context)
      where suggestion.isComplete {
        #expect(throws: Never.self) { try CommandLine.parse(suggestion.line, Self.context) }
      }
    }
  }

  @Test("every setting's choices and steps are accepted")
  func settings() throws {
    var settings = Scenario.marigold.defaults
    for setting in Setting.allCases {
      for choice in setting.choices {
        let changed = try setting.applying(choice, to: settings)
        #expect(setting.value(changed) == choice)
      }
      for direction in [1, -1, 1, 1] {
        settings = try setting.applying(setting.stepping(direction, settings), to: settings)
      }
      #expect(try setting.applying(setting.value(settings), to: settings) == settings)
    }
  }

  @Test("hand-set timesteps go when the plan changes")
  func toldFollowsPlan() throws {
    var settings = Scenario.marigold.defaults
    settings = try Setting.told.applying("9,8,7,6", to: settings)
    #expect(settings.toldTimesteps == [9, 8, 7, 6])
    #expect(try Setting.seed.applying("1", to: settings).toldTimesteps == [9, 8, 7, 6])
    #expect(try Setting.steps.applying("2", to: settings).toldTimesteps == nil)
    #expect(throws: CommandError.self) { try Setting.told.applying("9", to: settings) }
  }
}
