import Inference
import Testing

@testable import TUI

@Suite("The precision of a model")
struct UpdatePrecisionTests {
  @Test("another precision loads the model anew, keeps what was set, and runs anew")
  func anew() throws {
    var state = try Scenario.finished()
    _ = update(&state, .command("set steps 7"))
    let effects = update(&state, .command("precision fp32"))
    #expect(effects.contains(.usePrecision(.fp32)))
    #expect(effects.contains(.loadModel(Scenario.marigold.name)))
    var summary = Scenario.marigold
    summary.precision = .bf16
    _ = update(&state, .model(.loaded(summary)))
    #expect(state.settings.value.steps == 7)
    // A run in 32 bits is no run of this model, and stays in the list.
    #expect(state.currentRun?.model != Scenario.marigold.key)
    #expect(state.runs.runs.contains { $0.model == Scenario.marigold.key })
  }

  @Test(
    "what the processor has no instructions for is refused with the reason, and nothing is loaded",
    arguments: [Precision.bf16, .bf16x3])
  func refused(precision: Precision) throws {
    var state = try Scenario.finished()
    let effects = update(&state, .command("precision \(precision.rawValue)"))
    if precision.isSupported {
      #expect(effects.contains(.loadModel(Scenario.marigold.name)))
    } else {
      #expect(effects.isEmpty)
      #expect(state.notice?.text.contains("AVX512-BF16") == true)
    }
    #expect(update(&state, .command("precision fp8")).isEmpty)
  }

  @Test("what a precision is on this processor is said once the model is there")
  func remark() throws {
    var state = try Scenario.finished()
    var summary = Scenario.marigold
    summary.precision = .bf16x3
    _ = update(&state, .model(.loaded(summary)))
    let text = try #require(state.notice?.text)
    let remark = Precision.bf16x3.remark.map { ", which is \($0)" } ?? ""
    #expect(text.contains("computes in bf16x3" + remark))
    summary.precision = .bf16
    _ = update(&state, .model(.loaded(summary)))
    #expect(state.notice?.text.contains(", which is") == false)
  }

  @Test("a session says which precision its runs had, and brings it back")
  func session() throws {
    var state = try Scenario.finished()
    #expect(state.session?.lines.first == "model \(Scenario.marigold.name)")
    var summary = Scenario.marigold
    summary.precision = .bf16
    state.model = .ready(summary)
    let session = try #require(state.session)
    #expect(session.lines.first == "precision bf16")
    #expect(session.differsInWork(from: try Scenario.finished().session))
  }
}
