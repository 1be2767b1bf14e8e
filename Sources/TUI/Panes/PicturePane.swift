import Inference
import Render

/// A bordered pane with one picture in it, or the reason why there is none.
enum PicturePane {
  /// The input picture.
  static func input(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    guard let picture = state.picture else {
      drawing.box(rect, "input")
      message(noPicture(state), rect, into: &drawing)
      return
    }
    drawing.box(rect, "input", "\(picture.width)×\(picture.height)")
    place(
      .input(picture.id), picture.width, picture.height, rect,
      isCoarse: state.movesView, mark: state.mark, into: &drawing)
  }

  /// The shown step.
  static func prediction(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    if let fault = state.shownFault, state.view != .input {
      return FaultPane.draw(fault, rect, isFocused: state.focus == .steps, into: &drawing)
    }
    drawing.box(rect, title(state), trailing(state), isFocused: state.focus == .steps)
    guard let (content, width, height) = content(state) else {
      message(reason(state), rect, into: &drawing)
      return
    }
    let isTiled = state.showsLatents(state.view)
    place(
      content, width, height, rect, isCoarse: state.sendsCoarse, mark: isTiled ? nil : state.mark,
      isTiled: isTiled, style: state.style(of: content), into: &drawing)
  }

  /// The ground truth, or the channels of x̂0 where there is none.
  static func companion(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    if let picture = state.picture, let quantity = groundTruth(state, picture) {
      truth(picture, quantity, state, rect, into: &drawing)
      return
    }
    drawing.box(rect, "x̂0 channels", "latents")
    guard let run = state.currentRun, let index = state.shownIndex, let picture = state.picture
    else { return }
    var shown = state.stepPicture(run, index, .predOriginal)
    shown.isLatent = true
    place(
      .step(shown), picture.width, picture.height, rect, isCoarse: state.sendsCoarse,
      isTiled: true, style: state.style(of: .step(shown)), into: &drawing)
  }

  /// The ground truth of a quantity.
  static func truth(
    _ picture: Picture, _ quantity: Quantity, _ state: AppState, _ rect: Rect,
    into drawing: inout Drawing
  ) {
    drawing.box(rect, "ground truth", name(quantity))
    place(
      .groundTruth(picture.id, quantity, colormap: state.colormap), picture.width,
      picture.height, rect, isCoarse: state.movesView, mark: state.mark, into: &drawing)
  }

  private static func groundTruth(_ state: AppState, _ picture: Picture) -> Quantity? {
    if state.shownQuantity == .normals || state.predictsNormals {
      return picture.groundTruthNormals == nil ? nil : .normals
    }
    return picture.groundTruthDepth == nil ? nil : .depth
  }

  /// The picture's content and proportions.
  private static func content(_ state: AppState) -> (ImageKey.Content, Int, Int)? {
    if state.view == .input {
      return state.picture.map { (.input($0.id), $0.width, $0.height) }
    }
    if state.showsLatents(state.view) {
      guard let run = state.currentRun, let index = state.shownIndex, let picture = state.picture,
        state.missingReason(state.view, run, index) == nil
      else { return nil }
      return (.step(state.stepPicture(run, index, state.view)), picture.width, picture.height)
    }
    guard let shown = state.displayed, let run = state.runs[shown.run],
      !hasFailed(state.currentRun)
    else { return nil }
    let quantity = state.quantity(of: run, index: shown.index)
    if let number = shown.probe, let probe = state.probe, probe.number == number {
      return (
        .probe(
          run.id, number: number, quantity: quantity, colormap: state.colormap,
          isPreview: probe.preview != nil),
        probe.prediction.width, probe.prediction.height
      )
    }
    guard shown.probe == nil,
      let prediction = state.targets(shown.view, shown.index).last.flatMap({
        state.shownSize(run, $0)
      })
    else { return nil }
    guard state.missingReason(shown.view, run, shown.index) == nil else { return nil }
    let size =
      shown.view == .error
      ? state.picture.map { ($0.width, $0.height) } : (prediction.width, prediction.height)
    return size.map { (.step(state.stepPicture(run, shown.index, shown.view)), $0.0, $0.1) }
  }

  /// A run without any step says why, instead of the picture before it.
  private static func hasFailed(_ run: Run?) -> Bool {
    guard let run, run.stepCount == 0, case .failed = run.status else { return false }
    return true
  }

  /// The view's name and the step: `x̂0 step 3/10`.
  private static func title(_ state: AppState) -> String {
    let view = ViewLine.name(state.view)
    guard state.view != .input, let run = state.currentRun, let index = state.shownIndex else {
      return view
    }
    let step = "\(view) step \(index + 1)/\(run.plannedCount)"
    return step + state.shownPreviewMark
  }

  private static func trailing(_ state: AppState) -> String {
    if let hold = state.hold {
      let what =
        hold.kind == .told
        ? "told t \(hold.toldTimestep)" : "noise \(Format.level(hold.heldNoise))"
      return what + (hold.isKept ? ", kept" : ", by hand")
    }
    guard state.view != .input else { return "" }
    if state.displayed != nil, !state.isUpToDate { return "before the change" }
    guard let run = state.currentRun, let index = state.shownIndex else {
      return state.currentRun?.isGoing == true ? "computing" : ""
    }
    guard !state.showsLatents(state.view) else { return "latents" }
    let wanted = AppState.Displayed(run: run.id, index: index, view: state.view)
    if state.displayed != wanted { return "decoding" }
    let quantity = state.shownMap?.name ?? name(state.quantity(of: run, index: index))
    switch state.view {
    case .difference: return "change of \(quantity)"
    case .error: return "error of \(quantity)"
    case .spread: return "\(quantity), steps 1 to \(index + 1)"
    default: return quantity
    }
  }

  static func name(_ quantity: Quantity) -> String {
    quantity == .image ? "picture" : quantity.rawValue
  }

  private static func noPicture(_ state: AppState) -> [String] {
    state.isOpening
      ? ["Opening the picture."]
      : ["No picture is open.", state.keys.filled("Press {o|browse} to open one.")]
  }

  /// Why there is no picture, and what to do.
  private static func reason(_ state: AppState) -> [String] {
    switch state.model {
    case .none:
      return ["No model is loaded.", state.keys.filled("Press {cm|palette model} to load one.")]
    case .loading(let name, _): return ["Loading \(Printable.clean(name, limit: 60))."]
    case .failed(_, let message):
      return [message, state.keys.filled("Press {cm|palette model} to load another.")]
    case .ready: break
    }
    if let problem = state.scheduleProblem { return [problem] }
    guard state.picture != nil else { return noPicture(state) }
    guard let run = state.currentRun, state.isUpToDate else {
      return [state.keys.filled("Press {Enter|run} to run\(state.costPhrase).")]
    }
    if let index = state.shownIndex, let reason = state.missingReason(state.view, run, index) {
      return [reason, state.keys.filled("Press {v|view next} for another view.")]
    }
    switch run.status {
    case .failed(let message): return [message]
    case .cancelled where run.stepCount == 0:
      return ["Cancelled.", state.keys.filled("Press {Enter|run} to run it anew.")]
    case .stored:
      return [
        "Brought back with the session.", state.keys.filled("Press {Enter|run} to compute it."),
      ]
    case .waiting, .running: return run.stepCount == 0 ? ["Computing."] : ["Decoding."]
    case .finished, .cancelled: return ["Decoding."]
    }
  }

  static func place(
    _ content: ImageKey.Content, _ width: Int, _ height: Int, _ rect: Rect,
    isCoarse: Bool = false, mark: ImageKey.Mark? = nil, isTiled: Bool = false,
    style: PictureStyle = PictureStyle(), into drawing: inout Drawing
  ) {
    guard let fit = Fit.picture(width: width, height: height, in: rect.inner, drawing.terminal)
    else { return }
    drawing.place(
      ImageKey(
        content: content, pixels: fit.pixels, isCoarse: isCoarse, mark: mark,
        region: drawing.region, style: style), in: fit.rect)
    let area = PictureArea(rect: fit.rect, isTiled: isTiled)
    drawing.hit(fit.rect, mark != nil ? .pixels(area) : .picture(area))
  }

  /// Sentences in the middle of a pane.
  static func message(_ lines: [String], _ rect: Rect, into drawing: inout Drawing) {
    let area = rect.inner
    let wrapped = lines.flatMap {
      Wrap.lines(Printable.clean($0), max(0, area.columns - 2))
    }.prefix(max(0, area.rows))
    var row = area.row + max(0, (area.rows - wrapped.count) / 2)
    for line in wrapped {
      let column = area.column + max(0, (area.columns - TextWidth.columns(of: line)) / 2)
      drawing.put(line, row, column, .label, limit: area.endColumn)
      row += 1
    }
  }
}
