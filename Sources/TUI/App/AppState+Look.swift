import Inference
import Render

extension AppState {
  /// Whether a view is shown as latents.
  func showsLatents(_ view: StepView) -> Bool { look.isLatent && view.hasLatents }

  /// A view of a step as it is to be shown.
  func stepPicture(_ run: Run, _ index: Int, _ view: StepView) -> ImageKey.StepPicture {
    stepPicture(run, index, view, shownModality, quantity(of: run, index: index))
  }

  /// The same of another map, or with depth as normals.
  func stepPicture(
    _ run: Run, _ index: Int, _ view: StepView, _ modality: Int, _ quantity: Quantity
  ) -> ImageKey.StepPicture {
    ImageKey.StepPicture(
      run: run.id, index: index, view: view, modality: modality, quantity: quantity,
      colormap: colormap, isLatent: showsLatents(view),
      alignment: view == .error && quantity == .depth ? fit(run, index) : nil,
      preview: previewVersion(run, index, view, modality))
  }

  /// What is done to a step's depth before it is compared with the truth.
  private func fit(_ run: Run, _ index: Int) -> Alignment? {
    measures.fit == .depth ? run.metrics[index]?.alignment : Alignment(scale: 1, shift: 0)
  }

  /// How a picture is coloured.
  func style(of content: ImageKey.Content) -> PictureStyle {
    switch content {
    case .step(let picture): style([picture])
    case .wipe(let a, let b, _): style([a, b])
    case .probe, .mapCell: style([])
    default: PictureStyle()
    }
  }

  private func style(_ pictures: [ImageKey.StepPicture]) -> PictureStyle {
    PictureStyle(scale: scale(pictures), flip: look.flip)
  }

  private func scale(_ pictures: [ImageKey.StepPicture]) -> PictureStyle.Scale {
    switch look.range {
    case .auto: .usual
    case .image: .image
    case .fixed(let low, let high): .fixed(low...high)
    case .steps:
      sharedRange(pictures).map(PictureStyle.Scale.fixed) ?? .usual
    }
  }

  /// The values over all steps of these pictures' runs, as far as they are known.
  private func sharedRange(_ pictures: [ImageKey.StepPicture]) -> ClosedRange<Float>? {
    var shared: ClosedRange<Float>?
    for picture in pictures {
      for step in 0..<(runs[picture.run]?.stepCount ?? 0) {
        guard let range = ranges[surveyed(picture, at: step)] else { continue }
        shared =
          shared.map {
            min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound)
          } ?? range
      }
    }
    return shared
  }

  /// The values at the ends of a picture's colours; nil where they are not known yet.
  func shownRange(_ picture: ImageKey.StepPicture) -> ClosedRange<Float>? {
    let own = ranges[surveyed(picture, at: picture.index)]
    switch style(of: .step(picture)).scale {
    case .fixed(let range):
      return picture.isLatent
        ? LatentLimit.both(range) : picture.isPlane ? 0...max(range.upperBound, 1e-6) : range
    case .image: return own
    case .usual:
      let isDepth = picture.quantity == .depth || picture.quantity == .disparity
      return !picture.isLatent && !picture.isPlane && isDepth ? 0...1 : own
    }
  }

  /// The name of a picture's range at a step: colours have no part in it.
  private func surveyed(
    _ picture: ImageKey.StepPicture, at step: Int
  ) -> ImageKey.StepPicture {
    var result = picture
    result.index = step
    result.colormap = ""
    result.preview = nil
    if picture.alignment != nil, let run = runs[picture.run] { result.alignment = fit(run, step) }
    return result
  }

  /// Asks for the ranges that legends and shared colours need, once each.
  mutating func requestRanges() -> [Effect] {
    guard let run = currentRun, let index = shownIndex, screen.inspects, view != .input else {
      return []
    }
    let picture = stepPicture(run, index, view)
    let hasAmounts = picture.isLatent || picture.isPlane
    switch look.range {
    case .auto: guard hasAmounts else { return [] }
    case .image, .steps: guard hasAmounts || picture.quantity.isScalar else { return [] }
    case .fixed: return []
    }
    let steps = look.range == .steps ? Array(0..<run.stepCount) : [index]
    var effects: [Effect] = []
    for step in steps where targets(view, step).allSatisfy({ run.decoded[$0] != nil }) {
      let wanted = surveyed(picture, at: step)
      guard ranges[wanted] == nil, surveyed.insert(wanted).inserted else { continue }
      effects.append(.survey(wanted))
    }
    return effects
  }

  /// Why a step has no such view; nil where it has.
  func missingReason(_ view: StepView, _ run: Run, _ index: Int) -> String? {
    switch view {
    case .error:
      let quantity = quantity(of: run, index: index)
      return picture?.groundTruth(for: quantity) == nil
        ? "This picture has no ground truth of \(PicturePane.name(quantity))." : nil
    case .epsilon, .velocity:
      guard let steps = run.trajectory?.steps, steps.indices.contains(index),
        Conversion.isUndefined(run.settings.predictionType, at: steps[index].entry.level)
      else { return nil }
      return "The network's output says nothing of the noise here: it is told that there is none."
    case .predOriginal, .latents, .modelOutput, .difference, .spread, .input: return nil
    }
  }
}

/// Latents are coloured alike on both sides of zero.
enum LatentLimit {
  static func both(_ range: ClosedRange<Float>) -> ClosedRange<Float> {
    let limit = max(abs(range.lowerBound), abs(range.upperBound))
    return -limit...limit
  }
}

extension Quantity {
  /// Whether a colour map colours it.
  var isScalar: Bool { self == .depth || self == .disparity }
}
