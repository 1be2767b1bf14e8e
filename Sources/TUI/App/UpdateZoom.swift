extension AppState {
  /// Whether a part of the picture is shown on this screen.
  var isZoomed: Bool { !viewport.isWhole && screen.inspects }

  /// Whether what is shown of all pictures moves now, the input's too.
  var movesView: Bool { viewMotion.isCoarse || dragged != nil || inspectedArea != nil }

  /// Shows more, less or another part of the picture.
  mutating func zoom(_ action: ZoomAction) -> [Effect] {
    guard picture != nil else {
      fail(keys.filled("No picture is open; {o|browse} opens one."))
      return []
    }
    switch action {
    case .toggle:
      zoom(to: viewport.isWhole ? lastZoom : 1)
    case .closer: zoom(to: viewport.factor(1))
    case .further: zoom(to: viewport.factor(-1))
    case .off: zoom(to: 1)
    case .factor(let factor): zoom(to: factor)
    case .pan(let across, let down):
      guard !viewport.isWhole else {
        say(keys.filled("The whole picture is shown; {+|zoom in} goes closer."))
        return []
      }
      moveView { $0.pan(across: Double(across) / 100, down: Double(down) / 100) }
    }
    return []
  }

  /// Around the inspected pixel where there is one, else around the middle.
  private mutating func zoom(to factor: Int) {
    let isWhole = viewport.isWhole
    if !isWhole { lastZoom = viewport.factor }
    let anchor = inspectedPlace ?? viewport.centre
    moveView { viewport in
      viewport.zoom(to: factor, around: anchor)
      if isWhole { viewport.centre(anchor.x, anchor.y) }
    }
  }

  /// The inspected pixel's middle in shares of the picture.
  private var inspectedPlace: (x: Double, y: Double)? {
    guard isInspecting, let pixel = measures.pixel, let picture else { return nil }
    return (
      (Double(pixel.x) + 0.5) / Double(max(1, picture.width)),
      (Double(pixel.y) + 0.5) / Double(max(1, picture.height))
    )
  }

  /// Changes what is shown; while it changes quickly, pictures are coarse.
  private mutating func moveView(_ change: (inout Viewport) -> Void) {
    var new = viewport
    change(&new)
    guard new != viewport else { return }
    viewport = new
    viewMotion.moved()
  }

  /// Keeps the inspected pixel in sight.
  mutating func followPixel() {
    guard let place = inspectedPlace else { return }
    viewport.show(place.x, place.y)
  }

  // MARK: The mouse

  /// Closer to what is under the pointer, or away from it.
  mutating func zoom(_ direction: Int, _ area: PictureArea, row: Int, column: Int) {
    let anchor = place(area, row: row, column: column)
    let factor = viewport.factor(direction)
    if factor == 1, !viewport.isWhole { lastZoom = viewport.factor }
    moveView { $0.zoom(to: factor, around: anchor) }
  }

  /// The pointer goes down on a picture to drag it.
  mutating func beginDrag(_ area: PictureArea, row: Int, column: Int) {
    guard !viewport.isWhole else { return }
    dragged = Dragged(area: area, row: row, column: column, start: viewport)
  }

  /// The picture goes along with the pointer.
  mutating func drag(_ drag: Dragged, row: Int, column: Int) {
    let shares = drag.area.shares(rows: drag.row - row, columns: drag.column - column)
    moveView { viewport in
      viewport = drag.start
      viewport.pan(across: shares.across, down: shares.down)
    }
  }

  /// The place of the picture under a cell of a pane.
  func place(_ area: PictureArea, row: Int, column: Int) -> (x: Double, y: Double) {
    let share = area.share(row: row, column: column)
    return viewport.place(across: share.across, down: share.down)
  }
}
