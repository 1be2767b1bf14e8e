import Inference
import Render
import Testing

@testable import TUI

/// The plan that is looked at, and what is said of settings that the authors do not use.
@Suite("The schedule that is shown")
struct ShownScheduleTests {
  @Test("after a branch it is the joined plan, and the settings' again when they change")
  func joined() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("goto 2"))
    _ = update(&state, .command("branch scheduler heun"))
    let run = try #require(state.currentRun)
    #expect(run.origin != nil)
    let own = try #require(state.schedule)
    var plan = own.plan
    plan.entries[0].timestep = 123
    plan.entries.removeLast()
    let trajectory = Trajectory(
      settings: run.settings, plan: plan, imageLatents: Scenario.latents(0),
      initialLatents: Scenario.latents(1), initialNoise: 1)
    _ = update(&state, .run(run.id, .started(trajectory)))
    let shown = try #require(state.shownSchedule)
    #expect(shown.plan == plan)
    #expect(shown.toldTimesteps.first == 123)
    #expect(shown.mismatches.count == plan.entries.count)
    #expect(state.plannedSteps == plan.entries.count)
    _ = update(&state, .command("set seed 5"))
    #expect(state.shownSchedule?.plan == state.schedule?.plan)
  }

  @Test(
    "what a run's latents were measured to hold stands beside what they should, until settings change"
  )
  func measured() throws {
    var state = try Scenario.finished()
    let id = try #require(state.runs.current)
    func figure(_ state: AppState) -> String? {
      NumbersLine.figures(state).first { $0.label == "measured noise" }?.value
    }
    func table(_ state: AppState) -> String {
      var state = state
      _ = update(&state, .command("screen schedule"))
      return view(state, Size(columns: 200, rows: 60)).screen.text
    }
    #expect(figure(state) == nil)
    #expect(!table(state).contains("measured"))
    _ = update(&state, .run(id, .noise([0.9991, 0.8125, 0.5, 0.25])))
    #expect(figure(state) == ".2500")
    _ = update(&state, .command("first"))
    #expect(figure(state) == ".9991")
    #expect(table(state).contains("gap  measured"))
    #expect(table(state).contains(".8125"))
    let facts = try #require(state.shownSchedule)
    let plot = Plots.schedule(facts, .noise, measured: state.measuredNoise, cursor: 0)
    #expect(
      plot.series.contains {
        $0.name == "measured" && $0.y == [0.9991, 0.8125, 0.5, 0.25].map { Double(Float($0)) }
      })
    _ = update(&state, .command("set seed 5"))
    #expect(state.measuredNoise.isEmpty)
    #expect(!table(state).contains("measured"))
  }

  @Test("a run that is no branch shows what the settings plan")
  func plain() throws {
    let state = try Scenario.finished()
    #expect(state.shownSchedule == state.schedule)
  }

  @Test("more steps than the authors take are remarked in the status line")
  func note() throws {
    var summary = Scenario.marigold
    summary.noteBeyondOneStep = "Lotus is meant for one step; more are not the authors' use"
    var state = try Scenario.finished(summary)
    #expect(StatusLine.status(state, 120).hasSuffix("more are not the authors' use"))
    _ = update(&state, .command("set steps 1"))
    #expect(!StatusLine.status(state, 120).contains("authors"))
    #expect(!StatusLine.status(try Scenario.finished(), 120).contains("authors"))
  }
}
