internal import Foundation

/// From values to places: one axis laid over a number of pixels, dots or cells.
struct PlotScale {
  private let low: Double
  private let span: Double
  private let length: Double
  private let isLogarithmic: Bool

  /// Lays the axis over `length` places, its ends on the first and the last.
  init(_ axis: Plot.Axis, length: Int) {
    isLogarithmic = axis.isLogarithmic && axis.range.lowerBound > 0
    let high = isLogarithmic ? log(axis.range.upperBound) : axis.range.upperBound
    low = isLogarithmic ? log(axis.range.lowerBound) : axis.range.lowerBound
    span = high - low
    self.length = Double(max(0, length - 1))
  }

  /// The place of a value, counted from the axis' lower end; far away at most twice the length.
  func place(_ value: Double) -> Int? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    let fraction = span > 0 ? ((isLogarithmic ? log(value) : value) - low) / span : 0.5
    guard fraction.isFinite else { return nil }
    return Int((max(-2, min(3, fraction)) * length).rounded())
  }

  /// Where marks of this axis begin: zero, or the lower end when zero is not on it.
  var origin: Int { isLogarithmic ? 0 : max(0, min(Int(length), place(0) ?? 0)) }
}

/// The plot area inside a picture, and the way from values to its pixels.
struct PlotFrame {
  let left: Int
  let top: Int
  let width: Int
  let height: Int
  private let horizontal: PlotScale
  private let vertical: PlotScale

  init(_ plot: Plot, left: Int, top: Int, width: Int, height: Int) {
    self.left = left
    self.top = top
    self.width = max(1, width)
    self.height = max(1, height)
    horizontal = PlotScale(plot.x, length: self.width)
    vertical = PlotScale(plot.y, length: self.height)
  }

  func x(_ value: Double) -> Int? { horizontal.place(value).map { left + $0 } }
  func y(_ value: Double) -> Int? { vertical.place(value).map { top + height - 1 - $0 } }

  /// The row that stems and bars stand on.
  var baseline: Int { top + height - 1 - vertical.origin }
  var right: Int { left + width - 1 }
  var bottom: Int { top + height - 1 }
}
