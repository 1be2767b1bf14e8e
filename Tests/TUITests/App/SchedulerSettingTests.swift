import Inference
import Testing

@testable import TUI

/// Schedulers in the settings: what they bring along, what they lack, what the screens make of them.
@Suite struct SchedulerSettingTests {
  @Test("a scheduler that looks twice plans more calls than steps")
  func networkCalls() throws {
    var state = Scenario.ready()
    for (name, calls) in [("pndm", 5), ("heun", 7), ("euler", 4), ("ddim", 4)] {
      _ = update(&state, .command("set scheduler \(name)"))
      #expect(state.settings.value.scheduler.rawValue == name)
      #expect(state.plannedSteps == calls && state.settings.value.networkCalls == calls)
    }
    _ = update(&state, .command("set scheduler pndm"))
    _ = update(&state, .command("set told 9,8,7,6"))
    #expect(state.notice?.text == "told needs one timestep a step: 5 of them, not 4; or follow.")
    _ = update(&state, .command("set told 9,8,7,6,5"))
    #expect(state.schedule?.toldTimesteps == [9, 8, 7, 6, 5])
  }

  @Test("going through the schedulers passes over those that cannot read the model's output")
  func steppingPasses() throws {
    var state = Scenario.ready()
    var seen: [String] = []
    for _ in 0..<9 {
      seen.append(state.settings.value.scheduler.rawValue)
      _ = update(&state, .command("next scheduler"))
    }
    #expect(seen == SchedulerID.all(for: .vPrediction).map(\.rawValue))
    #expect(state.settings.value.scheduler == .ddim)
    _ = update(&state, .command("set scheduler flow-euler"))
    #expect(state.schedule == nil)
    #expect(state.scheduleProblem?.contains("flow-euler with flow_prediction") == true)
  }

  @Test("where the model leaves the spacing open, the scheduler's own is set and said")
  func spacing() throws {
    var summary = Scenario.marigold
    summary.schedulerConfig.timestepSpacing = .leading
    summary.schedulerConfig.leftOpen = ["timestep_spacing"]
    summary.defaults.timestepSpacing = .leading
    var state = Scenario.ready()
    _ = update(&state, .model(.loaded(summary)))
    _ = update(&state, .command("set scheduler euler"))
    #expect(state.settings.value.timestepSpacing == .linspace)
    #expect(state.notice?.text.contains("this scheduler's is linspace") == true)
    _ = update(&state, .command("undo"))
    #expect(state.settings.value.timestepSpacing == .leading)
    #expect(state.settings.value.scheduler == .ddim)
  }

  @Test("what a scheduler lacks is refused with the reason and greyed in the panel")
  func missing() throws {
    var state = Scenario.ready()
    _ = update(&state, .command("set eta 0.5"))
    _ = update(&state, .command("set scheduler pndm"))
    #expect(state.settings.value.eta == 0 && state.schedule != nil)
    for (command, words) in [
      ("set eta 0.5", "only DDIM has an eta"), ("set consistent on", "only DDIM lets one choose"),
      ("set zero-snr on", "no zero terminal SNR"), ("set clip on", "only DDIM, DDPM, LCM and Heun"),
    ] {
      _ = update(&state, .command(command))
      #expect(state.notice?.text.contains(words) == true, "\(command)")
    }
    #expect(SettingsRow.setting(.eta).missingReason(state) == "only DDIM has an eta")
    _ = update(&state, .command("set scheduler lcm"))
    _ = update(&state, .command("set spacing leading"))
    #expect(state.notice?.text.contains("distilled") == true)
  }

  @Test("clipping goes from the file's to off and on, and the config is judged so")
  func clip() throws {
    var summary = Scenario.marigold
    summary.schedulerFile = try SchedulerFile(
      path: (Assets.folder ?? "") + "/models/marigold-depth-tiny/scheduler/scheduler_config.json")
    var state = Scenario.ready(summary)
    func value() -> String { SettingsRow.setting(.clip).value(state) }
    #expect(value() == "off (the file's)")
    for expected in ["off", "on", "off (the file's)"] {
      for key in "cu" { _ = update(&state, .key(.character(key))) }
      #expect(value() == expected)
      #expect(state.findings.contains { $0.code == "clip-sample" } == (expected == "on"))
    }
    _ = update(&state, .command("set clip maybe"))
    #expect(state.notice?.text.contains("file, off, on") == true)
    _ = update(&state, .command("set clip on"))
    _ = update(&state, .command("set scheduler euler"))
    #expect(state.settings.value.clipSample == nil && state.schedule != nil)
  }

  @Test("the consistent previous timestep ends the stride's misses")
  func consistent() throws {
    var state = Scenario.ready()
    _ = update(&state, .command("preset trailing-13-offbyone"))
    #expect(try #require(state.schedule).strideMisses(0))
    _ = update(&state, .command("set consistent on"))
    let facts = try #require(state.schedule)
    #expect(facts.plan.entries.indices.allSatisfy { !facts.strideMisses($0) })
    #expect(SchedulePane.remark(facts).isEmpty)
  }

  @Test("a flow's schedule is drawn from 0 to 1, and nothing of it can be held")
  func flow() throws {
    var summary = Scenario.marigold
    summary.defaults.scheduler = .flowEuler
    summary.defaults.predictionType = .flow
    var state = try Scenario.finished()
    _ = update(&state, .model(.loaded(summary)))
    let facts = try #require(state.schedule)
    #expect(facts.toldTimesteps == [0, 0.25, 0.5, 0.75])
    #expect(facts.places == [0, 249.75, 499.5, 749.25])
    _ = update(&state, .command("screen schedule"))
    let text = view(state, Size(columns: 120, rows: 40)).screen.text
    #expect(text.contains("0.25"))
    _ = update(&state, .command("next scheduler"))
    #expect(state.settings.value.scheduler == .flowEuler)
  }

  @Test("every scheduler's schedule is drawn at every size", arguments: SchedulerID.allCases)
  func draws(_ id: SchedulerID) throws {
    var state = Scenario.ready()
    _ = update(&state, .command("screen schedule"))
    _ = update(&state, .command("set scheduler \(id.rawValue)"))
    for size in [Size(columns: 40, rows: 10), Size(columns: 80, rows: 24)] {
      #expect(view(state, size).screen.size == size)
    }
  }
}
