internal import TestSupport
internal import Testing

@testable internal import Inference

/// What a call allocates is known before it is made.
@Suite("Rehearsals of network calls")
struct RehearsalTests {
  /// Not exact: how long a value lives is the compiler's choice, and prompts are left out.
  private static let tolerance = 0.08

  private func expectClose(_ rehearsed: Int, _ real: Int, _ what: String) {
    let error = abs(Double(rehearsed) / Double(max(1, real)) - 1)
    #expect(error <= Self.tolerance, "\(what): \(rehearsed) rehearsed, \(real) really")
  }

  private static let folder = Golden.root + "/assets/models/marigold-depth-tiny"

  @Test("the UNet's activations", arguments: [(24, 24), (40, 31), (96, 72)])
  func unet(_ height: Int, _ width: Int) throws {
    let folder = try ModelFolder(path: Self.folder)
    let unet = try UNet(folder.unetConfig(), folder.weights("unet"))
    let width2 = unet.config.crossAttentionDim[0]
    _ = try unet(
      Tensor(zeros: [1, unet.config.inChannels, height, width]), timestep: 999,
      conditioning: Conditioning(hiddenStates: Tensor(zeros: [1, 2, width2])))
    var rehearsal = Rehearsal(threads: Threads.count)
    try rehearsal.unet(
      unet.config, batch: 1, height: height, width: width, isJoint: false)
    expectClose(
      rehearsal.mostUsedBytes, unet.session.workspace.mostUsedBytes, "in use, \(height)x\(width)")
    expectClose(
      rehearsal.workspacePeakBytes, unet.session.workspace.peakBytes, "held, \(height)x\(width)")
  }

  @Test("the autoencoder's activations", arguments: [(192, 192), (320, 248)])
  func autoencoder(_ height: Int, _ width: Int) throws {
    let folder = try ModelFolder(path: Self.folder)
    let vae = try AutoencoderKL(folder.vaeConfig(), folder.weights("vae"))
    let factor = vae.config.factor
    _ = try vae.encode(Tensor(zeros: [1, 3, height, width]))
    var rehearsal = Rehearsal(threads: Threads.count)
    try rehearsal.encoder(vae.config, height: height, width: width)
    expectClose(
      rehearsal.workspacePeakBytes, vae.session.workspace.peakBytes, "encoder \(height)x\(width)")
    _ = try vae.decode(Tensor(zeros: [1, 4, height / factor, width / factor]))
    try rehearsal.decoder(vae.config, height: height / factor, width: width / factor)
    expectClose(
      rehearsal.workspacePeakBytes, vae.session.workspace.peakBytes, "decoder \(height)x\(width)")
  }

  @Test(
    "the autoencoder's activations by bands", arguments: [(192, 192), (320, 248)], [8, 40, nil])
  func bands(_ size: (height: Int, width: Int), rows: Int?) throws {
    let (height, width) = size
    let folder = try ModelFolder(path: Self.folder)
    var vae = try AutoencoderKL(folder.vaeConfig(), folder.weights("vae"))
    vae.decoding = .bands
    vae.bandRows = rows
    let factor = vae.config.factor
    let way = BandRehearsal(.bands, rows: rows)
    _ = try vae.encode(Tensor(zeros: [1, 3, height, width]))
    var encoding = Rehearsal(threads: Threads.count)
    try encoding.encoder(vae.config, height: height, width: width, by: way)
    expectClose(
      encoding.mostUsedBytes, vae.session.workspace.mostUsedBytes, "encoder \(height)x\(width)")
    vae.session = NetworkSession()
    _ = try vae.decode(Tensor(zeros: [1, 4, height / factor, width / factor]))
    var decoding = Rehearsal(threads: Threads.count)
    try decoding.decoder(vae.config, height: height / factor, width: width / factor, by: way)
    expectClose(
      decoding.mostUsedBytes, vae.session.workspace.mostUsedBytes, "decoder \(height)x\(width)")
    expectClose(
      decoding.workspacePeakBytes, vae.session.workspace.peakBytes, "held \(height)x\(width)")
  }

  @Test("by bands Stable Diffusion's decoder takes less than half, and a third more work")
  func bandsOfFullSize() throws {
    func rehearsed(_ decoding: Decoding) throws -> (bytes: Int, work: Double) {
      var rehearsal = Rehearsal(threads: 2)
      try rehearsal.decoder(
        AutoencoderKLConfig(), height: 128, width: 128, by: BandRehearsal(decoding))
      return (rehearsal.mostUsedBytes, rehearsal.work.total - rehearsal.work[.values])
    }
    let (whole, bands) = try (rehearsed(.whole), rehearsed(.bands))
    // 512 and 192 floats a pixel, with the bands themselves and the threads' scratch besides.
    #expect((0.37..<0.46).contains(Double(bands.bytes) / Double(whole.bytes)))
    // Two growths of 256 channels and two convolutions of 128 more, of 2514 GFLOP at 512x512.
    #expect(abs((bands.work - whole.work) / (4 * 773e9) - 1) < 0.01)
  }

  @Test("maps of any size lie close: hardly more is held than is in use", arguments: [64, 96, 128])
  func dense(edge: Int) throws {
    for decoding in [Decoding.whole, .bands] {
      var rehearsal = Rehearsal(threads: 2)
      let way = BandRehearsal(decoding)
      try rehearsal.encoder(AutoencoderKLConfig(), height: 8 * edge, width: 8 * edge, by: way)
      try rehearsal.decoder(AutoencoderKLConfig(), height: edge, width: edge, by: way)
      let share = Double(rehearsal.workspacePeakBytes) / Double(rehearsal.mostUsedBytes)
      #expect(share < 1.08, "\(decoding)")
    }
    var rehearsal = Rehearsal(threads: 2)
    var config = UNetConfig()
    config.inChannels = 8
    try rehearsal.unet(config, batch: 1, height: edge, width: edge, isJoint: false)
    #expect(
      Double(rehearsal.workspacePeakBytes) / Double(rehearsal.mostUsedBytes) < 1.08)
  }

  @Test("a UNet of Stable Diffusion 2's size computes what was counted of it")
  func operations() throws {
    var rehearsal = Rehearsal(threads: 2)
    var config = UNetConfig()
    config.inChannels = 8
    try rehearsal.unet(config, batch: 1, height: 64, width: 64, isJoint: false)
    let work = rehearsal.work
    let products = work.total - work[.values]
    // 804 GFLOP, counted on diffusers' own modules.
    #expect(abs(products / 804e9 - 1) < 0.02)
    // 122 GFLOP of self-attention and 4 of attention to the prompt.
    #expect(abs(work[.attention] / 122e9 - 1) < 0.05)
  }

  @Test("the autoencoder of Stable Diffusion computes what was counted of it")
  func autoencoderOperations() throws {
    var rehearsal = Rehearsal(threads: 2)
    try rehearsal.encoder(AutoencoderKLConfig(), height: 512, width: 512)
    let encoder = rehearsal.work.total - rehearsal.work[.values]
    #expect(abs(encoder / 1117e9 - 1) < 0.02)
    try rehearsal.decoder(AutoencoderKLConfig(), height: 64, width: 64)
    let both = rehearsal.work.total - rehearsal.work[.values]
    #expect(abs((both - encoder) / 2514e9 - 1) < 0.02)
  }

  @Test("a picture of any size is rehearsed without its memory")
  func large() throws {
    var rehearsal = Rehearsal(threads: 2)
    try rehearsal.decoder(AutoencoderKLConfig(), height: 1024, width: 1024)
    #expect(rehearsal.peakBytes > 64 << 30)
  }

  @Test(
    "weights are counted as they are read: in two bytes where halves hold them",
    arguments: Precision.allCases, [(kernel: 3, stride: 1), (3, 2), (1, 1)])
  func weights(precision: Precision, layer: (kernel: Int, stride: Int)) throws {
    // Gathered at the smaller size; at the larger one Winograd's method takes them panel by panel.
    let channels = 320
    for edge in [4, 8] {
      var rehearsal = Rehearsal(precision, threads: 1)
      let input = try rehearsal.image(batch: 1, height: edge, width: edge, channels: channels)
      _ = try rehearsal.convolution(
        input, to: channels, kernel: layer.kernel, stride: layer.stride)
      let weight = Tensor(zeros: [channels, channels, layer.kernel, layer.kernel])
      let real = try Convolution(
        weight: weight, bias: nil, stride: layer.stride, precision: precision.computed
      ).weights.packed.storage
      #expect(
        rehearsal.work[.weights] == Double(real.bytes * weight.count),
        "\(precision), \(layer), \(edge)")
    }
  }
}
