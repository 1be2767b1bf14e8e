import Inference

/// The pictures of screen A|B.
enum ComparePane {
  /// One side's step.
  static func side(
    _ side: Comparison.Side, _ state: AppState, _ rect: Rect, into drawing: inout Drawing
  ) {
    let isFocused = state.focus == .steps && side == state.comparison.side && state.isComparing
    drawing.box(rect, title(side, state, rect.columns), trailing(side, state), isFocused: isFocused)
    drawing.hit(rect, .command(.side(side)))
    if state.view == .input, let picture = state.picture {
      PicturePane.place(
        .input(picture.id), picture.width, picture.height, rect,
        isCoarse: state.movesView, mark: state.mark, into: &drawing)
      return
    }
    guard let (picture, width, height) = picture(side, state) else {
      PicturePane.message(reason(side, state), rect, into: &drawing)
      return
    }
    PicturePane.place(
      .step(picture), width, height, rect, isCoarse: state.sendsCoarse,
      mark: picture.isLatent ? nil : state.mark, isTiled: picture.isLatent,
      style: state.style(of: .step(picture)), into: &drawing)
  }

  /// A and B in one picture, with a border to drag.
  static func wipe(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let percent = state.comparison.border
    drawing.box(
      rect, "A \(percent)% │ B \(100 - percent)%  \(ViewLine.name(state.view))",
      state.keys.hint("←→", .wipeBy(2)) + " border", isFocused: state.focus == .steps)
    guard state.view != .input, let (a, width, height) = picture(.a, state),
      let (b, _, _) = picture(.b, state)
    else {
      PicturePane.message(
        state.view == .input
          ? [state.keys.filled("Both have the same input; {v|view next} changes the view.")]
          : missing(state), rect,
        into: &drawing)
      return
    }
    PicturePane.place(
      .wipe(a, b, border: percent), width, height, rect, isCoarse: state.sendsCoarse,
      mark: a.isLatent ? nil : state.mark, isTiled: a.isLatent,
      style: state.style(of: .wipe(a, b, border: percent)), into: &drawing)
    if !state.isInspecting,
      let fit = Fit.picture(width: width, height: height, in: rect.inner, drawing.terminal)
    {
      drawing.hit(fit.rect, .border(fit.rect))
    }
  }

  /// |A − B| of the predictions.
  static func difference(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let isAngle = state.comparison.difference?.figures.isAngle == true
    let fitted = isAngle ? "angle between A and B" : "|A − B| after scale and shift"
    drawing.box(rect, rect.columns >= 44 ? fitted : "|A − B|", figures(state, rect.columns))
    guard let pair = state.shownPair, let a = state.runs[pair.a], let b = state.runs[pair.b],
      let first = prediction(a, pair.indexA, state), let second = prediction(b, pair.indexB, state)
    else {
      PicturePane.message(missing(state), rect, into: &drawing)
      return
    }
    guard first.quantity == second.quantity, first.values.shape == second.values.shape else {
      PicturePane.message(
        [
          "A is \(PicturePane.name(first.quantity)) of \(first.width)×\(first.height),",
          "B is \(PicturePane.name(second.quantity)) of \(second.width)×\(second.height):",
          "they cannot be subtracted.",
        ], rect, into: &drawing)
      return
    }
    PicturePane.place(
      .difference(step(a, pair.indexA, state), step(b, pair.indexB, state)), first.width,
      first.height, rect, isCoarse: state.sendsCoarse, mark: state.mark, into: &drawing)
  }

  private static func figures(_ state: AppState, _ columns: Int) -> String {
    guard let difference = state.comparison.difference, difference.pair == state.shownPair,
      columns >= 60
    else { return "inferno" }
    let figures = difference.figures
    let unit = figures.isAngle ? "°" : ""
    return "mean \(Format.short(figures.mean))\(unit)  max \(Format.short(figures.largest))\(unit)"
  }

  private static func prediction(_ run: Run, _ index: Int, _ state: AppState) -> Prediction? {
    state.targets(.predOriginal, index).last.flatMap { run.decoded[$0] }
  }

  private static func step(
    _ run: Run, _ index: Int, _ state: AppState
  ) -> ImageKey.StepPicture {
    state.stepPicture(run, index, .predOriginal)
  }

  /// What a side shows, with its proportions.
  private static func picture(
    _ side: Comparison.Side, _ state: AppState
  ) -> (ImageKey.StepPicture, Int, Int)? {
    guard let (run, index, view) = shown(side, state),
      state.missingReason(view, run, index) == nil
    else { return nil }
    let decoded = state.targets(view, index).last.flatMap { state.shownSize(run, $0) }
    let size = view == .error ? nil : decoded
    guard let width = size?.width ?? state.picture?.width,
      let height = size?.height ?? state.picture?.height
    else { return nil }
    return (state.stepPicture(run, index, view), width, height)
  }

  private static func shown(
    _ side: Comparison.Side, _ state: AppState
  ) -> (Run, Int, StepView)? {
    if let shown = state.comparison.shown[side], let run = state.runs[shown.run] {
      return (run, shown.index, shown.view)
    }
    guard !state.isComparing, let run = state.run(side), let index = state.comparedIndex(side),
      state.isDecoded(run, index, state.view)
    else { return nil }
    return (run, index, state.view)
  }

  /// The side's letter and run in short.
  static func title(_ side: Comparison.Side, _ state: AppState, _ columns: Int) -> String {
    guard let run = state.run(side) else { return side.title }
    let settings = run.settings
    let short = "\(side.title)  \(settings.timestepSpacing.rawValue) ×\(settings.steps)"
    guard columns >= 56 else { return short }
    var parts = [short, settings.noise.rawValue, "seed \(settings.seed)"]
    if run.model != state.summary?.key { parts.append(Printable.clean(run.model, limit: 30)) }
    return parts.joined(separator: "  ")
  }

  private static func trailing(_ side: Comparison.Side, _ state: AppState) -> String {
    guard let run = state.run(side), let index = state.comparedIndex(side) else { return "" }
    if side == state.comparison.side, !state.isUpToDate { return "before the change" }
    let preview = state.previewMark(run, index, state.view, state.shownModality)
    return "\(ViewLine.name(state.view)) \(index + 1)/\(run.plannedCount)\(preview)"
  }

  private static func missing(_ state: AppState) -> [String] {
    state.isComparing ? ["Computing."] : reason(state.comparison.side.opposite, state)
  }

  /// Why a side is empty, and what to do.
  private static func reason(_ side: Comparison.Side, _ state: AppState) -> [String] {
    guard let run = state.run(side) else {
      return side == state.comparison.side
        ? [
          "Nothing has been run.",
          state.keys.filled("Press {Enter|run} to run\(state.costPhrase)."),
        ]
        : [
          "There is only one run.",
          state.keys.filled(
            "{p|pair leading-1 trailing-1} compares leading-1, the bug, with trailing-1, its cure."),
          state.keys.filled("{R|runs} takes another run."),
        ]
    }
    if let index = state.comparedIndex(side),
      let reason = state.missingReason(state.view, run, index)
    {
      return [reason]
    }
    switch run.status {
    case .failed(let message): return [message]
    case .stored:
      return [
        state.keys.filled("Brought back with the session; {Enter|run} computes the current run.")
      ]
    case .waiting, .running: return [run.stepCount == 0 ? "Computing." : "Decoding."]
    case .cancelled where run.stepCount == 0: return ["Cancelled."]
    case .finished, .cancelled: return ["Decoding."]
    }
  }
}
