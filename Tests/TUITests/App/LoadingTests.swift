import Inference
import Testing

@testable import TUI

/// Loading a large model says how far it is.
@Suite struct LoadingTests {
  @Test("the status line counts the weights, and the next model begins anew")
  func progress() {
    var state = Scenario.empty()
    _ = update(&state, .model(.loading(name: "org/name")))
    #expect(StatusLine.status(state, 80) == "loading org/name")
    let stage = Checkpoint.Stage(
      network: "unet weights, million", block: "conv_in.weight", completed: 412, total: 866)
    #expect(update(&state, .model(.stage(stage))).isEmpty)
    #expect(StatusLine.status(state, 80) == "loading org/name: unet weights, million 412/866")
    _ = update(&state, .model(.loading(name: "other")))
    #expect(StatusLine.status(state, 80) == "loading other")
  }
}
