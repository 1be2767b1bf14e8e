import Inference

/// The components of the model: class, parameters, number format, size and health.
enum ComponentsPane {
  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let components = state.weights.contents?.components ?? []
    let whole = components.reduce(0) { $0 + $1.parameters }
    drawing.box(
      rect, "components", title(whole, state, rect.columns),
      isFocused: state.weights.list == .components)
    let area = rect.inner
    let lines = ListLines(
      list: .components, count: components.count, selection: state.componentPlace ?? 0)
    lines.draw(state, area, into: &drawing) { place in
      line(components[place], state, area.columns)
    }
  }

  /// How many parameters there are, and what the networks compute with.
  private static func title(_ parameters: Int, _ state: AppState, _ width: Int) -> String {
    let count = Format.count(parameters)
    guard let summary = state.summary, summary.name == state.weights.key?.model else {
      return "\(count) parameters"
    }
    let precision = summary.precision.rawValue
    return width >= 44
      ? "\(count) parameters in \(precision)" : "\(count) in \(precision)"
  }

  private static func line(
    _ component: ComponentContents, _ state: AppState, _ width: Int
  ) -> ListLines.Line {
    let name = Printable.clean(component.name, limit: 40)
    var texts: [(text: String, column: Int, role: Role)] = [(name, 1, .plain)]
    let hasTensors = !component.tensors.isEmpty
    let parameters = hasTensors ? Format.count(component.parameters) : "-"
    let dtype = component.dtypes.first ?? ""
    let bytes = ByteFormat.short(component.byteCount)
    let (health, role) = health(state.weights.health[component.name], hasTensors)
    if width >= 44 {
      texts.append((ListLines.right(parameters, 7), width - 26, .value))
      texts.append((dtype, width - 18, .label))
      texts.append((ListLines.right(bytes, 7), width - 14, .value))
      texts.append((health, width - 6, role))
    } else {
      texts.append((ListLines.right(parameters, 6), width - 19, .value))
      texts.append((dtype, width - 12, .label))
      texts.append((health, width - 7, role))
    }
    return ListLines.Line(action: .component(component.name), texts: texts)
  }

  /// What is known of its values, in a word.
  private static func health(_ health: ComponentHealth?, _ hasTensors: Bool) -> (String, Role) {
    guard hasTensors else { return ("", .label) }
    switch health?.values {
    case nil, .unknown: return ("?", .label)
    case .checking(let done, let total): return ("\(100 * done / max(1, total))%", .label)
    case .finite: return ("finite", .good)
    case .bad: return ("NaN", .bad)
    case .failed: return ("error", .bad)
    }
  }
}

/// Sizes of files.
enum ByteFormat {
  /// `512 B`, `46 kB`, `9.2 MB`, `3.46 GB`.
  static func short(_ bytes: Int) -> String {
    switch bytes {
    case ..<1000: "\(bytes) B"
    case ..<1_000_000: "\(bytes / 1000) kB"
    case ..<100_000_000: "\(bytes / 1_000_000).\(bytes / 100_000 % 10) MB"
    case ..<1_000_000_000: "\(bytes / 1_000_000) MB"
    default: "\(bytes / 1_000_000_000).\(twoDigits(bytes / 10_000_000 % 100)) GB"
    }
  }

  private static func twoDigits(_ number: Int) -> String {
    number < 10 ? "0\(number)" : String(number)
  }
}
