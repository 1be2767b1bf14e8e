import Inference

/// The blocks of the selected component, with the time that each took the last time.
enum BlocksPane {
  static func draw(_ state: AppState, _ rect: Rect, into drawing: inout Drawing) {
    let rows = state.blockRows
    let source = state.shownTimings.first?.source ?? ""
    drawing.box(
      rect, state.weights.isByTime ? "slowest blocks" : "blocks", source,
      isFocused: state.weights.list == .blocks)
    guard !rows.isEmpty else {
      PicturePane.message(reason(state), rect, into: &drawing)
      return
    }
    let area = rect.inner
    let shares = state.blockShares
    let fault = state.browsedFault.flatMap { fault in
      fault.component == state.shownComponent?.name ? fault.block : nil
    }
    let lines = ListLines(list: .blocks, count: rows.count, selection: state.blockPlace)
    lines.draw(state, area, into: &drawing) { place in
      line(rows[place], shares[rows[place].path], fault, state, area.columns)
    }
  }

  private static func line(
    _ row: BlockRow, _ share: BlockShare?, _ fault: String?, _ state: AppState, _ width: Int
  ) -> ListLines.Line {
    let isBad =
      fault.map { $0 == row.path || (!row.path.isEmpty && $0.hasPrefix(row.path + ".")) } ?? false
    let isFlat = state.weights.isByTime
    let room = width - (width >= 44 ? 25 : 16)
    let name =
      row.path.isEmpty
      ? "all of it"
      : isFlat ? ListLines.end(of: row.path, room) : Printable.clean(row.title, limit: 80)
    var texts: [(text: String, column: Int, role: Role)] = [
      (
        name, 1 + 2 * max(0, row.depth - 1),
        isBad ? .bad : .plain
      )
    ]
    let hasBytes = width >= 44
    if hasBytes {
      texts.append(
        (ListLines.right(Format.count(row.parameters), 7), width - 23, .label))
    }
    if isBad {
      texts.append((ListLines.right("NaN", 13), width - 14, .bad))
    } else if let share {
      texts.append((ListLines.right(time(share.seconds), 7), width - 14, .value))
      texts.append((ListLines.right(percent(share.share), 5), width - 6, .label))
    } else if !hasBytes {
      texts.append((ListLines.right(Format.count(row.parameters), 8), width - 14, .label))
    }
    return ListLines.Line(action: .block(row.path), texts: texts)
  }

  /// At most seven characters: `4.12 ms`, `46.0 ms`, `812 ms`, `15.3 s`.
  private static func time(_ seconds: Double) -> String {
    let microseconds = Int((max(0, min(seconds, 99_999)) * 1e6).rounded())
    switch microseconds {
    case ..<10_000: return decimal(microseconds / 10, 2) + " ms"
    case ..<100_000: return decimal(microseconds / 100, 1) + " ms"
    case ..<1_000_000: return "\(microseconds / 1000) ms"
    case ..<100_000_000: return decimal(microseconds / 100_000, 1) + " s"
    default: return "\(microseconds / 1_000_000) s"
    }
  }

  /// A whole number with its last digits behind a point.
  private static func decimal(_ number: Int, _ digits: Int) -> String {
    let unit = digits == 2 ? 100 : 10
    let rest = String(number % unit)
    return "\(number / unit)." + String(repeating: "0", count: digits - rest.count) + rest
  }

  private static func percent(_ share: Double) -> String {
    let tenths = Int((max(0, min(share, 1)) * 1000).rounded())
    return tenths >= 1000 ? "100%" : "\(tenths / 10).\(tenths % 10)%"
  }

  private static func reason(_ state: AppState) -> [String] {
    guard let component = state.shownComponent else { return [] }
    let files = component.files.map { String($0.split(separator: "/").last ?? "") }
    return [component.className ?? component.name, "It has no weights."]
      + (files.isEmpty ? [] : [files.joined(separator: ", ")])
  }
}
