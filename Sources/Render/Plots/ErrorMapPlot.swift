public import Inference

/// An error map with what is drawn on it, as data.
public struct ErrorMapPlot: Sendable, Hashable {
  /// The errors.
  public var map: ErrorMap
  /// Where each step of a run lies, in order.
  public var path: [ErrorMapGrid.Place]
  /// The step that is looked at.
  public var selectedStep: Int?
  /// The cell that is looked at.
  public var cursor: ErrorMapGrid.Cell?

  /// A plot from its parts.
  public init(
    _ map: ErrorMap, path: [ErrorMapGrid.Place] = [], selectedStep: Int? = nil,
    cursor: ErrorMapGrid.Cell? = nil
  ) {
    self.map = map
    self.path = path
    self.selectedStep = selectedStep
    self.cursor = cursor
  }

  /// The error's name on the legend.
  public var errorName: String {
    switch map.kind {
    case .absRel: "AbsRel"
    case .meanAngle: "mean angle"
    case .latent: "latent RMSE"
    }
  }

  /// An error as the legend writes it.
  public func label(_ error: Float) -> String {
    guard error < 1e6 else { return "> 1e6" }
    let decimals = error < 1 ? 3 : error < 10 ? 2 : 1
    return Ticks.text(Double(error), decimals: decimals)
  }

  /// The share of the way from the smallest error to the largest, 0…1.
  public static func level(_ error: Float, in range: ClosedRange<Float>?) -> Float {
    guard let range, range.upperBound > range.lowerBound else { return 0 }
    return (error - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// For each cell, row by row: its error, or the nearest known one's where it has none yet.
  public var filled: [(error: Float, isKnown: Bool)?] {
    let known = map.errors.indices.filter { map.errors[$0] != nil }
    let columns = map.grid.columns
    return map.errors.indices.map { place in
      if let error = map.errors[place] { return (error, true) }
      let (row, column) = (place / columns, place % columns)
      func distance(_ other: Int) -> Int {
        let (down, across) = (other / columns - row, other % columns - column)
        return down * down + across * across
      }
      guard let nearest = known.min(by: { distance($0) < distance($1) }) else { return nil }
      return map.errors[nearest].map { ($0, false) }
    }
  }
}
