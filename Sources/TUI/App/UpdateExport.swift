import Inference
import Render

extension AppState {
  /// Writes the shown prediction into a file.
  mutating func export(_ wanted: Export) -> [Effect] {
    guard let run = currentRun, let index = shownIndex, let picture else {
      fail("There is no step to export; run first.")
      return []
    }
    if let reason = missingReason(view, run, index) {
      fail(reason)
      return []
    }
    guard let part = view.part else {
      fail(
        keys.filled(
          "\(ViewLine.name(view)) is no prediction of one step; {v|view next} goes to x̂0 and others that "
            + "are."))
      return []
    }
    guard shownProbe == nil else {
      fail("What is held by hand belongs to no step; Esc puts it back.")
      return []
    }
    let shown = stepPicture(run, index, view)
    let native = run.decoded[
      Run.DecodedKey(index: index, target: .predOriginal.of(shownModality))]?.quantity
    var style = style(of: .step(shown))
    if shown.quantity.isScalar, case .image = style.scale, let range = shownRange(shown) {
      style.scale = .fixed(range)
    }
    return [
      .export(
        ExportJob(
          wanted: wanted, run: run.id, index: index,
          target: DecodeTarget(part: part, modality: shownModality),
          asNormals: shown.quantity == .normals && native?.isScalar == true,
          member: run.member?.number, picture: picture.name, picturePath: picture.path,
          colormap: colormap, style: style, view: view))
    ]
  }

  /// What the worker says of an export.
  mutating func receive(_ event: ExportEvent) -> [Effect] {
    switch event {
    case .written(let what, let path): say("\(what): \(path)")
    case .failed(let sentence): fail(sentence)
    }
    return []
  }
}
