import Inference
import Testing

@testable import TUI

/// The check of a model's files, from the explorer.
@Suite struct UpdateVerifyTests {
  private func begun() throws -> AppState {
    var state = try Scenario.browsed()
    let effects = update(&state, .key(.character("V")))
    #expect(effects.contains(.verify(1, model: "marigold-depth-tiny")))
    return state
  }

  private func report(_ problem: String? = nil) throws -> VerifyReport {
    var report = try VerifyReport(
      of: "marigold-depth-tiny", watch: VerifyWatch(show: { _ in }))
    if let problem { report.files[0].problem = problem }
    return report
  }

  @Test("it goes on in the status line, and its result stands in the health pane and the notice")
  func result() throws {
    var state = try begun()
    _ = update(&state, .verified(1, .progress("unet/config.json 0/1 MB")))
    #expect(StatusLine.status(state, 80).contains("verifying marigold-depth-tiny  unet/config"))
    let report = try report()
    _ = update(&state, .verified(1, .finished(report)))
    #expect(state.notice?.text == "marigold-depth-tiny: \(report.summary).")
    #expect(report.summary.hasPrefix("sound: ") && report.problems.isEmpty)
    let screen = FrameText.of(view(state, Size(columns: 200, rows: 60)))
    #expect(screen.contains("files: sound: "))
  }

  @Test("what is wrong is said with its file")
  func findings() throws {
    var state = try begun()
    let report = try report("its sha256 is another")
    _ = update(&state, .verified(1, .finished(report)))
    #expect(state.notice?.kind == .failure)
    let text = state.notice?.text ?? ""
    #expect(text.contains("1 finding in "), "\(text)")
    #expect(text.hasSuffix("\(report.files[0].name): its sha256 is another."), "\(text)")
  }

  @Test("Ctrl-C and :verify off stop it, and nothing is heard of it afterwards")
  func stops() throws {
    for stop in [Message.key(.control("c")), .command("verify off"), .command("cancel")] {
      var state = try begun()
      #expect(update(&state, stop).contains(.stopVerifying))
      #expect(state.verification?.status == .stopped)
      _ = update(&state, .verified(1, .finished(try report())))
      #expect(state.verification?.status == .stopped)
    }
    var state = Scenario.ready()
    #expect(update(&state, .command("verify off")).isEmpty)
  }

  @Test("a second one replaces the first, the same model twice does not")
  func replaces() throws {
    var state = try begun()
    #expect(!update(&state, .command("verify")).contains { $0 == .verify(2, model: "x") })
    #expect(state.verification?.number == 1)
    #expect(update(&state, .command("verify lotus")).contains(.verify(2, model: "lotus")))
    _ = update(&state, .verified(1, .cancelled))
    #expect(state.verification?.isGoing == true)
    _ = update(&state, .verified(2, .failed("There is no model lotus.")))
    #expect(state.notice?.text == "There is no model lotus.")
  }

  @Test("without a model there is nothing to verify")
  func nothing() {
    var state = Scenario.empty()
    #expect(update(&state, .command("verify")).isEmpty)
    #expect(state.notice?.kind == .failure)
  }
}
