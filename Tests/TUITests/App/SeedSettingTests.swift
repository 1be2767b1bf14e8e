import TestSupport
import Testing

@testable import Inference
@testable import TUI

/// The seed of a model that draws nothing but its image latents.
@Suite("The seed where only the posterior is drawn")
struct SeedSettingTests {
  private func state() throws -> AppState {
    var summary = Scenario.marigold
    summary.name = "lotus-d"
    summary.defaults.posterior = .sample
    summary.controls = Controls(
      missing: [.noise: "it sees the picture alone"], seedlessMean: "nothing is drawn")
    return try Scenario.finished(summary)
  }

  @Test("is set and counted up, and named in the header")
  func drawn() throws {
    var state = try state()
    _ = update(&state, .command("set seed 5"))
    #expect(state.settings.value.seed == 5)
    _ = update(&state, .command("next seed"))
    #expect(state.settings.value.seed == 6)
    #expect(SettingsRow.setting(.seed).missingReason(state) == nil)
    let summary = try #require(state.summary)
    #expect(HeaderPane.settings(state.settings.value, summary).contains("seed 6"))
    #expect(SettingsRow.setting(.noise).missingReason(state) != nil)
  }

  @Test("is refused while the mean is taken, and not named")
  func mean() throws {
    var state = try state()
    _ = update(&state, .command("set posterior mean"))
    let before = state.settings.value
    _ = update(&state, .command("set seed 5"))
    #expect(state.settings.value == before)
    #expect(state.notice?.text == "seed cannot be changed: nothing is drawn.")
    #expect(SettingsRow.setting(.seed).missingReason(state) == "nothing is drawn")
    let summary = try #require(state.summary)
    #expect(!HeaderPane.settings(state.settings.value, summary).joined().contains("seed"))
  }
}
