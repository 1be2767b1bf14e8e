import Inference
import Render

/// The map in its border, the prediction of a cell beside it, and its figures.
enum MapPane {
  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    drawing.box(rect, "error map", trailing(state), isFocused: state.focus == .steps)
    guard let plot = state.mapPlot else {
      PicturePane.message(reason(state), rect, into: &drawing)
      return
    }
    let area = rect.inner
    guard drawing.terminal.hasPixels, let fit = Fit.filling(area, drawing.terminal),
      let cell = drawing.terminal.cell
    else {
      MapText.draw(plot, area, into: &drawing)
      return
    }
    drawing.place(
      ImageKey(content: .errorMap(plot, drawing.terminal.plotStyle), pixels: fit.pixels),
      in: fit.rect)
    drawing.hit(
      fit.rect,
      .map(
        MapArea(
          rect: fit.rect, cell: cell,
          frame: ErrorMapPicture.frame(
            plot, width: fit.pixels.width, height: fit.pixels.height,
            style: drawing.terminal.plotStyle), grid: plot.map.grid)))
  }

  private static func trailing(_ state: AppState) -> String {
    guard let key = state.mapKey else { return "" }
    guard let map = state.shownErrorMap else { return key.size.text }
    let progress = map.isComplete ? "" : " \(map.count)/\(map.grid.cellCount)"
    return key.size.text + progress
  }

  /// Why there is no map, and what to do.
  private static func reason(_ state: AppState) -> [String] {
    if let key = state.mapKey, let failed = state.maps.failed, failed.key == key {
      return [failed.reason]
    }
    switch state.model {
    case .none:
      return ["No model is loaded.", state.keys.filled("Press {cm|palette model} to load one.")]
    case .loading(let name, _): return ["Loading \(Printable.clean(name, limit: 60))."]
    case .failed(_, let message):
      return [message, state.keys.filled("Press {cm|palette model} to load another.")]
    case .ready: break
    }
    if let problem = state.scheduleProblem { return [problem] }
    guard state.picture != nil else {
      return ["No picture is open.", state.keys.filled("Press {o|browse} to open one.")]
    }
    if state.mapSource != nil || state.currentRun?.isGoing == true { return ["Computing."] }
    return [
      "The map is made around a run.",
      state.keys.filled("Press {r|run} to run\(state.costPhrase)."),
    ]
  }

  /// The cell that was asked for, decoded.
  static func prediction(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let map = state.shownErrorMap
    guard let shown = state.maps.prediction, shown.key == state.mapKey, let grid = map?.grid,
      grid.contains(shown.cell)
    else {
      drawing.box(rect, "x̂0 of a cell")
      let canAsk = map != nil && state.maps.number == 0
      PicturePane.message(
        canAsk
          ? [state.keys.filled("{Enter|map show} or a click shows"), "a cell's prediction."] : [],
        rect, into: &drawing)
      return
    }
    let told = grid.toldTimesteps[shown.cell.column]
    // A narrow pane has no room behind the mark; the figures below say both as well.
    let title = shown.preview.map { "x̂0 t \(told)\($0.mark)" } ?? "x̂0 told t \(told)"
    drawing.box(rect, title, "held \(Format.level(grid.heldNoise[shown.cell.row]))")
    let native = shown.prediction.quantity
    let quantity: Quantity =
      native == .depth && state.shownQuantity == .normals ? .normals : native
    let content = ImageKey.Content.mapCell(
      number: shown.number, quantity, colormap: state.colormap, isPreview: shown.preview != nil)
    PicturePane.place(
      content, shown.prediction.width, shown.prediction.height, rect, isCoarse: state.movesView,
      mark: state.mark, style: state.style(of: content), into: &drawing)
  }

  /// What is known of the cell under the cursor.
  static func figures(_ state: AppState) -> [NumbersLine.Figure] {
    guard let plot = state.mapPlot, let cell = state.mapCell else { return [] }
    let map = plot.map
    var figures = [
      NumbersLine.Figure(label: "told t", value: String(map.grid.toldTimesteps[cell.column])),
      NumbersLine.Figure(label: "held std", value: Format.level(map.grid.heldNoise[cell.row])),
      NumbersLine.Figure(
        label: plot.errorName, value: map[cell].map(plot.label) ?? "not computed yet"),
    ]
    if let best = map.best(inRow: cell.row), let error = map[best] {
      figures.append(
        NumbersLine.Figure(
          label: "best here",
          value: "t \(map.grid.toldTimesteps[best.column]) \(plot.label(error))"))
    }
    return figures
  }
}

/// Where the cells of a map lie on the screen.
struct MapArea: Sendable, Hashable {
  var rect: Rect
  /// The pixels of a character cell; one by one where there are none.
  var cell: PixelSize
  var frame: ErrorMapFrame
  var grid: ErrorMapGrid

  /// The map's cell under a character cell.
  func cell(row: Int, column: Int) -> ErrorMapGrid.Cell? {
    frame.cell(
      x: (column - rect.column) * cell.width + cell.width / 2,
      y: (row - rect.row) * cell.height + cell.height / 2)
  }
}
