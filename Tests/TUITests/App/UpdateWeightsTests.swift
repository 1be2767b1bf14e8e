import Inference
import Testing

@testable import TUI

/// Screen Model: what it asks for, how one moves in its lists and what is heard of it.
@Suite struct UpdateWeightsTests {
  private static func opened() throws -> (AppState, WeightsKey) {
    var state = try Scenario.finished()
    let effects = update(&state, .key(.character("7")))
    let key = WeightsKey(model: "marigold-depth-tiny", number: 1)
    #expect(effects == [.readWeights(key)])
    return (state, key)
  }

  private static func filled() throws -> (AppState, WeightsKey, [Effect]) {
    var (state, key) = try opened()
    let effects = update(&state, .weights(key, .contents(Scenario.contents, structure: nil)))
    return (state, key, effects)
  }

  @Test("the contents are read once; then the tensor that is looked at is measured, and once")
  func asks() throws {
    var (state, key, effects) = try Self.filled()
    let first = try #require(state.shownTensor)
    #expect(first.name == "conv_in.bias")
    #expect(effects.last == .measureTensor(key, first))
    let checks = Scenario.contents.components.filter { !$0.tensors.isEmpty }
    #expect(Array(effects.dropLast()) == checks.map { Effect.checkValues(key, $0) })
    #expect(update(&state, .tick(1)).isEmpty)
    let answer = WeightsState.Answer.statistics(Scenario.statistics)
    #expect(update(&state, .weights(key, .measured(first, answer))).isEmpty)
    #expect(state.shownStatistics == Scenario.statistics)
    let next = update(&state, .key(.character("j")))
    let second = try #require(state.shownTensor)
    #expect(next == [.measureTensor(key, second)] && second.name == "conv_in.weight")
    #expect(update(&state, .key(.up)).isEmpty, "what was measured is kept")
  }

  @Test("leaving stops what is measured; coming back asks again, without reading anew")
  func leaves() throws {
    var (state, key, _) = try Self.filled()
    let tensor = try #require(state.shownTensor)
    #expect(update(&state, .key(.character("1"))) == [.leaveWeights])
    #expect(update(&state, .key(.character("2"))).isEmpty)
    #expect(update(&state, .command("weights")) == [.measureTensor(key, tensor)])
  }

  @Test("another model is read anew, and nothing is heard of the one before")
  func changes() throws {
    var (state, key, _) = try Self.filled()
    let effects = update(&state, .model(.loaded(Scenario.normals)))
    let other = WeightsKey(model: "marigold-normals-tiny", number: 2)
    #expect(effects.contains(.readWeights(other)))
    #expect(state.weights.contents == nil)
    _ = update(&state, .weights(key, .contents(Scenario.contents, structure: nil)))
    #expect(state.weights.contents == nil)
    let again = update(&state, .model(.loaded(Scenario.normals)))
    #expect(again.contains(.readWeights(WeightsKey(model: other.model, number: 3))))
  }

  @Test("a model that could not be loaded is looked at all the same")
  func failed() throws {
    var state = Scenario.empty()
    _ = update(&state, .model(.failed(name: "/m", message: "No.")))
    let key = WeightsKey(model: "/m", number: 1)
    #expect(update(&state, .key(.character("7"))) == [.readWeights(key)])
    _ = update(&state, .weights(key, .failed(message: "It is damaged.")))
    #expect(state.weights.problem == "It is damaged.")
    #expect(update(&state, .tick(1)).isEmpty, "it is not tried again and again")
  }

  @Test("Tab goes round the lists; lines, tens, ends and the wheel move in them")
  func moves() throws {
    var (state, _, _) = try Self.filled()
    #expect(state.weights.list == .tensors)
    _ = update(&state, .key(.tab))
    #expect(state.weights.list == .components)
    _ = update(&state, .key(.character("j")))
    #expect(state.shownComponent?.name == "vae")
    _ = update(&state, .key(.end))
    #expect(state.shownComponent?.name == "scheduler" && state.shownTensor == nil)
    _ = update(&state, .key(.home))
    _ = update(&state, .key(.backTab))
    #expect(state.weights.list == .tensors)
    _ = update(&state, .key(.pageDown))
    #expect(state.tensorPlace == 10)
    _ = update(&state, .key(.pageDown))
    #expect(state.tensorPlace == state.shownTensors.count - 1)
    _ = update(&state, .key(.pageUp))
    _ = update(&state, .key(.pageUp))
    #expect(state.tensorPlace == 0)
    #expect(state.focus == .steps, "Tab does not go to the settings")
  }

  @Test("a block narrows the tensors to its own")
  func blocks() throws {
    var (state, _, _) = try Self.filled()
    _ = update(&state, .command("weights block down_blocks.1"))
    #expect(state.shownTensors.map(\.name).allSatisfy { $0.hasPrefix("down_blocks.1.") })
    #expect(state.shownTensors.count == 3)
    _ = update(&state, .command("weights block"))
    #expect(state.shownTensors.count == Scenario.contents.components[0].tensors.count)
    _ = update(&state, .command("weights block nowhere"))
    #expect(state.notice?.kind == .failure)
  }

  @Test("tensors are found by a part of their name, in every component, round and round")
  func search() throws {
    var (state, _, _) = try Self.filled()
    _ = update(&state, .key(.character("/")))
    #expect(state.overlay == .palette(Prompt("weights find ")))
    for character in "TO_Q" { _ = update(&state, .key(.character(character))) }
    _ = update(&state, .key(.enter))
    #expect(state.shownTensor?.name.hasSuffix("attn1.to_q.weight") == true)
    _ = update(&state, .key(.character("n")))
    #expect(state.shownTensor?.name.hasSuffix("attn2.to_q.weight") == true)
    _ = update(&state, .key(.character("n")))
    #expect(state.shownTensor?.name.hasSuffix("attn1.to_q.weight") == true)
    _ = update(&state, .key(.character("N")))
    #expect(state.shownTensor?.name.hasSuffix("attn2.to_q.weight") == true)
    _ = update(&state, .command("weights find quant"))
    #expect(state.shownComponent?.name == "vae" && state.shownTensor?.name == "quant_conv.weight")
    _ = update(&state, .command("weights find nothing like it"))
    #expect(state.notice?.kind == .failure && state.shownTensor?.name == "quant_conv.weight")
  }

  @Test("a name goes straight to its tensor; one that is not there is refused")
  func names() throws {
    var (state, _, _) = try Self.filled()
    _ = update(&state, .command("weights block conv_in"))
    _ = update(&state, .command("weights tensor mid_block.resnets.0.conv1.weight"))
    #expect(state.shownTensor?.name == "mid_block.resnets.0.conv1.weight")
    _ = update(&state, .command("weights tensor encoder.conv_in.weight"))
    #expect(state.shownComponent?.name == "vae")
    for line in ["weights tensor x", "weights component x", "weights block x"] {
      _ = update(&state, .command("weights"))
      _ = update(&state, .command(line))
      #expect(state.notice?.kind == .failure, "\(line)")
    }
  }

  @Test("C and S check and digest the selected component")
  func health() throws {
    var (state, key, _) = try Self.filled()
    let unet = Scenario.contents.components[0]
    #expect(update(&state, .key(.character("C"))) == [.checkValues(key, unet)])
    #expect(update(&state, .key(.character("C"))).isEmpty, "it is going on already")
    let bad = ComponentHealth.Values.bad(tensor: "a", index: 3, value: "nan")
    _ = update(&state, .weights(key, .values(component: "unet", bad)))
    #expect(state.weights.health["unet"]?.values == bad)
    #expect(update(&state, .key(.character("S"))) == [.digestFiles(key, unet)])
    let digest = ComponentHealth.Digest.known("ab", isExpected: true)
    _ = update(&state, .weights(key, .digest(component: "unet", path: "/p", digest)))
    #expect(state.weights.health["unet"]?.digests == ["/p": digest])
    _ = update(&state, .command("weights component scheduler"))
    #expect(update(&state, .key(.character("C"))).isEmpty)
  }

  @Test("a click chooses, the wheel moves", arguments: [Size(columns: 120, rows: 40)])
  func mouse(size: Size) throws {
    var (state, _, _) = try Self.filled()
    _ = update(&state, .resized(size, cell: state.terminal.cell))
    let hits = draw(state, size).hits
    func hit(_ action: WeightsAction) throws -> Rect {
      try #require(
        hits.first { hit in
          if case .weights(_, action) = hit.action { true } else { false }
        }?.rect)
    }
    func event(_ kind: MouseEvent.Kind, _ rect: Rect) -> Message {
      .mouse(MouseEvent(kind: kind, button: .left, row: rect.row, column: rect.column + 3))
    }
    _ = update(&state, event(.press, try hit(.block("down_blocks.2"))))
    #expect(state.weights.block == "down_blocks.2" && state.weights.list == .blocks)
    _ = update(&state, event(.press, try hit(.component("vae"))))
    #expect(state.shownComponent?.name == "vae")
    _ = update(&state, event(.wheelUp, try hit(.component("vae"))))
    #expect(state.shownComponent?.name == "unet")
  }

  @Test(
    "a check and a digest that a person asks for are answered in a line, also in a small window")
  func answers() throws {
    var state = try Scenario.browsed()
    let key = try #require(state.weights.key)
    _ = update(&state, .command("weights component unet"))
    let before = state.notice
    _ = update(&state, .weights(key, .values(component: "unet", .finite)))
    #expect(state.notice == before, "nobody asked")
    _ = update(&state, .command("weights check"))
    _ = update(&state, .weights(key, .values(component: "vae", .finite)))
    #expect(state.notice?.text != "All values of vae are finite.")
    _ = update(&state, .weights(key, .values(component: "unet", .finite)))
    #expect(state.notice?.text == "All values of unet are finite.")
    _ = update(
      &state, .weights(key, .digest(component: "unet", path: "/a/b", .known("12", isExpected: nil)))
    )
    #expect(state.notice?.text == "SHA-256 12  b")
  }
}
