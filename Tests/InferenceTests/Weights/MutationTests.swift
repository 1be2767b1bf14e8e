internal import Testing

@testable internal import Inference

/// Thousands of damaged inputs, the same ones every time: each is read or refused, none may trap.
@Suite struct MutationTests {
  /// SplitMix64 (Steele, Lea, Flood 2014).
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let pieces = [
    "[", "]", "{", "}", ",", ":", "\"", "-1", "0", "1e9", "9223372036854775807",
    "18446744073709551616", "null", "true", "\\u0000", "\\ud800", "(", ")", "'", "False", "\u{FF}",
    "4294967296", "[[[[[[[[[", " ",
  ].map { Array($0.utf8) }

  /// One to four random edits.
  static func mutated(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, index + Int.random(in: 0...6, using: &generator))
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes.removeSubrange(index..<end)
      case 2: bytes.insert(contentsOf: bytes[index..<end], at: index)
      default:
        bytes.replaceSubrange(index..<end, with: pieces.randomElement(using: &generator) ?? [])
      }
    }
    return bytes
  }

  static let rounds = 3000

  @Test func headersOfSafetensorsNeverTrap() {
    var generator = Generator(state: 1)
    let header = Array(
      (#"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"F4","shape":[2],"data_offsets":[8,9]}}"#).utf8)
    var accepted = 0
    for _ in 0..<Self.rounds {
      let bytes = Self.mutated(header, &generator)
      guard let parsed = try? SafetensorsHeader(bytes, dataBytes: 9) else { continue }
      accepted += 1
      #expect(parsed.entries.reduce(0) { $0 + $1.byteRange.count } == 9)
    }
    #expect((1..<Self.rounds).contains(accepted))
  }

  @Test func configsNeverTrap() {
    var generator = Generator(state: 2)
    let text = Array(
      (#"{"in_channels":8,"block_out_channels":[32,64],"down_block_types":["DownBlock2D","#
        + #""CrossAttnDownBlock2D"],"up_block_types":["CrossAttnUpBlock2D","UpBlock2D"],"#
        + #""attention_head_dim":[2,4],"norm_num_groups":8,"norm_eps":1e-5,"sample_size":[24,24],"#
        + #""class_embed_type":"projection","projection_class_embeddings_input_dim":4,"#
        + #""beta_start":0.1,"trained_betas":null,"hidden_size":64,"image_size":28,"patch_size":14,"#
        + #""crop_size":{"height":28,"width":28},"image_mean":[0.5,0.5,0.5],"noising_step":400}"#)
        .utf8)
    var accepted = 0
    for _ in 0..<Self.rounds {
      let bytes = Self.mutated(text, &generator)
      guard let file = try? ConfigFile(bytes: bytes, path: "x") else { continue }
      accepted += (try? UNetConfig(file)) == nil ? 0 : 1
      _ = try? AutoencoderKLConfig(file)
      _ = try? CLIPTextConfig(file)
      _ = try? CLIPVisionConfig(file)
      _ = try? CLIPImageProcessor(file)
      if let config = try? SchedulerConfig(file) {
        _ = try? Planning.plan(RunSettings(config), config)
      }
      _ = try? ModelIndex(file)
    }
    #expect((1..<Self.rounds).contains(accepted))
  }

  @Test func headersOfNumpyFilesNeverTrap() {
    var generator = Generator(state: 3)
    let text = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }  \n".utf8)
    var accepted = 0
    for _ in 0..<Self.rounds {
      let header = try? NpyHeader(Self.mutated(text, &generator))
      accepted += header == nil ? 0 : 1
    }
    #expect((1..<Self.rounds).contains(accepted))
  }
}
