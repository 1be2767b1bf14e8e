internal import Foundation

/// The sinusoids of a timestep.
///
/// - Source: Vaswani et al. 2017, §3.5; diffusers 0.42 `embeddings.py`.
struct Timesteps: Sendable {
  /// How many values.
  let channels: Int
  /// Whether the cosines come first.
  let flipSinToCos: Bool
  /// Taken from the number of frequencies when they are spaced.
  let freqShift: Float

  /// Sines and cosines of the timestep at frequencies from 1 down to about 1/10000, a zero after them when
  /// the number of values is odd.
  func callAsFunction(_ timestep: Float) -> [Float] {
    let half = channels / 2
    // Single precision in the reference's order: at timestep 999 the last bit of a frequency shows.
    let angles = (0..<half).map { index in
      timestep * expf(-logf(10000) * Float(index) / (Float(half) - freqShift))
    }
    let sines = angles.map { sinf($0) }
    let cosines = angles.map { cosf($0) }
    let pair = flipSinToCos ? cosines + sines : sines + cosines
    return pair + [Float](repeating: 0, count: channels % 2)
  }
}

/// Two linear layers with a SiLU between: the embedding of sinusoids or of a class vector.
struct TimestepEmbedding: Sendable {
  /// Length of the input.
  let inputs: Int
  /// Length of the embedding.
  let outputs: Int
  private let first: Linear
  private let second: Linear

  /// The layers under `weights`' prefix.
  ///
  /// - Throws: what reading the weights throws.
  init(from inputs: Int, to outputs: Int, _ weights: Weights) throws(InferenceError) {
    self.inputs = inputs
    self.outputs = outputs
    first = try weights.exact.linear("linear_1", from: inputs, to: outputs)
    second = try weights.exact.linear("linear_2", from: outputs, to: outputs)
  }

  /// The embedding of some rows, each `inputs` long.
  func callAsFunction(_ rows: [Float]) -> [Float] {
    var hidden = first.apply(rows)
    Activations.silu(&hidden)
    return second.apply(hidden)
  }
}
