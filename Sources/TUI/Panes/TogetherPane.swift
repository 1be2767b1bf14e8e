import Inference
import Render

/// The two pictures of a step that are shown together.
enum TogetherPane {
  enum Side {
    case first, second
  }

  /// One of the two in its box.
  static func draw(
    _ together: Together, _ side: Side, _ state: AppState, _ rect: Rect,
    into drawing: inout Drawing
  ) {
    guard let run = state.currentRun, let index = state.shownIndex,
      let part = state.part(together, isFirst: side == .first)
    else { return PicturePane.prediction(state, rect, into: &drawing) }
    switch part {
    case .truth:
      guard let picture = state.picture else { return }
      PicturePane.truth(picture, .normals, state, rect, into: &drawing)
    case .map(let modality, let quantity):
      let key = Run.DecodedKey(index: index, target: .predOriginal.of(modality))
      let mark = state.previewMark(run, index, .predOriginal, modality)
      drawing.box(
        rect, "x̂0 step \(index + 1)/\(run.plannedCount)\(mark)",
        title(state, modality, quantity, run.decoded[key]?.quantity),
        isFocused: state.focus == .steps)
      guard let size = state.shownSize(run, key) else {
        return PicturePane.message(["Decoding."], rect, into: &drawing)
      }
      var picture = state.stepPicture(run, index, .predOriginal, modality, quantity)
      picture.isLatent = false
      PicturePane.place(
        .step(picture), size.width, size.height, rect, isCoarse: state.sendsCoarse,
        mark: state.mark, style: state.style(of: .step(picture)), into: &drawing)
    }
  }

  private static func title(
    _ state: AppState, _ modality: Int, _ quantity: Quantity, _ native: Quantity?
  ) -> String {
    let maps = state.summary?.modalities ?? []
    if quantity == .normals, native?.isScalar == true { return "normals from depth" }
    if maps.count > 1, maps.indices.contains(modality) { return maps[modality].name }
    return PicturePane.name(quantity)
  }
}

/// One of two pictures that are shown together.
enum TogetherPart: Hashable {
  /// A map of the step, as a quantity.
  case map(Int, Quantity)
  /// True normals.
  case truth
}

extension AppState {
  /// One of the two pictures; nil where there is none.
  func part(_ together: Together, isFirst: Bool) -> TogetherPart? {
    guard let summary, missingReason(together) == nil else { return nil }
    let maps = summary.modalities
    let normals = maps.firstIndex { $0.quantity == .normals }
    let depth = maps.firstIndex { $0.quantity.isScalar } ?? 0
    switch together {
    case .maps:
      guard maps.count > 1 else {
        return .map(0, isFirst ? summary.quantity : .normals)
      }
      let first = normals == nil ? min(shownModality, maps.count - 2) : depth
      let place = isFirst ? first : normals ?? first + 1
      return .map(place, maps[place].quantity)
    case .normals:
      guard !isFirst else { return .map(depth, .normals) }
      return normals.map { .map($0, .normals) } ?? .truth
    }
  }

  /// What the pictures shown together need decoded.
  func togetherTargets(_ index: Int) -> [Run.DecodedKey] {
    guard let together = look.together else { return [] }
    return [true, false].compactMap { isFirst in
      guard case .map(let modality, _) = part(together, isFirst: isFirst) else { return nil }
      return Run.DecodedKey(index: index, target: .predOriginal.of(modality))
    }
  }
}
