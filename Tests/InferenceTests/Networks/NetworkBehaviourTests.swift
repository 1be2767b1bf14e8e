internal import Synchronization
internal import Testing

@testable internal import Inference

@Suite struct NetworkBehaviourTests {
  private let sample = Tensor(zeros: [1, 8, 8, 8])
  private let conditioning = Conditioning(hiddenStates: Tensor(zeros: [1, 2, 12]))

  private func golden() throws -> NetworkGolden { try NetworkGolden("unet-shipped") }

  private func error(_ body: () throws -> Void) -> InferenceError? {
    do { try body() } catch { return error as? InferenceError }
    return nil
  }

  @Test func everythingThatDoesNotFitIsListedAtOnce() throws {
    let golden = try golden()
    var weights = try golden.weights()
    weights["conv_in.bias"] = nil
    weights["mid_block.resnets.1.conv1.weight"] = nil
    weights["up_blocks.0.attentions.1.norm.weight"] = Tensor(zeros: [13])
    weights["extra.weight"] = Tensor(zeros: [1])
    let config = try UNetConfig(golden.config)
    guard
      case .weights(_, let network, let problems) = error({ _ = try UNet(config, Weights(weights)) }
      )
    else {
      Issue.record("the weights fit")
      return
    }
    #expect(network == "UNet")
    #expect(problems.count == 4)
    for name in [
      "conv_in.bias", "mid_block.resnets.1.conv1.weight", "up_blocks.0.attentions.1.norm.weight",
      "extra.weight is left over",
    ] {
      #expect(problems.contains { $0.contains(name) }, "\(name)")
    }
  }

  @Test(arguments: [
    ("conv_in.weight", "conv_in"), ("time_embedding.linear_2.bias", "time_embedding"),
    ("down_blocks.1.resnets.0.conv2.bias", "down_blocks.1.resnets.0"),
    (
      "down_blocks.2.attentions.0.transformer_blocks.0.attn2.to_v.weight",
      "down_blocks.2.attentions.0"
    ),
    ("mid_block.attentions.0.norm.weight", "mid_block.attentions.0"),
    ("up_blocks.1.upsamplers.0.conv.weight", "up_blocks.1.upsamplers.0"),
    ("conv_norm_out.bias", "conv_out"),
  ])
  func aNaNWeightNamesItsBlock(_ tensor: String, _ block: String) throws {
    let golden = try golden()
    var weights = try golden.weights()
    weights[tensor]?.scalars[0] = .nan
    let unet = try UNet(UNetConfig(golden.config), Weights(weights))
    let states = try #require(try golden.tensor("1x8x8", "in.hidden_states"))
    let found = error {
      _ = try unet(sample, timestep: 1, conditioning: Conditioning(hiddenStates: states))
    }
    guard case .notFinite(let fault) = found, fault.network == "unet", fault.block == block else {
      Issue.record("\(String(describing: found)) where \(block) is to be named")
      return
    }
    #expect(fault.count > 0 && fault.count <= fault.total)
  }

  @Test func theFirstDifferingBlockIsNamed() throws {
    let golden = try golden()
    var weights = try golden.weights()
    weights["down_blocks.1.resnets.0.conv2.bias"]?.scalars[3] += 1e-2
    let unet = try UNet(UNetConfig(golden.config), Weights(weights))
    let recorder = Recorder()
    _ = try unet(
      #require(try golden.tensor("1x8x8", "in.sample")), timestep: 999,
      conditioning: Conditioning(
        hiddenStates: #require(try golden.tensor("1x8x8", "in.hidden_states"))),
      recorder.checkpoint)
    let sentence = try #require(difference(recorder.taps, try golden.taps("1x8x8")))
    #expect(sentence.hasPrefix("first differs at down_blocks.1.resnets.0: "))
  }

  @Test func whatReachThrowsEndsTheCall() throws {
    let unet = try golden().unet()
    let seen = Mutex(0)
    let checkpoint = Checkpoint(reach: { (stage) throws(InferenceError) in
      seen.withLock { $0 = stage.completed }
      if stage.completed == 3 { throw .cancelled }
    })
    let found = error {
      _ = try unet(sample, timestep: 1, conditioning: conditioning, checkpoint)
    }
    #expect(found == .cancelled)
    #expect(seen.withLock { $0 } == 3)
    // The network is as good as before.
    let result = try unet(sample, timestep: 1, conditioning: conditioning)
    #expect(result.statistics.nonfinite == 0)
  }

  @Test(arguments: [0, 1, 40]) func isCancelledEndsTheCall(after questions: Int) throws {
    let unet = try golden().unet()
    let asked = Mutex(0)
    let recorder = Recorder()
    var checkpoint = recorder.checkpoint
    checkpoint.isCancelled = {
      asked.withLock { count in
        count += 1
        return count > questions
      }
    }
    let found = error {
      _ = try unet(sample, timestep: 1, conditioning: conditioning, checkpoint)
    }
    #expect(found == .cancelled)
    #expect(recorder.stages.count < unet.blockCount / 2)
  }

  @Test func jointAttentionIsNotWhatEachImageGivesAlone() throws {
    let golden = try NetworkGolden("unet-joint")
    let unet = try golden.unet()
    let sample = try #require(try golden.tensor("2x5x4", "in.sample"))
    var conditioning = Conditioning(
      hiddenStates: try #require(try golden.tensor("2x5x4", "in.hidden_states")),
      classLabels: try golden.tensor("2x5x4", "in.class_labels"))
    let alone = try unet(sample, timestep: 999, conditioning: conditioning)
    conditioning.jointAttention = true
    let joint = try unet(sample, timestep: 999, conditioning: conditioning)
    #expect(difference(alone, joint) != nil)
    conditioning.jointAttention = false
    #expect(try unet(sample, timestep: 999, conditioning: conditioning) == alone)
  }

  @Test func jointAttentionNeedsPairs() throws {
    let unet = try golden().unet()
    let joint = Conditioning(
      hiddenStates: conditioning.hiddenStates, jointAttention: true)
    for images in [1, 3] {
      let found = error {
        _ = try unet(Tensor(zeros: [images, 8, 8, 8]), timestep: 1, conditioning: joint)
      }
      #expect(
        found
          == .shapeMismatch(
            what: "The UNet's input with joint attention", expected: [images + 1, 8, 8, 8],
            found: [images, 8, 8, 8]))
    }
  }

  @Test func anotherPromptIsNotTheCachedOne() throws {
    let golden = try golden()
    let unet = try golden.unet()
    let states = try #require(try golden.tensor("1x8x8", "in.hidden_states"))
    let other = Conditioning(hiddenStates: states.map { $0 * 2 })
    let prompts = [Conditioning(hiddenStates: states), other]
    let first = try prompts.map { try unet(sample, timestep: 1, conditioning: $0) }
    #expect(first[0] != first[1])
    for index in [0, 0, 1, 0] {
      #expect(try unet(sample, timestep: 1, conditioning: prompts[index]) == first[index])
    }
    let pair = try unet(Tensor(zeros: [2, 8, 8, 8]), timestep: 1, conditioning: other)
    #expect(difference(pair.slice(0), first[1]) == nil)
    #expect(difference(pair.slice(1), first[1]) == nil)
  }

  @Test func callsFromSeveralThreadsWaitForEachOther() async throws {
    let unet = try golden().unet()
    let expected = try unet(sample, timestep: 1, conditioning: conditioning)
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          (try? unet(sample, timestep: 1, conditioning: conditioning)) == expected
        }
      }
      for await isSame in group { #expect(isSame) }
    }
  }

  @Test func scoresAreNeverHeldAsAWhole() throws {
    let golden = try NetworkGolden("unet-linear")
    let unet = try golden.unet()
    _ = try unet(Tensor(zeros: [1, 8, 64, 64]), timestep: 1, conditioning: conditioning)
    let scores = 64 * 64 * 64 * 64 * 4
    #expect(unet.session.workspace.mostUsedBytes < scores / 4)
  }

  @Test func memoryIsReusedFromCallToCall() throws {
    let unet = try golden().unet()
    let large = Tensor(zeros: [1, 8, 24, 24])
    _ = try unet(large, timestep: 1, conditioning: conditioning)
    let peak = unet.session.workspace.peakBytes
    for timestep in 2...4 {
      _ = try unet(large, timestep: Float(timestep), conditioning: conditioning)
    }
    #expect(unet.session.workspace.peakBytes <= peak + peak / 4)
  }

  @Test func wrongInputsAreRefused() throws {
    let unet = try golden().unet()
    let classes = try NetworkGolden("unet-class").unet()
    let padded = try NetworkGolden("unet-conv").unet()
    let wrong = Conditioning(hiddenStates: Tensor(zeros: [1, 2, 13]))
    let cases: [(UNet, Tensor, Conditioning)] = [
      (unet, Tensor(zeros: [1, 4, 8, 8]), conditioning),
      (unet, Tensor(zeros: [1, 8, 0, 8]), conditioning),
      (unet, Tensor(zeros: [0, 8, 8, 8]), conditioning),
      (unet, Tensor(zeros: [8, 8, 8]), conditioning),
      (unet, sample, wrong),
      (unet, sample, Conditioning(hiddenStates: Tensor(zeros: [3, 2, 12]))),
      (classes, sample, conditioning),
      (
        classes, sample,
        Conditioning(
          hiddenStates: conditioning.hiddenStates, classLabels: Tensor(zeros: [1, 5]))
      ),
      (padded, Tensor(zeros: [1, 8, 3, 8]), conditioning),
    ]
    for (index, (unet, sample, conditioning)) in cases.enumerated() {
      let found = error { _ = try unet(sample, timestep: 1, conditioning: conditioning) }
      guard case .shapeMismatch = found else {
        Issue.record("case \(index) gives \(String(describing: found))")
        continue
      }
    }
    #expect(
      try unet(Tensor(zeros: [1, 8, 1, 1]), timestep: 1, conditioning: conditioning).count == 4)
  }

  @Test func tooSmallPicturesAndUnknownTokensAreRefused() throws {
    let autoencoder = try NetworkGolden("vae").autoencoder()
    let text = try NetworkGolden("text-gelu").text()
    #expect(throws: InferenceError.self) { try autoencoder.encode(Tensor(zeros: [1, 3, 7, 8])) }
    #expect(throws: InferenceError.self) { try autoencoder.decode(Tensor(zeros: [1, 3, 8, 8])) }
    #expect(try autoencoder.encode(Tensor(zeros: [1, 3, 8, 15])).mean.shape == [1, 4, 1, 1])
    for tokens in [[], [32], [-1], [Int](repeating: 1, count: 9)] {
      #expect(throws: InferenceError.self) { try text(tokens: tokens) }
    }
  }

  @Test func contradictoryConfigsAreRefused() throws {
    let weights = try golden().weights()
    var config = UNetConfig()
    config.layersPerBlock = [2]
    #expect(throws: InferenceError.self) { try UNet(config, Weights(weights)) }
    config = UNetConfig()
    config.blockOutChannels = []
    #expect(throws: InferenceError.self) { try UNet(config, Weights(weights)) }
    var autoencoder = AutoencoderKLConfig()
    autoencoder.blockOutChannels = []
    #expect(throws: InferenceError.self) { try AutoencoderKL(autoencoder, Weights(weights)) }
  }
}
