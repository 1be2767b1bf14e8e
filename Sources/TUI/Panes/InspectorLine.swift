import Inference
import Render

/// The values at the inspected pixel, on one line.
enum InspectorLine {
  /// Draws the line; false while nothing is inspected.
  static func draw(_ state: AppState, _ row: Int, into drawing: inout Drawing) -> Bool {
    guard let inspection = Inspection(state), let pixel = state.measures.pixel else {
      return false
    }
    var column = drawing.put("\(pixel.x),\(pixel.y)", row, 1, .key) + 2
    let limit = drawing.size.columns - 1
    for figure in figures(inspection, state) {
      let width = TextWidth.columns(of: figure.label) + 1 + TextWidth.columns(of: figure.value)
      guard column + width <= limit else { break }
      column = drawing.put(figure.label, row, column, .label) + 1
      column = drawing.put(figure.value, row, column, figure.isBad ? .bad : .value) + 2
    }
    return true
  }

  /// What is known there, most telling first.
  static func figures(_ inspection: Inspection, _ state: AppState) -> [NumbersLine.Figure] {
    var figures: [NumbersLine.Figure] = []
    let readings = Comparison.Side.allCases.compactMap { side in
      inspection.readings[side].map { (side, $0) }
    }
    let flipped = flipped(state)
    let isNormals = readings.last?.1.quantity == .normals
    if !isNormals, let depth = inspection.depth {
      figures.append(.init(label: "truth", value: Format.short(depth) + " m"))
    }
    for (side, reading) in readings {
      let name = state.isComparing ? side.title : "x̂0"
      let isFlipped = reading.quantity == .normals
      figures.append(.init(label: name + (isFlipped ? flipped : ""), value: value(reading)))
      if let error = reading.error {
        figures.append(.init(label: "error", value: distance(reading, error)))
      }
    }
    for (side, reading) in readings where reading.quantity != .normals {
      guard let normal = reading.normal else { continue }
      let name = state.isComparing ? "normal of \(side.title)" : "normal"
      figures.append(.init(label: name + flipped, value: text(normal)))
    }
    if let normal = inspection.normal {
      figures.append(.init(label: "true normal", value: text(normal)))
    }
    return figures
  }

  /// Which axes of predicted normals have their sign changed: ` with −x −z`.
  private static func flipped(_ state: AppState) -> String {
    let names: [(NormalMap.Flip, String)] = [(.x, " −x"), (.y, " −y"), (.z, " −z")]
    let axes = names.filter { state.look.flip.contains($0.0) }.map(\.1).joined()
    return axes.isEmpty ? "" : " with" + axes
  }

  private static func distance(_ reading: Inspection.Reading, _ error: Float) -> String {
    reading.quantity == .normals
      ? Format.short(error) + "°" : (error > 0 ? "+" : "") + Format.short(error) + " m"
  }

  private static func value(_ reading: Inspection.Reading) -> String {
    if reading.quantity == .normals, let normal = reading.normal { return text(normal) }
    let raw = reading.value.map(Format.metric) ?? "-"
    return reading.metres.map { "\(raw) = \(Format.short($0)) m" } ?? raw
  }

  private static func text(_ vector: Inspection.Vector) -> String {
    [vector.x, vector.y, vector.z].map(Format.short).joined(separator: " ")
  }
}
