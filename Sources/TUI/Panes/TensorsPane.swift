import Inference

/// The tensors of the selected block: name, shape and number format.
enum TensorsPane {
  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let tensors = state.shownTensors
    let place = state.tensorPlace
    let title = state.weights.search.isEmpty ? "tensors" : "tensors /\(state.weights.search)"
    drawing.box(
      rect, Printable.clean(title, limit: 60),
      tensors.isEmpty ? "" : "\(place + 1) of \(tensors.count)",
      isFocused: state.weights.list == .tensors)
    guard !tensors.isEmpty else {
      PicturePane.message(["No tensors."], rect, into: &drawing)
      return
    }
    let area = rect.inner
    let prefix = state.weights.block.isEmpty ? 0 : state.weights.block.count + 1
    let lines = ListLines(list: .tensors, count: tensors.count, selection: place)
    lines.draw(state, area, into: &drawing) { place in
      line(tensors[tensors.startIndex + place], prefix, state, area.columns)
    }
  }

  private static func line(
    _ tensor: StoredTensor, _ prefix: Int, _ state: AppState, _ width: Int
  ) -> ListLines.Line {
    let shape = TensorFacts.shape(tensor.shape)
    let shapeWidth = min(max(12, shape.count), 20)
    let hasShape = width >= 36
    let room = width - 2 - (hasShape ? shapeWidth + 6 : 0)
    let name = ListLines.end(of: String(tensor.name.dropFirst(prefix)), room)
    var texts: [(text: String, column: Int, role: Role)] = [(name, 1, role(tensor, state))]
    if hasShape {
      texts.append((ListLines.right(shape, shapeWidth), width - shapeWidth - 5, .value))
      texts.append((tensor.dtype, width - 4, .label))
    }
    return ListLines.Line(action: .tensor(tensor.name), texts: texts)
  }

  private static func role(_ tensor: StoredTensor, _ state: AppState) -> Role {
    switch state.weights[tensor] {
    case .statistics(let statistics): statistics.nonfinite > 0 ? .bad : .plain
    case .failed: .bad
    case nil: .plain
    }
  }
}
