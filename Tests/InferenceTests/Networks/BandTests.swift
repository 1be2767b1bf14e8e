internal import Synchronization
internal import TestSupport
internal import Testing

@testable internal import Inference

/// The autoencoder's widest maps, made a band of rows after the other, and held or not.
@Suite("The autoencoder by bands and by passes")
struct BandTests {
  /// The ways that are not the whole.
  static let ways = [Decoding.bands, .passes]
  /// Attention or none, resolutions of equal channels, a single resolution, one to three residual blocks.
  static let networks = [
    SmallAutoencoder([8, 16, 16, 24], layers: 2), SmallAutoencoder([8, 12], attends: false),
    SmallAutoencoder([20, 20], attends: false), SmallAutoencoder([12, 8, 16], layers: 1),
    SmallAutoencoder([16], layers: 2),
  ]

  private func latents(_ height: Int, _ width: Int, batch: Int = 1) -> Tensor {
    ReferenceNumbers.tensor([batch, 4, height, width], seed: 3)
  }

  private func picture(_ height: Int, _ width: Int) -> Tensor {
    ReferenceNumbers.tensor([1, 3, height, width], seed: 4, scale: 0.5)
  }

  private func bits(_ tensors: Tensor...) -> [UInt32] {
    tensors.flatMap { $0.scalars.map(\.bitPattern) }
  }

  private func error(_ body: () throws -> Void) -> InferenceError? {
    do { try body() } catch { return error as? InferenceError }
    return nil
  }

  @Test(
    "a decode has the bits of the whole", arguments: networks,
    [(5, 7), (1, 1), (2, 9), (12, 10), (9, 3)])
  func decoding(network: SmallAutoencoder, size: (Int, Int)) throws {
    let latents = latents(size.0, size.1)
    let whole = try bits(network.network().decode(latents))
    for way in Self.ways {
      for (rows, threads) in [(4, 1), (8, 3), (5, 2), (1000, 1)] {
        var vae = try network.network(threads: threads)
        vae.decoding = way
        vae.bandRows = rows
        #expect(try bits(vae.decode(latents)) == whole, "\(way) of \(rows) rows")
      }
    }
  }

  @Test(
    "an encode has the bits of the whole", arguments: networks,
    [(37, 29), (8, 8), (9, 50), (64, 41)])
  func encoding(network: SmallAutoencoder, size: (Int, Int)) throws {
    let picture = picture(size.0, size.1)
    let whole = try network.network().encode(picture)
    for way in Self.ways {
      for (rows, threads) in [(4, 1), (12, 3), (1000, 2)] {
        var vae = try network.network(threads: threads)
        vae.decoding = way
        vae.bandRows = rows
        let found = try vae.encode(picture)
        #expect(
          bits(found.mean, found.logVariance) == bits(whole.mean, whole.logVariance),
          "\(way) of \(rows) rows")
      }
    }
  }

  @Test(
    "in bfloat16 too, and with the rows that the map decides",
    arguments: [Precision.bf16, .bf16x3].filter(\.isSupported))
  func halves(precision: Precision) throws {
    for network in Self.networks {
      var vae = try network.network(precision)
      let (latents, picture) = (latents(12, 11), picture(45, 32))
      let whole = try bits(vae.decode(latents), vae.encode(picture).mean)
      for way in Self.ways {
        vae.decoding = way
        for rows in [4, 12, nil] {
          vae.bandRows = rows
          #expect(try bits(vae.decode(latents), vae.encode(picture).mean) == whole, "\(way)")
        }
      }
    }
  }

  @Test("takes much less memory, whatever is computed twice")
  func memory() throws {
    let network = SmallAutoencoder([16, 32, 64], layers: 2, attends: false)
    func most(_ decoding: Decoding, _ body: (AutoencoderKL) throws -> Void) throws -> Int {
      var vae = try network.network(threads: 2)
      vae.decoding = decoding
      vae.bandRows = 8
      try body(vae)
      return vae.session.workspace.mostUsedBytes
    }
    let decode = { (vae: AutoencoderKL) in _ = try vae.decode(latents(192, 96)) }
    let decodes = try (most(.whole, decode), most(.bands, decode), most(.passes, decode))
    #expect(2 * decodes.1 < decodes.0)
    #expect(3 * decodes.2 < decodes.0)
    let encode = { (vae: AutoencoderKL) in _ = try vae.encode(picture(768, 384)) }
    let encodes = try (most(.whole, encode), most(.bands, encode), most(.passes, encode))
    #expect(3 * encodes.1 < 2 * encodes.0)
    #expect(2 * encodes.2 < encodes.0)
  }

  @Test("a batch and an inspected call go the whole way")
  func exceptions() throws {
    var vae = try Self.networks[0].network()
    let (pair, one) = (latents(6, 5, batch: 2), latents(12, 10))
    let (wholePair, whole) = try (vae.decode(pair), vae.decode(one))
    let recorder = Recorder()
    _ = try vae.decode(one, recorder.checkpoint)
    let names = recorder.taps.map(\.name)
    vae.bandRows = 4
    for way in Self.ways {
      vae.decoding = way
      #expect(try bits(vae.decode(pair)) == bits(wholePair))
      let second = Recorder()
      #expect(try bits(vae.decode(one, second.checkpoint)) == bits(whole))
      #expect(second.taps.map(\.name) == names)
    }
  }

  @Test("tells of the same blocks in the same order", arguments: networks)
  func stages(network: SmallAutoencoder) throws {
    func stages(_ decoding: Decoding) throws -> [Checkpoint.Stage] {
      let recorder = Recorder()
      var checkpoint = recorder.checkpoint
      checkpoint.tap = nil
      var vae = try network.network()
      vae.decoding = decoding
      vae.bandRows = 8
      _ = try vae.decode(latents(6, 5), checkpoint)
      _ = try vae.encode(picture(32, 24), checkpoint)
      return recorder.stages
    }
    let whole = try stages(.whole)
    #expect(!whole.isEmpty)
    for way in Self.ways { #expect(try stages(way) == whole) }
  }

  @Test(
    "names the block with a value that is not finite",
    arguments: [
      "decoder.up_blocks.2.upsamplers.0.conv.bias", "decoder.up_blocks.3.resnets.0.conv1.weight",
      "decoder.up_blocks.3.resnets.0.conv_shortcut.bias",
      "decoder.up_blocks.3.resnets.2.conv2.bias", "decoder.conv_out.bias",
      "encoder.conv_in.bias", "encoder.down_blocks.0.resnets.1.conv2.weight",
      "encoder.down_blocks.0.downsamplers.0.conv.bias",
    ])
  func faults(tensor: String) throws {
    var network = Self.networks[0]
    network.broken = [tensor]
    func fault(_ decoding: Decoding) throws -> InferenceError? {
      var vae = try network.network()
      vae.decoding = decoding
      vae.bandRows = 8
      return error {
        _ = try vae.encode(picture(40, 33))
        _ = try vae.decode(latents(6, 5))
      }
    }
    let whole = try fault(.whole)
    guard case .notFinite(let found) = whole else {
      Issue.record("\(String(describing: whole))")
      return
    }
    #expect(tensor.hasPrefix(found.block))
    for way in Self.ways { #expect(try fault(way) == whole) }
  }

  @Test("ends between bands when it is cancelled", arguments: ways, [1, 5, 30])
  func cancelling(way: Decoding, questions: Int) throws {
    var vae = try Self.networks[0].network(threads: 1)
    vae.decoding = way
    vae.bandRows = 4
    let latents = latents(12, 10)
    let whole = try bits(vae.decode(latents))
    let left = Mutex<Int?>(nil)
    let reached = Mutex("")
    let checkpoint = Checkpoint(
      reach: { stage in
        reached.withLock { $0 = stage.block }
        if stage.block == "decoder.up_blocks.2.upsamplers.0" { left.withLock { $0 = questions } }
      },
      isCancelled: {
        left.withLock { left in
          guard let count = left else { return false }
          left = count - 1
          return count <= 0
        }
      })
    #expect(error { _ = try vae.decode(latents, checkpoint) } == .cancelled)
    // In the middle of the first residual block's bands.
    #expect(reached.withLock { $0 } == "decoder.up_blocks.2.upsamplers.0")
    #expect(try bits(vae.decode(latents)) == whole)
  }
}
