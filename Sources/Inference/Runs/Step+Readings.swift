/// What a step's network output says, read as another kind of output.
extension Step {
  /// ε̂, the noise that the output says is in x_t.
  ///
  /// - Parameter type: What the output is taken for.
  /// - Returns: The shape of the latents; nil where the output says nothing of the noise: an x0 where the
  ///   network is told that there is none.
  /// - Source: as `Conversion`, at the noise level that the network was told.
  public func predEpsilon(_ type: PredictionType) -> Tensor? {
    guard !Conversion.isUndefined(type, at: entry.level) else { return nil }
    return conversion(type).predEpsilon
  }

  /// v̂, the velocity √ᾱ ε̂ − √(1−ᾱ) x̂0; of a flow its own velocity, which is the output.
  ///
  /// - Parameter type: What the output is taken for.
  /// - Returns: The shape of the latents; nil where ε̂ is not defined.
  /// - Source: Salimans and Ho 2022, appendix D.
  public func predVelocity(_ type: PredictionType) -> Tensor? {
    guard type != .vPrediction, type != .flow else { return modelOutput }
    guard !Conversion.isUndefined(type, at: entry.level) else { return nil }
    let converted = conversion(type)
    return Tensor.combine(
      entry.level.signal, converted.predEpsilon, -entry.level.noise,
      converted.predOriginalSample)
  }

  private func conversion(_ type: PredictionType) -> Conversion {
    Conversion(
      modelOutput: modelOutput, sample: entry.networkInput(latents), level: entry.level, type: type)
  }
}
