internal import Testing

@testable internal import Inference

@Suite struct NetworkGoldenTests {
  @Test(arguments: [
    "unet-linear", "unet-conv", "unet-class", "unet-concat", "unet-no-middle", "unet-shipped",
    "unet-joint", "unet-intrinsic",
  ])
  func everyBlockOfAUNetIsTheReferences(_ name: String) throws {
    let golden = try NetworkGolden(name)
    let unet = try golden.unet()
    try #require(!golden.runs.isEmpty)
    for run in golden.runs {
      let recorder = Recorder()
      let found = try unet(
        #require(try golden.tensor(run, "in.sample")),
        timestep: #require(try golden.tensor(run, "in.timestep")).scalars[0],
        conditioning: Conditioning(
          hiddenStates: #require(try golden.tensor(run, "in.hidden_states")),
          classLabels: try golden.tensor(run, "in.class_labels"),
          jointAttention: name == "unet-joint"),
        recorder.checkpoint)
      try expect(recorder, golden, run)
      let output = try #require(try golden.tensor(run, "out.sample"))
      #expect(difference(found, output) == nil, "\(name) \(run)")
    }
  }

  @Test(arguments: ["vae", "vae-plain"])
  func everyBlockOfAnAutoencoderIsTheReferences(_ name: String) throws {
    let golden = try NetworkGolden(name)
    try compare(golden, golden.autoencoder())
  }

  @Test func oldAttentionNamesAndFourAxesAreTheSameAutoencoder() throws {
    let golden = try NetworkGolden("vae")
    let oldParts = [
      (".to_q.", ".query."), (".to_k.", ".key."), (".to_v.", ".value."),
      (".to_out.0.", ".proj_attn."),
    ]
    var weights = try golden.weights().renamed { name in
      oldParts.reduce(name) { $0.replacing($1.0, with: $1.1) }
    }
    for name in weights.shapes.keys where name.hasSuffix("query.weight") {
      weights[name] = try weights[name]?.reshaped([12, 12, 1, 1])
    }
    #expect(weights.shapes.keys.contains("encoder.mid_block.attentions.0.proj_attn.weight"))
    #expect(!weights.shapes.keys.contains { $0.contains("to_") })
    let renamed = try RenamedWeights(
      weights, network: "autoencoder", rename: RenamedWeights.autoencoderName)
    try compare(golden, AutoencoderKL(AutoencoderKLConfig(golden.config), Weights(renamed)))
  }

  @Test(arguments: ["text-gelu", "text-quick-gelu"])
  func everyLayerOfATextEncoderIsTheReferences(_ name: String) throws {
    let golden = try NetworkGolden(name)
    let text = try golden.text()
    try #require(golden.runs == ["2", "5"])
    for run in golden.runs {
      let recorder = Recorder()
      let tokens = try #require(try golden.tensor(run, "in.tokens")).scalars.map { Int($0) }
      let found = try text(tokens: tokens, recorder.checkpoint)
      try expect(recorder, golden, run)
      let output = try #require(try golden.tensor(run, "out.states"))
      #expect(difference(found, output) == nil, "\(name) \(run)")
    }
  }

  @Test(arguments: ["vision-gelu", "vision-quick-gelu"])
  func everyLayerOfAnImageEncoderIsTheReferences(_ name: String) throws {
    let golden = try NetworkGolden(name)
    let vision = try golden.vision()
    try #require(golden.runs == ["1", "2"])
    for run in golden.runs {
      let recorder = Recorder()
      let found = try vision(
        #require(try golden.tensor(run, "in.image")), recorder.checkpoint)
      try expect(recorder, golden, run)
      let output = try #require(try golden.tensor(run, "out.embeds"))
      #expect(difference(found, output) == nil, "\(name) \(run)")
    }
  }

  @Test func anImageEncoderIsReadWithAndWithoutThePrefix() throws {
    let golden = try NetworkGolden("vision-gelu")
    var weights = try golden.weights().renamed { $0.replacing("vision_model.", with: "") }
    weights["embeddings.position_ids"] = Tensor(zeros: [1, 10])
    #expect(!weights.shapes.keys.contains { $0.hasPrefix("vision_model") })
    let renamed = try RenamedWeights(
      weights, network: "image encoder", rename: RenamedWeights.imageEncoderName)
    let vision = try CLIPVision(CLIPVisionConfig(golden.config), Weights(renamed))
    let found = try vision(#require(try golden.tensor("1", "in.image")))
    let output = try #require(try golden.tensor("1", "out.embeds"))
    #expect(difference(found, output) == nil)
    #expect(throws: InferenceError.self) { try vision(Tensor(zeros: [1, 3, 12, 8])) }
    #expect(throws: InferenceError.self) { try vision(Tensor(zeros: [0, 3, 12, 12])) }
  }

  private func compare(_ golden: NetworkGolden, _ autoencoder: AutoencoderKL) throws {
    try #require(!golden.runs.isEmpty)
    for run in golden.runs {
      let recorder = Recorder()
      let image = try #require(try golden.tensor(run, "in.image"))
      let (mean, logVariance) = try autoencoder.encode(image, recorder.checkpoint)
      let expectedMean = try #require(try golden.tensor(run, "out.mean"))
      let expectedVariance = try #require(try golden.tensor(run, "out.log_variance"))
      if let latents = try golden.tensor(run, "in.latents") {
        let picture = try autoencoder.decode(latents, recorder.checkpoint)
        let expected = try #require(try golden.tensor(run, "out.image"))
        #expect(difference(picture, expected) == nil, "\(run)")
      }
      try expect(recorder, golden, run)
      #expect(difference(mean, expectedMean) == nil, "\(run)")
      #expect(difference(logVariance, expectedVariance) == nil, "\(run)")
    }
  }

  private func expect(_ recorder: Recorder, _ golden: NetworkGolden, _ run: String) throws {
    let taps = try golden.taps(run)
    try #require(taps.count > 2)
    #expect(difference(recorder.taps, taps) == nil, "\(golden.folder) \(run)")
    expectExactStages(recorder.stages)
  }
}

/// Every network's stages count 1, 2, … to the total it told from the start.
func expectExactStages(_ stages: [Checkpoint.Stage]) {
  for network in Set(stages.map(\.network)) {
    let own = stages.filter { $0.network == network }
    #expect(own.map(\.completed) == Array(1...own.count), "\(network)")
    #expect(own.allSatisfy { $0.total == own.count }, "\(network): \(own.first?.total ?? 0)")
  }
}
