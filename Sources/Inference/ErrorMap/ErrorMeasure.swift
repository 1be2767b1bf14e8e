/// What the x̂0 of an error map are compared with.
public enum ErrorMeasure: Sendable, Equatable {
  /// The clean latents themselves.
  case latent
  /// Depth `[H, W]` in metres, of the picture's own size.
  case absRel(Tensor, DepthMetrics.Options)
  /// Unit normals `[H, W, 3]`, of the picture's own size.
  case meanAngle(Tensor)

  /// The kind of its errors.
  public var kind: ErrorMap.Kind {
    switch self {
    case .latent: .latent
    case .absRel: .absRel
    case .meanAngle: .meanAngle
    }
  }

  /// The error of a prediction of the picture's own size; nil where latents are compared.
  ///
  /// - Throws: `shapeMismatch` when the sizes differ.
  public func error(of prediction: Prediction) throws(InferenceError) -> Float? {
    switch self {
    case .latent: nil
    case .absRel(let truth, let options):
      Float(try DepthMetrics.compare(prediction.values, to: truth, options: options).absRel)
    case .meanAngle(let truth):
      Float(try NormalMetrics.compare(prediction.values, to: truth).meanAngle)
    }
  }

  /// The root mean square difference of latents of one shape.
  static func rootMeanSquare(_ latents: Tensor, _ clean: Tensor) -> Float {
    var sum = 0.0
    for (left, right) in zip(latents.scalars, clean.scalars) {
      let difference = Double(left) - Double(right)
      sum += difference * difference
    }
    return Float((sum / Double(max(1, latents.count))).squareRoot())
  }
}
