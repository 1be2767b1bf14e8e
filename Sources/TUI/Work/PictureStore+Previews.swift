import Inference
import Render

/// What previews of a run's steps are made with.
struct PreviewSource: Sendable {
  /// Another one for each maker, so that pictures of two are told apart.
  var version: Int
  var maker: PreviewMaker
  /// Rows and columns of what is predicted.
  var height: Int
  var width: Int
  var settings: RunSettings
}

extension PictureStore {
  /// What a view is made of before it is decoded; nil where it is not linear in the latents, or where the fit is
  /// another by now.
  func preview(_ picture: ImageKey.StepPicture, version: Int) -> StepContent? {
    func prediction(_ index: Int, _ part: DecodeTarget.Part) -> Prediction? {
      let target = DecodeTarget(part: part, modality: picture.modality)
      return preview(picture.run, index, target, version: version)
    }
    switch picture.view {
    case .input, .error: return nil
    case .predOriginal, .latents, .modelOutput, .epsilon, .velocity:
      guard let part = picture.view.part else { return nil }
      let target = DecodeTarget(part: part, modality: picture.modality)
      // Nobody waits for it any more once it is decoded.
      guard self.prediction(picture.run, picture.index, target) == nil else { return nil }
      return prediction(picture.index, part).map(StepContent.prediction)
    case .difference:
      guard let now = prediction(picture.index, .predOriginal),
        let before = prediction(max(0, picture.index - 1), .predOriginal)
      else { return nil }
      return .plane(DifferenceMap.plane(now.values, before.values))
    case .spread:
      let steps = (0...picture.index).compactMap { prediction($0, .predOriginal)?.values }
      guard steps.count == picture.index + 1 else { return nil }
      return SpreadMap.plane(steps).map(StepContent.plane)
    }
  }
}
