import Inference

/// Screen 7: what the checkpoint consists of, what its values are like and how long its blocks take.
enum ModelScreen {
  static func draw(_ state: AppState, into drawing: inout Drawing) {
    let layout = Layout.model(drawing.size)
    HeaderPane.draw(state, layout, into: &drawing)
    panes(state, layout.panes, into: &drawing)
    if let row = layout.rows[.numbers] {
      NumbersLine.draw(TensorFacts.figures(state), row, into: &drawing)
    }
    BottomLines.draw(
      state, layout, remark: state.browsedFault.map(remark) ?? "", into: &drawing)
  }

  private static func remark(_ fault: NonFiniteFault) -> String { fault.sentence }

  private static func panes(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    guard let contents = state.weights.contents else {
      drawing.box(rect, "model")
      PicturePane.message(reason(state), rect, into: &drawing)
      return
    }
    let few = contents.components.count + 2
    switch rect.columns {
    case ..<64:
      switch state.weights.list {
      case .components: ComponentsPane.draw(state, rect, into: &drawing)
      case .blocks: BlocksPane.draw(state, rect, into: &drawing)
      case .tensors: TensorsPane.draw(state, rect, into: &drawing)
      }
    case ..<112:
      let (cells, divider) = state.divided(Layout.columns(rect, [36, 0]))
      let (top, bottom) = Layout.split(
        cells[0], bottom: cells[0].rows - min(few, cells[0].rows / 2))
      ComponentsPane.draw(state, top, into: &drawing)
      BlocksPane.draw(state, bottom, into: &drawing)
      right(state, cells[1], into: &drawing)
      drawing.hit(divider)
    default:
      let isWide = rect.columns >= 160
      let (cells, divider) = state.divided(
        Layout.columns(rect, isWide ? [48, 56, 0] : [36, 36, 0]))
      let (top, bottom) = Layout.split(
        cells[0], bottom: cells[0].rows - min(few, cells[0].rows / 2))
      ComponentsPane.draw(state, top, into: &drawing)
      HealthPane.draw(state, bottom, into: &drawing)
      BlocksPane.draw(state, cells[1], into: &drawing)
      right(state, cells[2], into: &drawing)
      drawing.hit(divider)
    }
  }

  /// The tensors over the histogram of the selected one.
  private static func right(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let (top, bottom) = Layout.split(rect, bottom: rect.rows >= 12 ? rect.rows / 2 : 0)
    TensorsPane.draw(state, top, into: &drawing)
    guard bottom.rows > 0 else { return }
    HistogramPane.draw(state, bottom, into: &drawing)
  }

  private static func reason(_ state: AppState) -> [String] {
    if let problem = state.weights.problem { return [problem] }
    switch state.model {
    case .none:
      return ["No model is loaded.", state.keys.filled("Press {cm|palette model} to load one.")]
    case .loading(let name, _): return ["Loading \(Printable.clean(name, limit: 60))."]
    case .failed(_, let message):
      return [message, state.keys.filled("Press {cm|palette model} to load another.")]
    case .ready: return ["Reading the headers."]
    }
  }
}
