import Inference
import Testing

@testable import TUI

/// Each preset shows with the engine's schedulers what its story says.
@Suite struct PresetTests {
  /// The plan and the mismatches of a preset, from settings that another preset left behind.
  private func facts(_ name: String, after other: String = "lcm-26") throws -> ScheduleFacts {
    var state = Scenario.ready()
    _ = update(&state, .command("preset \(other)"))
    _ = update(&state, .command("preset \(name)"))
    return try #require(state.schedule)
  }

  @Test("every preset sets what it says, whatever was set before", arguments: Preset.all)
  func sets(preset: Preset) throws {
    for other in Preset.all where other != preset {
      var state = try Scenario.finished()
      _ = update(&state, .command("preset \(other.name)"))
      let before = state.settings.value
      _ = update(&state, .command("preset \(preset.name)"))
      for change in try preset.changes(for: Scenario.marigold) {
        #expect(change.setting.value(state.settings.value) == change.value)
      }
      #expect(state.isSet(preset))
      guard state.settings.value != before else { continue }
      _ = update(&state, .key(.character("u")))
      #expect(state.settings.value == before, "one undo takes it back")
    }
  }

  @Test("every story is two lines, names its thread and is told", arguments: Preset.all)
  func stories(preset: Preset) throws {
    #expect(preset.story.count == 2)
    #expect(preset.story.allSatisfy { $0.count <= 110 })
    #expect(preset.story[1].contains("#") || preset.story[1].contains("arXiv"))
    var state = try Scenario.finished()
    _ = update(&state, .command("preset \(preset.name)"))
    for line in preset.story { #expect(state.log.lines.contains { $0.text == line }) }
    let isNew = state.notice?.text.hasPrefix("\(preset.name): \(preset.story[0])") == true
    #expect(isNew || state.notice?.text.hasPrefix("Press Enter") == true)
  }

  @Test("leading-1: told almost no noise, on nothing but noise")
  func leadingOne() throws {
    let facts = try facts("leading-1")
    #expect(facts.toldTimesteps == [1])
    #expect(abs(facts.mismatches[0].told - 0.0413) < 1e-4)
    #expect(facts.mismatches[0].held == 1)
  }

  @Test("leading-2: the first step is told t=501, the second is right")
  func leadingTwo() throws {
    let facts = try facts("leading-2")
    #expect(facts.toldTimesteps == [501, 1])
    #expect(abs(facts.mismatches[0].gap + 0.1485) < 1e-3)
    #expect(abs(facts.mismatches[1].gap) < 1e-6)
  }

  @Test("linspace-2: left for t=499, told t=0")
  func linspaceTwo() throws {
    let facts = try facts("linspace-2")
    #expect(facts.toldTimesteps == [999, 0])
    #expect(facts.plan.entries[0].previousTimestep == 499)
    #expect(abs(facts.mismatches[1].told - 0.0292) < 1e-4)
    #expect(abs(facts.mismatches[1].held - 0.8499) < 1e-4)
  }

  @Test("trailing-13-offbyone: t − 76 is one off the next timestep, until consistent cures it")
  func trailingThirteen() throws {
    let facts = try facts("trailing-13-offbyone")
    let entries = facts.plan.entries
    #expect(entries.map(\.timestep).prefix(3) == [999, 922, 845])
    #expect(entries[0].previousTimestep == 923)
    let misses = (0..<12).map { entries[$0].previousTimestep.map { $0 } ?? -1 }
    let off = zip(misses, entries.dropFirst()).map { $0 - $1.timestep }
    #expect(off.allSatisfy { $0 == 0 || $0 == 1 } && off.contains(1))
    var state = Scenario.ready()
    _ = update(&state, .command("preset trailing-13-offbyone"))
    _ = update(&state, .command("set consistent on"))
    let cured = try #require(state.schedule)
    #expect((0..<13).allSatisfy { !cured.strideMisses($0) })
  }

  @Test("no-zero-snr: t=999 still promises signal, and rescaled betas promise none")
  func noZeroSNR() throws {
    var state = Scenario.ready()
    _ = update(&state, .command("set zero-snr on"))
    _ = update(&state, .command("set spacing trailing"))
    _ = update(&state, .command("set steps 1"))
    #expect(try #require(state.schedule).mismatches[0].gap == 0)
    _ = update(&state, .command("preset no-zero-snr"))
    let facts = try #require(state.schedule)
    #expect(facts.toldTimesteps == [999])
    #expect(abs(facts.plan.entries[0].level.alphaCumprod - 0.0047) < 5e-5)
    #expect(abs(facts.mismatches[0].gap + 0.0023) < 1e-4)
  }

  @Test("lcm-26: uneven strides, and t=39 stays the last")
  func lcm() throws {
    let uneven = try facts("lcm-26", after: "leading-1")
    #expect(uneven.toldTimesteps.count == 26 && uneven.toldTimesteps.last == 39)
    let strides = zip(uneven.toldTimesteps, uneven.toldTimesteps.dropFirst()).map { $0 - $1 }
    #expect(strides.count { $0 == 20 } == 2 && strides.count { $0 == 40 } == 23)
    var state = Scenario.ready()
    _ = update(&state, .command("preset lcm-26"))
    _ = update(&state, .command("set steps 25"))
    let even = try #require(state.schedule).toldTimesteps
    #expect(zip(even, even.dropFirst()).allSatisfy { $0 - $1 == 40 } && even.last == 39)
  }

  @Test("scheduler-switch-changes-spacing: what a file without spacing becomes in Euler")
  func schedulerSwitch() throws {
    var open = Scenario.marigold
    open.schedulerConfig.timestepSpacing = .leading
    open.schedulerConfig.leftOpen.append("timestep_spacing")
    var ddim = open.defaults
    ddim.timestepSpacing = .leading
    ddim.steps = 10
    let switched = Planning.switching(ddim, to: .euler, open.schedulerConfig)
    let preset = try Preset.named("scheduler-switch-changes-spacing").applied(to: ddim, open)
    #expect(preset == switched)
    let before = try ScheduleFacts.make(ddim, open.schedulerConfig)
    let after = try ScheduleFacts.make(switched, open.schedulerConfig)
    #expect(before.toldTimesteps.first == 901 && after.toldTimesteps.first == 999)
  }

  @Test("trailing-1, the cure: told what is held")
  func trailingOne() throws {
    let facts = try facts("trailing-1")
    #expect(facts.toldTimesteps == [999])
    #expect(abs(facts.mismatches[0].gap) < 0.003)
  }

  @Test(
    "paper: each family's own, and nothing for a family that is not known",
    arguments: [
      ("marigold", "50"), ("geowizard", "50"), ("depthfm", "4"), ("lotus", "1"), ("e2e-ft", "1"),
    ])
  func paper(family: String, steps: String) throws {
    let preset = try Preset.named("paper")
    var model = Scenario.marigold
    model.family = family
    let settings = try preset.applied(to: model.defaults, model)
    #expect(Setting.steps.value(settings) == steps)
    #expect((settings.noise == .zeros) == (family == "e2e-ft"))
    model.family = "marigold-iid"
    #expect(throws: CommandError.self) { try preset.applied(to: model.defaults, model) }
  }

  @Test("a model without the knob refuses in one sentence, and nothing changes")
  func refused() throws {
    var summary = Scenario.marigold
    summary.name = "lotus-d"
    summary.defaults.steps = 1
    summary.controls.missing[.spacing] = "Lotus-D is always told t = 999"
    var state = try Scenario.finished(summary)
    let before = state.settings.value
    #expect(update(&state, .command("preset leading-1")).isEmpty)
    #expect(state.settings.value == before)
    #expect(
      state.notice?.text
        == "leading-1 needs spacing leading, which lotus-d cannot: Lotus-D is always told t = 999.")
  }

  @Test("the list opens with cb, moves, sets and closes")
  func list() throws {
    var state = try Scenario.finished()
    for key in "cb" { _ = update(&state, .key(.character(key))) }
    #expect(state.overlay == .presets(selection: 0))
    for key in [Key.down, .character("j"), .up, .character("G")] { _ = update(&state, .key(key)) }
    #expect(state.overlay == .presets(selection: 1))
    _ = update(&state, .key(.enter))
    #expect(state.overlay == nil)
    #expect(state.schedule?.toldTimesteps == [501, 1])
    _ = update(&state, .command("presets"))
    #expect(state.overlay == .presets(selection: 1), "it opens at what is set")
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil)
    _ = update(&state, .command("preset selected"))
    #expect(state.notice?.kind == .failure)
  }
}
