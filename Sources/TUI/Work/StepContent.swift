import Inference
import Render

/// What a view of a step is made of, before it is coloured.
enum StepContent {
  /// `[1, 4, h, w]`.
  case latents(Tensor)
  /// Amounts `[H, W]`.
  case plane(Tensor)
  case prediction(Prediction)

  /// The values that take the ends of the colours; nil where nothing is finite or colours stand for
  /// directions and light.
  var range: ClosedRange<Float>? {
    switch self {
    case .latents(let latents):
      let limit = LatentTiles.limit(latents)
      return -limit...limit
    case .plane(let plane): return DepthMap.finiteRange(plane).map { 0...max($0.upperBound, 0) }
    case .prediction(let prediction):
      return prediction.quantity.isScalar ? DepthMap.finiteRange(prediction.values) : nil
    }
  }
}

extension PictureStore {
  /// What a view is made of; nil while it is not there.
  func content(_ picture: ImageKey.StepPicture) -> StepContent? {
    if picture.isLatent { return latents(picture).map(StepContent.latents) }
    if let version = picture.preview { return preview(picture, version: version) }
    let target = DecodeTarget.predOriginal.of(picture.modality)
    switch picture.view {
    case .input: return nil
    case .predOriginal, .latents, .modelOutput, .epsilon, .velocity:
      guard let part = picture.view.part else { return nil }
      return prediction(
        picture.run, picture.index, DecodeTarget(part: part, modality: picture.modality)
      ).map(StepContent.prediction)
    case .difference:
      guard let now = prediction(picture.run, picture.index, target),
        let before = prediction(picture.run, max(0, picture.index - 1), target),
        now.values.shape == before.values.shape
      else { return nil }
      return .plane(DifferenceMap.plane(now.values, before.values))
    case .spread:
      let steps = (0...picture.index).compactMap { prediction(picture.run, $0, target)?.values }
      guard steps.count == picture.index + 1 else { return nil }
      return SpreadMap.plane(steps).map(StepContent.plane)
    case .error:
      guard let found = prediction(picture.run, picture.index, target),
        let truth = truth(of: picture.run, picture.quantity),
        let family = family(of: picture.run, picture.index)
      else { return nil }
      // Normals made from depth have the axes of ground truth, whatever the family's are.
      let seen = found.quantity == .normals ? truth.inAxes(of: family) : truth
      return TruthPlane.error(
        found, seen, asNormals: picture.quantity == .normals, picture.alignment
      ).map(StepContent.plane)
    }
  }

  private func latents(_ picture: ImageKey.StepPicture) -> Tensor? {
    func latents(_ part: DecodeTarget.Part, _ index: Int) -> Tensor? {
      self.latents(picture.run, index, DecodeTarget(part: part, modality: picture.modality))
    }
    switch picture.view {
    case .input, .error: return nil
    case .predOriginal, .latents, .modelOutput, .epsilon, .velocity:
      return picture.view.part.flatMap { latents($0, picture.index) }
    case .difference:
      guard let now = latents(.predOriginal, picture.index),
        let before = latents(.predOriginal, max(0, picture.index - 1))
      else { return nil }
      return Tensor.combine(1, now, -1, before)
    case .spread:
      let steps = (0...picture.index).compactMap { latents(.predOriginal, $0) }
      return steps.count == picture.index + 1 ? SpreadMap.deviation(steps) : nil
    }
  }
}

extension StepView {
  /// The tensor of a step that it shows; nil for what is made of several.
  var part: DecodeTarget.Part? {
    switch self {
    case .predOriginal: .predOriginal
    case .latents: .latents
    case .modelOutput: .modelOutput
    case .epsilon: .epsilon
    case .velocity: .velocity
    case .difference, .error, .spread, .input: nil
    }
  }
}

/// What a prediction differs by from its ground truth, pixel by pixel.
enum TruthPlane {
  /// The error of every pixel.
  ///
  /// - Parameters:
  ///   - prediction: Of the networks' size; brought to the truth's.
  ///   - truth: Depth `[H, W]` or normals `[H, W, 3]`.
  ///   - asNormals: Whether depth is taken as the normals made from it.
  ///   - alignment: The fit of depth.
  /// - Returns: `[H, W]` of the truth's size: metres that depth is off after its fit, degrees between
  ///   normals; NaN where nothing is known. Nil where the two cannot be compared.
  static func error(
    _ prediction: Prediction, _ truth: GroundTruth, asNormals: Bool, _ alignment: Alignment?
  ) -> Tensor? {
    switch truth {
    case .depth(let truth):
      guard prediction.quantity == .depth, let alignment else { return nil }
      let depth = Resize.plane(
        prediction.values, width: truth.shape[1], height: truth.shape[0])
      var plane = Tensor(zeros: truth.shape)
      plane.scalars = zip(depth.scalars, truth.scalars).map { found, known in
        known > 0 && known.isFinite ? abs(Float(alignment(Double(found))) - known) : .nan
      }
      return plane
    case .normals(let truth):
      guard prediction.quantity == .normals || (asNormals && prediction.quantity.isScalar) else {
        return nil
      }
      let own =
        prediction.quantity == .normals
        ? prediction.values
        : NormalMap.fromDepth(prediction.values, quantity: prediction.quantity)
      return angles(
        Resize.plane(own, width: truth.shape[1], height: truth.shape[0]), truth)
    }
  }

  private static func angles(_ normals: Tensor, _ truth: Tensor) -> Tensor {
    var plane = Tensor(zeros: Array(truth.shape.prefix(2)))
    for index in plane.scalars.indices {
      let place = 3 * index
      let found = SIMD3(
        normals.scalars[place], normals.scalars[place + 1], normals.scalars[place + 2])
      let known = SIMD3(
        truth.scalars[place], truth.scalars[place + 1], truth.scalars[place + 2])
      plane.scalars[index] = PairPlane.angle(found, known)
    }
    return plane
  }
}
