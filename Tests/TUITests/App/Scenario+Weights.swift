import Inference

@testable import TUI

extension Scenario {
  static func stored(_ name: String, _ shape: [Int], in component: String = "unet") -> StoredTensor
  {
    StoredTensor(
      name: name, dtype: "F16", shape: shape, byteCount: 2 * shape.reduce(1, *),
      path: "/models/\(component)/diffusion_pytorch_model.safetensors")
  }

  /// A small model of every kind of block, sorted as the engine sorts.
  static let contents: ModelContents = {
    var names = ["conv_in.bias", "conv_in.weight", "conv_norm_out.weight", "conv_out.weight"]
    for level in 0..<3 {
      for part in ["norm1.weight", "conv1.weight", "conv2.weight"] {
        names.append("down_blocks.\(level).resnets.0.\(part)")
      }
    }
    for part in ["attn1.to_q", "attn1.to_k", "attn2.to_q"] {
      names.append("mid_block.attentions.0.transformer_blocks.0.\(part).weight")
    }
    names += ["mid_block.resnets.0.conv1.weight", "time_embedding.linear_1.weight"]
    let unet = names.map { stored($0, $0.hasSuffix("bias") ? [320] : [320, 320, 3, 3]) }
    let vae = ["decoder.conv_in.weight", "encoder.conv_in.weight", "quant_conv.weight"]
      .map { stored($0, [128, 4, 3, 3], in: "vae") }
    func component(_ name: String, _ type: String, _ tensors: [StoredTensor]) -> ComponentContents {
      ComponentContents(
        name: name, className: type, tensors: tensors,
        files: [tensors.first?.path ?? "/models/scheduler/scheduler_config.json"],
        byteCount: tensors.isEmpty ? 506 : tensors.reduce(80) { $0 + $1.byteCount })
    }
    return ModelContents(components: [
      component("unet", "UNet2DConditionModel", unet), component("vae", "AutoencoderKL", vae),
      component("scheduler", "DDIMScheduler", []),
    ])
  }()

  static let statistics: TensorStatistics = {
    var statistics = TensorStatistics()
    statistics.count = 921_600
    statistics.minimum = -0.41
    statistics.maximum = 0.39
    statistics.mean = 0.0002
    statistics.deviation = 0.021
    statistics.zeros = 37
    statistics.bins = (0..<64).map { 30_000 / (1 + ($0 - 32) * ($0 - 32)) }
    return statistics
  }()

  static let times: [BlockTime] = [
    ("conv_in", 0.0012), ("down_blocks.0.resnets.0", 0.25), ("down_blocks.1.resnets.0", 0.1),
    ("down_blocks.2.resnets.0", 0.0301), ("mid_block.attentions.0", 1.52),
    ("mid_block.resnets.0", 0.02), ("conv_out", 0.003),
  ].map { BlockTime(network: "unet", block: $0.0, seconds: $0.1) }

  /// Screen Model of a finished run, with everything read, timed and measured.
  static func browsed(_ terminal: TerminalFacts = sixel) throws -> AppState {
    var state = try finished(marigold, terminal)
    if let run = state.runs.current { _ = update(&state, .run(run, .timed(index: 3, times))) }
    _ = update(&state, .key(.character("7")))
    if let key = state.weights.key {
      _ = update(&state, .weights(key, .contents(contents, structure: nil)))
      _ = update(&state, .command("weights tensor conv_in.weight"))
      if let tensor = state.shownTensor {
        _ = update(&state, .weights(key, .measured(tensor, .statistics(statistics))))
      }
      _ = update(&state, .weights(key, .values(component: "unet", .finite)))
    }
    return state
  }

  static let fault = NonFiniteFault(
    network: "unet", block: "mid_block.resnets.0", count: 9216, total: 9216, step: 2, stepCount: 4,
    cause: .tensor(name: "mid_block.resnets.0.conv1.weight", index: 5, value: "nan"))

  /// A run that was not finite at its third step.
  static func broken(_ terminal: TerminalFacts = sixel) throws -> AppState {
    var state = ready(marigold, terminal)
    if state.currentRun == nil { _ = update(&state, .command("run")) }
    try compute(&state, steps: 2, finishes: false)
    if let run = state.runs.current {
      _ = update(&state, .run(run, .fault(fault)))
      _ = update(
        &state, .run(run, .failed(message: InferenceError.notFinite(fault).description)))
    }
    return state
  }
}
