import Inference
import TestSupport
import Testing

/// NaN in a checkpoint or a run: the step, the block and the tensor are named.
@Suite struct NonFiniteFaultTests {
  private static let picture = Tensor(zeros: [1, 3, 64, 64])

  /// What a run of two steps ends with.
  private func fault(_ model: ModelFolder) throws -> NonFiniteFault? {
    let estimator = try Estimator(folder: model)
    var settings = estimator.family.defaults
    settings.steps = 2
    let image = try estimator.prepare(Self.picture, resolution: 0)
    var denoising = try estimator.begin(image, settings)
    do throws(InferenceError) {
      while try denoising.next() != nil {}
      return nil
    } catch {
      guard case .notFinite(let fault) = model.explaining(error) else { throw error }
      return fault
    }
  }

  @Test(
    "NaN in a tensor names its block, the first step and the tensor itself",
    arguments: [
      ("conv_in.weight", "conv_in"), ("time_embedding.linear_2.bias", "time_embedding"),
      ("down_blocks.0.resnets.0.conv1.weight", "down_blocks.0.resnets.0"),
      ("down_blocks.1.downsamplers.0.conv.bias", "down_blocks.1.downsamplers.0"),
      (
        "mid_block.attentions.0.transformer_blocks.0.attn1.to_q.weight",
        "mid_block.attentions.0"
      ),
      ("up_blocks.1.resnets.1.norm2.weight", "up_blocks.1.resnets.1"),
      ("conv_norm_out.bias", "conv_out"), ("conv_out.weight", "conv_out"),
    ])
  func tensors(name: String, block: String) throws {
    let copy = try ModelCopy()
    try copy.changeUNet(name) { $0.scalars[3] = .nan }
    let fault = try #require(try fault(ModelFolder(path: copy.path)))
    #expect(fault.network == "unet" && fault.component == "unet")
    #expect(fault.block == block)
    #expect(fault.step == 0 && fault.stepCount == 2)
    #expect(fault.count > 0 && fault.count <= fault.total)
    #expect(fault.cause == .tensor(name: name, index: 3, value: "nan"))
    #expect(fault.place == "at step 1 of 2 in block \(block)")
    #expect(fault.sentence.contains("value 3 of the tensor \(name) is nan"))
  }

  @Test("values that only grow too large are told from values that lie in the file")
  func overflow() throws {
    let copy = try ModelCopy()
    try copy.changeUNet("mid_block.resnets.0.conv2.weight") { tensor in
      tensor = tensor.map { $0 < 0 ? -3e38 : 3e38 }
    }
    let fault = try #require(try fault(ModelFolder(path: copy.path)))
    #expect(fault.block == "mid_block.resnets.0")
    #expect(fault.cause == .computing)
    #expect(fault.sentence.contains("grew too large"))
  }

  @Test("a sound model has no fault")
  func sound() throws {
    let path = Golden.root + "/assets/models/marigold-depth-tiny"
    #expect(try fault(ModelFolder(path: path)) == nil)
  }

  @Test("initial latents that are not finite are refused as such")
  func latents() throws {
    let estimator = try Shipped.estimator("marigold-depth-tiny")
    let image = try estimator.prepare(Self.picture, resolution: 0)
    var noise = Tensor(zeros: [1, 4, 8, 8])
    noise.scalars[5] = .nan
    var denoising = try estimator.begin(
      image, estimator.family.defaults, initialLatents: noise)
    let error = #expect(throws: InferenceError.self) { _ = try denoising.next() }
    #expect(
      error?.description.contains("The initial latents") == true, "\(String(describing: error))")
  }

  @Test("a sentence without a tensor, of a scheduler, and of another place")
  func sentences() {
    var fault = NonFiniteFault(network: "vae.decoder", block: "decoder.conv_in", count: 1, total: 9)
    #expect(fault.component == "vae" && fault.place == "in block decoder.conv_in")
    let located = InferenceError.notFinite(fault).located(atStep: 2, of: 4)
    #expect(located.description.contains("autoencoder gives NaN or infinity at step 3 of 4"))
    #expect(located.located(atStep: 0, of: 1) == located, "the first place stays")
    fault = NonFiniteFault(
      network: "scheduler", block: "", count: 2, total: 9, step: 1, stepCount: 4)
    #expect(fault.sentence.hasPrefix("The scheduler gives NaN or infinity at step 2 of 4: 2 of 9"))
    #expect(fault.sentence.contains("prediction type"))
    #expect(InferenceError.cancelled.located(atStep: 1, of: 2) == .cancelled)
  }
}
