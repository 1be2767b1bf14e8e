import Inference
import Render

/// The panes of screen Seeds.
enum SeedsPane {
  /// More tiles would be too small to see; the first are shown.
  private static let mostTiles = 64

  /// The members as tiles in one picture.
  static func members(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let group = state.shownSeeds
    let progress = group.map { "\($0.count)/\(max($0.count, $0.wanted))" } ?? ""
    let seen = group.map { $0.count + ($0.previewed == nil ? 0 : 1) } ?? 0
    let preview = group?.previewed.map { ", \(seen)\($0.mark)" } ?? ""
    drawing.box(rect, "members", progress + preview)
    guard let group, seen > 0, let map = map(group, state) else {
      PicturePane.message(reason(state), rect, into: &drawing)
      return
    }
    let room = min(max(seen, group.wanted), mostTiles)
    let columns = columns(room, map, rect.inner, drawing.terminal)
    let rows = (room + columns - 1) / columns
    let count = min(seen, mostTiles)
    guard
      let fit = Fit.picture(
        width: map.width * columns, height: map.height * rows, in: rect.inner, drawing.terminal)
    else { return }
    let part = SeedsPicture.Part.members(
      count: count, columns: columns, rows: rows,
      selected: state.screen == .seeds ? state.selectedMember : nil)
    drawing.place(
      ImageKey(
        content: content(part, group, map, state, hasPreview: seen > group.count && count == seen),
        pixels: fit.pixels, isCoarse: state.sendsCoarse, region: drawing.region), in: fit.rect)
    for member in 0..<min(count, group.count) {
      let tile = tile(member, columns, rows, fit.rect)
      drawing.hit(tile, .command(.seeds(.open(member + 1))))
    }
  }

  /// The cells of a tile.
  private static func tile(_ member: Int, _ columns: Int, _ rows: Int, _ rect: Rect) -> Rect {
    let (row, column) = (member / columns, member % columns)
    let top = row * rect.rows / rows
    let left = column * rect.columns / columns
    return Rect(
      row: rect.row + top, column: rect.column + left,
      rows: (row + 1) * rect.rows / rows - top,
      columns: (column + 1) * rect.columns / columns - left)
  }

  /// The number of columns that makes the tiles largest.
  private static func columns(
    _ count: Int, _ map: Prediction, _ area: Rect, _ terminal: TerminalFacts
  ) -> Int {
    var best = (columns: 1, size: 0)
    for columns in 1...max(1, count) {
      let rows = (count + columns - 1) / columns
      guard
        let fit = Fit.picture(
          width: map.width * columns, height: map.height * rows, in: area, terminal)
      else { continue }
      let size = fit.pixels.width / columns
      if size > best.size { best = (columns, size) }
    }
    return best.columns
  }

  /// What the members agree on.
  static func merged(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let group = state.shownSeeds
    let name = group.map { $0.version > 0 ? "\($0.reduction) of \($0.count)" : "" } ?? ""
    drawing.box(rect, "merged", name, isFocused: state.focus == .steps)
    picture(state, rect, into: &drawing) { .merged(version: $0) }
  }

  /// Where they are apart.
  static func uncertainty(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let group = state.shownSeeds
    let mean = group.flatMap { $0.spreads(modality($0, state)).last }
    drawing.box(
      rect, group.map { $0.measure.isEmpty ? "uncertainty" : $0.measure } ?? "uncertainty",
      mean.map { "mean \(Format.metric($0.mean))" } ?? "")
    if let group, group.version > 0, mean == nil {
      // A black picture would say that they agree.
      PicturePane.message(
        ["The \(group.measure) of two members is 0", "everywhere; it needs three."], rect,
        into: &drawing)
      return
    }
    picture(state, rect, into: &drawing) { .uncertainty(version: $0) }
  }

  private static func picture(
    _ state: AppState, _ rect: Rect, into drawing: inout Drawing,
    _ part: (Int) -> SeedsPicture.Part
  ) {
    guard let group = state.shownSeeds, group.version > 0, let map = map(group, state) else {
      let isWaiting = state.shownSeeds.map { $0.count > 0 } ?? false
      PicturePane.message(
        isWaiting ? ["Two members can be merged."] : reason(state), rect, into: &drawing)
      return
    }
    PicturePane.place(
      content(part(group.version), group, map, state), map.width, map.height, rect,
      isCoarse: state.sendsCoarse, mark: state.mark, into: &drawing)
  }

  private static func content(
    _ part: SeedsPicture.Part, _ group: SeedsGroup, _ map: Prediction, _ state: AppState,
    hasPreview: Bool = false
  ) -> ImageKey.Content {
    let quantity: Quantity =
      map.quantity == .depth && state.shownQuantity == .normals ? .normals : map.quantity
    return .seeds(
      SeedsPicture(
        group: group.id, part: part, hasPreview: hasPreview, modality: modality(group, state),
        quantity: quantity,
        colormap: state.colormap))
  }

  /// The place of the shown map among the group's.
  private static func modality(_ group: SeedsGroup, _ state: AppState) -> Int {
    group.maps.indices.contains(state.shownModality) ? state.shownModality : 0
  }

  private static func map(_ group: SeedsGroup, _ state: AppState) -> Prediction? {
    group.maps.isEmpty ? nil : group.maps[modality(group, state)]
  }

  /// How far x̂0 is apart at each step, beside ensembles of other settings.
  static func deviations(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let plot = Plots.deviations(state)
    PlotPane.draw("spread of x̂0 over seeds", "latents", plot, rect, into: &drawing)
    if plot == nil {
      PicturePane.message(["The spread needs two members."], rect, into: &drawing)
    }
  }

  /// How the uncertainty settles while members come.
  static func settling(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let plot = state.shownSeeds.flatMap { Plots.uncertainty($0, modality($0, state)) }
    PlotPane.draw(
      "uncertainty by members", state.shownSeeds?.measure ?? "", plot, rect, into: &drawing)
  }

  /// Why there is nothing yet, and what to do.
  private static func reason(_ state: AppState) -> [String] {
    if let problem = state.shownSeeds?.problem { return [problem] }
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
    if state.shownSeeds?.isGoing == true { return ["Computing."] }
    return [
      state.keys.filled("{a|seeds add 1} adds a member, {A|seeds add 5} five\(state.costPhrase).")
    ]
  }

  /// The figures of the ensemble.
  static func figures(_ state: AppState) -> [NumbersLine.Figure] {
    guard let group = state.shownSeeds else { return [] }
    var figures = [
      NumbersLine.Figure(
        label: "members", value: "\(group.count)/\(max(group.count, group.wanted))")
    ]
    if let spread = group.spreads(modality(group, state)).last {
      figures.append(
        NumbersLine.Figure(label: "\(group.measure) mean", value: Format.metric(spread.mean)))
      figures.append(NumbersLine.Figure(label: "p95", value: Format.metric(spread.p95)))
    }
    if !group.deviations.isEmpty {
      let step = min(max(0, state.cursor), group.deviations.count - 1)
      figures.append(
        NumbersLine.Figure(
          label: "x̂0 std at step \(step + 1)", value: Format.metric(group.deviations[step])))
    }
    if let limit = group.limit, group.isGoing {
      figures.append(NumbersLine.Figure(label: "until", value: "mean<\(Format.plain(limit))"))
    }
    return figures
  }
}
