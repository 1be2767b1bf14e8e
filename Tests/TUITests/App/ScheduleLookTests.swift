import Inference
import Render
import Testing

@testable import TUI

/// Screen Schedule: which curve, how its axis runs, and which other schedule lies over it.
@Suite struct ScheduleLookTests {
  private func plot(_ state: AppState) -> Plot? {
    let contents = view(state, Size(columns: 120, rows: 40)).placements.map(\.key.content)
    let plots = contents.compactMap { if case .plot(let plot, _) = $0 { plot } else { nil } }
    return plots.last
  }

  @Test("m goes through the four curves, M turns the axis, on that screen alone")
  func curves() throws {
    var state = try Scenario.finished()
    _ = update(&state, .key(.character("2")))
    for (curve, title) in zip(
      ScheduleLook.Curve.allCases, ["noise std", "alpha bar", "sigma", "SNR"])
    {
      #expect(state.scheduleLook.curve == curve)
      #expect(plot(state)?.y.title == title)
      let isLogarithmic = try #require(plot(state)).y.isLogarithmic
      #expect(isLogarithmic == curve.isUsuallyLogarithmic)
      _ = update(&state, .key(.character("M")))
      #expect(plot(state)?.y.isLogarithmic == !isLogarithmic)
      _ = update(&state, .key(.character("m")))
    }
    #expect(state.scheduleLook.curve == .noise && state.scheduleLook.isLogarithmic == nil)
    _ = update(&state, .command("screen map"))
    _ = update(&state, .command("curve snr"))
    #expect(state.screen == .schedule && state.scheduleLook.curve == .snr)
  }

  @Test("values of a curve at noise levels", arguments: [(Float(0), 1.0), (0.6, 0.64), (1, 0)])
  func values(noise: Float, alpha: Double) {
    func value(_ curve: ScheduleLook.Curve) -> Double { curve.value(noise) }
    #expect(abs(value(.alpha) - alpha) < 1e-6)
    #expect(abs(value(.noise) - Double(noise)) < 1e-6)
    if alpha > 0, alpha < 1 {
      #expect(abs(value(.snr) - alpha / (1 - alpha)) < 1e-5)
      #expect(abs(value(.sigma) * value(.sigma) * value(.snr) - 1) < 1e-5)
    } else {
      #expect(value(alpha == 0 ? .sigma : .snr).isNaN)
    }
  }

  @Test("the gap of the bug is drawn from told to held, and none where they agree")
  func gap() throws {
    var state = Scenario.ready()
    _ = update(&state, .command("preset leading-1"))
    _ = update(&state, .command("screen schedule"))
    let gap = try #require(plot(state)?.series.first { $0.name == "gap" })
    let mismatch = try #require(state.schedule?.mismatches.first)
    #expect(gap.y.prefix(2) == [Double(mismatch.told), Double(mismatch.held)])
    _ = update(&state, .command("preset trailing-1"))
    #expect(plot(state)?.series.contains { $0.name == "gap" } == false)
  }

  @Test("x lays the other spacings over it in turn, and the run beside, and none")
  func overlays() throws {
    var state = try Scenario.pair()
    _ = update(&state, .command("screen schedule"))
    var names: [String] = []
    for _ in 0..<4 {
      _ = update(&state, .key(.character("x")))
      names.append(state.scheduleLook.overlay.text)
      let shown = plot(state)?.series.contains { $0.name == names.last } ?? false
      #expect(shown == (names.last != "none"))
    }
    #expect(Set(names).count == 4 && names.contains("beside") && names.last == "none")
  }

  @Test("what lies over it follows the settings; its timesteps stand in the table")
  func follows() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("overlay leading"))
    #expect(state.scheduleLook.overlaid?.facts.toldTimesteps.count == 4)
    #expect(view(state, Size(columns: 120, rows: 40)).screen.text.contains(" over"))
    _ = update(&state, .command("set steps 7"))
    #expect(state.scheduleLook.overlaid?.facts.toldTimesteps.count == 7)
    _ = update(&state, .command("overlay trailing-1"))
    #expect(state.scheduleLook.overlaid?.facts.toldTimesteps == [999])
    _ = update(&state, .command("overlay none"))
    #expect(state.scheduleLook.overlaid == nil)
  }

  @Test(
    "what cannot be drawn is a sentence",
    arguments: ["overlay", "overlay sideways", "overlay leading 2", "curve", "curve x", "lint x"])
  func refused(line: String) throws {
    var state = try Scenario.finished()
    _ = update(&state, .command(line))
    #expect(state.notice?.kind == .failure)
    #expect(state.scheduleLook.overlay == .none)
  }

  @Test("without a run beside, that is said")
  func noneBeside() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("overlay beside"))
    #expect(state.notice?.kind == .failure && state.scheduleLook.overlay == .none)
    var empty = Scenario.empty()
    _ = update(&empty, .command("overlay leading"))
    #expect(empty.notice?.kind == .failure)
  }

  @Test("what was found in the scheduler's file stands below the table, and in the log")
  func findings() throws {
    var summary = Scenario.marigold
    summary.schedulerFile = try SchedulerFile(path: Assets.schedulerFile)
    var state = try Scenario.finished(summary)
    try #require(!state.findings.isEmpty)
    _ = update(&state, .command("screen schedule"))
    let text = view(state, Size(columns: 120, rows: 40)).screen.text
    #expect(text.contains("scheduler_config.json"))
    _ = update(&state, .command("lint"))
    #expect(state.log.lines.contains { $0.text.contains(state.findings[0].code) })
    var clean = try Scenario.finished()
    _ = update(&clean, .command("lint"))
    #expect(clean.notice?.text.hasPrefix("Nothing was found") == true && clean.overlay == nil)
  }

  @Test("the scheduler's config is judged for what is set, and anew with every change")
  func judgesSettings() throws {
    var summary = Scenario.marigold
    summary.schedulerFile = try SchedulerFile(path: Assets.schedulerFile)
    summary.schedulerConfig = try SchedulerConfig(path: Assets.schedulerFile)
    summary.defaults = RunSettings(summary.schedulerConfig)
    summary.defaults.steps = 4
    var state = Scenario.ready(summary)
    func start() -> String? { state.findings.first { $0.code == "leading-start" }?.sentence }
    func title() -> Bool {
      view(state, Size(columns: 120, rows: 40)).screen.text.contains("scheduler_config.json as set")
    }
    _ = update(&state, .command("screen schedule"))
    #expect(start()?.hasPrefix("With 4 steps the network is told t = 751 ") == true)
    #expect(!title())
    _ = update(&state, .command("set steps 1"))
    #expect(start()?.hasPrefix("With 1 step the network is told t = 1 ") == true)
    _ = update(&state, .command("set spacing trailing"))
    #expect(start() == nil)
    #expect(title())
    _ = update(&state, .command("set zero-snr off"))
    #expect(state.findings.contains { $0.code == "no-zero-snr" })
    _ = update(&state, .command("undo"))
    #expect(!state.findings.contains { $0.code == "no-zero-snr" })
    _ = update(&state, .command("set spacing linspace"))
    _ = update(&state, .command("set steps 2"))
    #expect(state.findings.contains { $0.code == "linspace-drift" })
    _ = update(&state, .command("set consistent on"))
    #expect(!state.findings.contains { $0.code == "linspace-drift" })
    _ = update(&state, .command("set scheduler euler"))
    #expect(state.findings.contains { $0.sentence.contains("EulerDiscreteScheduler") })
  }
}

extension Assets {
  /// A shipped scheduler config, which says leading.
  fileprivate static var schedulerFile: String {
    (folder ?? "") + "/models/marigold-depth-tiny/scheduler/scheduler_config.json"
  }
}
