/// The last lines of every screen: the keys, what happened last, and what is going on.
enum BottomLines {
  /// Draws those that the layout has room for.
  ///
  /// A `remark` on what is shown goes before what happened last, unless that went wrong.
  static func draw(
    _ state: AppState, _ layout: Layout, remark: String = "", into drawing: inout Drawing
  ) {
    if let row = layout.rows[.hints] { HintLine.draw(state, row, into: &drawing) }
    if let row = layout.rows[.notice] {
      if remark.isEmpty || state.notice?.kind == .failure {
        StatusLine.notice(state, row, into: &drawing)
      } else {
        drawing.putCut(remark, row, 1, .warning, width: drawing.size.columns - 2)
      }
    }
    if let row = layout.rows[.status] {
      StatusLine.draw(
        state, row, saysFailure: layout.rows[.notice] == nil, into: &drawing)
    }
  }
}
