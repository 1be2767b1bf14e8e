import Inference
import Testing

/// The scheduler's half of the shipped models' runs: given the reference's model outputs, every update
/// must be the reference's.
@Suite("Steps of the shipped models")
struct ShippedStepTests {
  struct Run: Sendable, CustomTestStringConvertible {
    let model: String
    let name: String
    let spacing: TimestepSpacing
    let steps: Int
    let type: PredictionType
    var testDescription: String { "\(model) \(name)" }
  }

  static let runs: [Run] =
    [TimestepSpacing.leading, .trailing].flatMap { spacing in
      [1, 2, 4].map { steps in
        Run(
          model: "marigold-depth-tiny", name: "\(spacing.rawValue)-\(steps) gaussian",
          spacing: spacing, steps: steps, type: .vPrediction)
      }
    }
    + ["marigold-depth-tiny", "e2eft-depth-tiny"].map {
      Run(
        model: $0, name: "trailing-1 zeros", spacing: .trailing, steps: 1, type: .vPrediction)
    }
    + ["lotus-g-depth-tiny", "lotus-d-depth-tiny"].flatMap { model in
      ["annotation", "reconstruction", "blend-0.5"].map {
        Run(
          model: model, name: "trailing-1 gaussian \($0)", spacing: .trailing, steps: 1,
          type: .sample)
      }
    }

  @Test("From the reference's model outputs come the reference's latents", arguments: runs)
  func steps(_ run: Run) throws {
    let file = try ReferenceTensors("shipped/\(run.model).safetensors")
    let scheduler = try DDIM(.stableDiffusion(run.spacing, run.type, zeroSNR: true))
    let plan = try scheduler.plan(steps: run.steps)
    var random = TorchRandom(seed: 2024)
    var sample = NoiseCatalog.latents(
      run.name.contains("zeros") ? .zeros : .gaussian, shape: [1, 4, 24, 24], timestep: 999,
      using: &random)
    for index in plan.entries.indices {
      let step = "\(run.name)/steps.\(index)"
      expectClose(sample, try file["\(step).sample"], within: 1e-5, "\(step).sample")
      let output = try file["\(step).model_output"]
      let result = scheduler.step(
        StepInput(index: index, plan: plan, modelOutput: output, sample: sample))
      expectClose(
        result.predOriginalSample, try file["\(step).pred_original_sample"], within: 1e-5, step)
      expectClose(result.prevSample, try file["\(step).prev_sample"], within: 1e-5, step)
      sample = result.prevSample
    }
  }
}
