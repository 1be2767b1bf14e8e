internal import TestSupport

@testable internal import Inference

/// Small autoencoders with random weights.
struct SmallAutoencoder: Weights.Source {
  let config: AutoencoderKLConfig
  private(set) var shapes: [String: [Int]] = [:]
  /// Tensors whose first value is not a number.
  var broken: Set<String> = []
  let path = "random"

  /// One of some channels by resolution, with or without attention in the middle.
  init(_ channels: [Int], layers: Int = 1, groups: Int = 4, attends: Bool = true) {
    var config = AutoencoderKLConfig()
    config.blockOutChannels = channels
    config.layersPerBlock = layers
    config.normNumGroups = groups
    config.midBlockAddAttention = attends
    self.config = config
    let latent = config.latentChannels
    convolution("quant_conv", 2 * latent, 2 * latent, kernel: 1)
    convolution("post_quant_conv", latent, latent, kernel: 1)
    let (outer, inner) = (config.outerChannels, config.innerChannels)
    coder("encoder", from: config.inChannels, outer, inner, to: 2 * latent)
    coder("decoder", from: latent, inner, outer, to: config.outChannels)
    levels("encoder.down_blocks", channels, layers: layers, resampler: "downsamplers")
    levels("decoder.up_blocks", channels.reversed(), layers: layers + 1, resampler: "upsamplers")
  }

  private mutating func coder(
    _ name: String, from inputs: Int, _ first: Int, _ last: Int, to outputs: Int
  ) {
    convolution(name + ".conv_in", inputs, first)
    let middle = config.innerChannels
    resnet(name + ".mid_block.resnets.0", middle, middle)
    resnet(name + ".mid_block.resnets.1", middle, middle)
    if config.midBlockAddAttention {
      let attention = name + ".mid_block.attentions.0."
      norm(attention + "group_norm", middle)
      for part in ["to_q", "to_k", "to_v", "to_out.0"] {
        shapes["\(attention)\(part).weight"] = [middle, middle]
        shapes["\(attention)\(part).bias"] = [middle]
      }
    }
    norm(name + ".conv_norm_out", last)
    convolution(name + ".conv_out", last, outputs)
  }

  private mutating func levels(
    _ name: String, _ channels: [Int], layers: Int, resampler: String
  ) {
    for (index, outputs) in channels.enumerated() {
      for layer in 0..<layers {
        let inputs = layer == 0 ? channels[max(0, index - 1)] : outputs
        resnet("\(name).\(index).resnets.\(layer)", inputs, outputs)
      }
      guard index + 1 < channels.count else { continue }
      convolution("\(name).\(index).\(resampler).0.conv", outputs, outputs)
    }
  }

  private mutating func resnet(_ name: String, _ inputs: Int, _ outputs: Int) {
    norm(name + ".norm1", inputs)
    convolution(name + ".conv1", inputs, outputs)
    norm(name + ".norm2", outputs)
    convolution(name + ".conv2", outputs, outputs)
    if inputs != outputs { convolution(name + ".conv_shortcut", inputs, outputs, kernel: 1) }
  }

  private mutating func norm(_ name: String, _ channels: Int) {
    shapes[name + ".weight"] = [channels]
    shapes[name + ".bias"] = [channels]
  }

  private mutating func convolution(
    _ name: String, _ inputs: Int, _ outputs: Int, kernel: Int = 3
  ) {
    shapes[name + ".weight"] = [outputs, inputs, kernel, kernel]
    shapes[name + ".bias"] = [outputs]
  }

  func read(_ name: String) throws(InferenceError) -> Tensor {
    guard let shape = shapes[name] else { throw .missing(path: name, advice: "none") }
    let seed = name.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) }
    let depth = Float(shape.dropFirst().reduce(1, *))
    var tensor = ReferenceNumbers.tensor(shape, seed: seed, scale: 1 / depth.squareRoot())
    if broken.contains(name) { tensor.scalars[0] = .nan }
    return tensor
  }

  /// The network, on so many threads.
  func network(
    _ precision: Precision = .fp32, threads: Int = 2
  ) throws(InferenceError) -> AutoencoderKL {
    var network = try AutoencoderKL(config, Weights(self).computing(in: precision))
    network.session = NetworkSession(threads: threads)
    return network
  }
}
