/// What a network's output says about the clean sample and the noise: the only place that knows.
public struct Conversion: Sendable, Equatable {
  /// x̂0.
  public let predOriginalSample: Tensor
  /// ε̂.
  public let predEpsilon: Tensor

  /// x̂0 and ε̂ from a model output at a noise level, the sample being of unit variance (for a flow, in
  /// the flow's own scale).
  ///
  /// - Shapes: `modelOutput`, `sample` and both results are alike.
  /// - Source: Salimans and Ho 2022, appendix D; diffusers 0.42.1 `scheduling_ddim.py`, step 3.
  public init(modelOutput: Tensor, sample: Tensor, level: NoiseLevel, type: PredictionType) {
    precondition(modelOutput.shape == sample.shape, "a model output has the sample's shape")
    let (signal, noise) = (level.signal, level.noise)
    switch type {
    case .epsilon:
      predOriginalSample = sample.zipped(modelOutput) { ($0 - noise * $1) / signal }
      predEpsilon = modelOutput
    case .sample:
      predOriginalSample = modelOutput
      predEpsilon = sample.zipped(modelOutput) { ($0 - signal * $1) / noise }
    case .vPrediction:
      predOriginalSample = sample.zipped(modelOutput) { signal * $0 - noise * $1 }
      predEpsilon = sample.zipped(modelOutput) { signal * $1 + noise * $0 }
    case .flow:
      let (signal, noise) = SampleSpace.flow.factors(level)
      predOriginalSample = sample.zipped(modelOutput) { $0 + noise * $1 }
      predEpsilon = sample.zipped(modelOutput) { $0 - signal * $1 }
    }
  }

  /// The model output of a type that says the same as an x̂0 at a noise level.
  ///
  /// - Shapes: `predOriginalSample`, `sample` and the result are alike.
  public static func modelOutput(
    predOriginalSample: Tensor, sample: Tensor, level: NoiseLevel, type: PredictionType
  ) -> Tensor {
    let (signal, noise) = (level.signal, level.noise)
    return switch type {
    case .epsilon: sample.zipped(predOriginalSample) { ($0 - signal * $1) / noise }
    case .sample: predOriginalSample
    case .vPrediction: sample.zipped(predOriginalSample) { (signal * $0 - $1) / noise }
    case .flow:
      sample.zipped(predOriginalSample) { ($1 - $0) / SampleSpace.flow.factors(level).noise }
    }
  }

  /// Whether the conversion divides by zero at a level.
  ///
  /// ε says nothing about x0 where there is no signal, x0 says nothing about ε where there is no noise.
  public static func isUndefined(_ type: PredictionType, at level: NoiseLevel) -> Bool {
    switch type {
    case .epsilon: level.signal == 0
    case .sample: level.noise == 0
    case .vPrediction, .flow: false
    }
  }

  /// Refuses a plan in which an entry cannot be converted.
  ///
  /// - Throws: `invalidSetting` naming the timestep.
  static func check(_ type: PredictionType, _ entries: [Plan.Entry]) throws(InferenceError) {
    guard let entry = entries.first(where: { isUndefined(type, at: $0.level) }) else { return }
    let lacks = type == .epsilon ? "no signal" : "no noise"
    throw .invalidSetting(
      name: "prediction_type", value: "\(type.rawValue) at timestep \(Int(entry.timestep))",
      allowed: "v_prediction there, or a schedule or spacing that avoids a timestep with "
        + "\(lacks), by which this type divides")
  }
}

extension Tensor {
  /// `transform` of the two tensors' values, element by element; the shapes must agree.
  func zipped(_ other: Tensor, _ transform: (Float, Float) -> Float) -> Tensor {
    precondition(shape == other.shape, "zipped needs equal shapes")
    var result = self
    result.scalars = zip(scalars, other.scalars).map(transform)
    return result
  }
}
