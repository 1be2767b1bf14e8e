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
    try compare(.bands, size, rows: rows)
  }

  @Test(
    "the autoencoder's activations by passes", arguments: [(192, 192), (320, 248)], [8, 40, nil])
  func passes(_ size: (height: Int, width: Int), rows: Int?) throws {
    try compare(.passes, size, rows: rows)
  }

  private func compare(_ decoding: Decoding, _ size: (height: Int, width: Int), rows: Int?) throws {
    let (height, width) = size
    let folder = try ModelFolder(path: Self.folder)
    var vae = try AutoencoderKL(folder.vaeConfig(), folder.weights("vae"))
    vae.decoding = decoding
    vae.bandRows = rows
    let factor = vae.config.factor
    let way = BandRehearsal(decoding, rows: rows)
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

  /// The memory of a half of Stable Diffusion's autoencoder and the operations of its products.
  private func rehearsed(
    _ decoding: Decoding, edge: Int = 1024, isEncoder: Bool = false
  ) throws -> (bytes: Int, work: Double) {
    var rehearsal = Rehearsal(threads: 2)
    let (config, way) = (AutoencoderKLConfig(), BandRehearsal(decoding))
    if isEncoder {
      try rehearsal.encoder(config, height: edge, width: edge, by: way)
    } else {
      try rehearsal.decoder(config, height: edge / 8, width: edge / 8, by: way)
    }
    return (rehearsal.mostUsedBytes, rehearsal.work.total - rehearsal.work[.values])
  }

  @Test("by bands Stable Diffusion's decoder takes less than half, and a third more work")
  func bandsOfFullSize() throws {
    let (whole, bands) = try (rehearsed(.whole), rehearsed(.bands))
    // 512 and 192 floats a pixel, with the bands themselves and the threads' scratch besides.
    #expect((0.37..<0.46).contains(Double(bands.bytes) / Double(whole.bytes)))
    // Two growths of 256 channels and two convolutions of 128 more, of 2514 GFLOP at 512x512.
    #expect(abs((bands.work - whole.work) / (4 * 773e9) - 1) < 0.01)
  }

  @Test(
    "by passes Stable Diffusion's autoencoder holds 96 floats a pixel and its windows",
    arguments: [1024, 2048])
  func passesOfFullSize(edge: Int) throws {
    let held = 96 * MemoryLayout<Float>.size * edge * edge
    // Convolutions of 256 channels at the picture's size, of 512 at half of it (773 GFLOP at 512x512 in all) and of 128
    // in the decoder: 7 growths more, 6, 5 and 14 convolutions; in the encoder 10 of 128, and one of 256 at half.
    for (isEncoder, more) in [(false, 5111e9), (true, 859.5e9)] {
      let whole = try rehearsed(.whole, edge: edge, isEncoder: isEncoder)
      let passes = try rehearsed(.passes, edge: edge, isEncoder: isEncoder)
      // Whatever the size: bands of 16 MB, the threads' scratch, weights that are transformed for the call.
      #expect((held..<(held + 150_000_000)).contains(passes.bytes), "\(passes.bytes)")
      let scale = Double(edge * edge) / (512 * 512)
      #expect(abs((passes.work - whole.work) / (scale * more) - 1) < 0.001)
    }
  }

  @Test(
    "each way computes what was counted of it and nothing twice besides",
    arguments: Decoding.allCases, [[8, 16, 16, 24], [12, 8], [20]])
  func ways(decoding: Decoding, channels: [Int]) throws {
    let network = SmallAutoencoder(channels, layers: 2, attends: false)
    var vae = try network.network()
    vae.decoding = decoding
    vae.bandRows = 8
    let times = LayerTimes()
    let checkpoint = times.collecting(Checkpoint())
    _ = try vae.encode(Tensor(zeros: [1, 3, 43, 40]), checkpoint)
    _ = try vae.decode(Tensor(zeros: [1, 4, 9, 7]), checkpoint)
    var rehearsal = Rehearsal(threads: 2)
    let way = BandRehearsal(decoding, rows: 8)
    try rehearsal.encoder(network.config, height: 43, width: 40, by: way)
    try rehearsal.decoder(network.config, height: 9, width: 7, by: way)
    let real = times.take().reduce(0) { $0 + $1.operations }
    #expect(abs((rehearsal.work.total - rehearsal.work[.values]) / real - 1) < 1e-9)
  }

  @Test("maps of any size lie close: hardly more is held than is in use", arguments: [64, 96, 128])
  func dense(edge: Int) throws {
    for decoding in Decoding.allCases {
      var rehearsal = Rehearsal(threads: 2)
      let way = BandRehearsal(decoding)
      try rehearsal.encoder(AutoencoderKLConfig(), height: 8 * edge, width: 8 * edge, by: way)
      try rehearsal.decoder(AutoencoderKLConfig(), height: edge, width: edge, by: way)
      let share = Double(rehearsal.workspacePeakBytes) / Double(rehearsal.mostUsedBytes)
      // By bands the half-size map grows behind two that are gone, neither of which the hidden map fits into.
      #expect(share < 1.09, "\(decoding)")
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
    // Gathered at the smaller size; at the larger one Winograd's method takes them panel by panel, where there are any.
    let channels = 320
    for edge in PanelLayout(outputs: channels).panel > 0 ? [4, 8] : [4] {
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
