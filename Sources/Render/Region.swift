/// A part of a picture, in shares of its edges: 0 is the left or top, 1 the right or bottom.
public struct Region: Sendable, Hashable {
  /// The left edge.
  public let left: Double
  /// The top edge.
  public let top: Double
  /// How much of the picture's width it covers, above 0.
  public let width: Double
  /// How much of the picture's height it covers, above 0.
  public let height: Double

  /// The whole picture.
  public static let whole = Region(left: 0, top: 0, width: 1, height: 1)

  /// A part of a picture; what lies outside the picture is cut off, and no part is of no size.
  public init(left: Double, top: Double, width: Double, height: Double) {
    self.width = min(max(width, 1e-4), 1)
    self.height = min(max(height, 1e-4), 1)
    self.left = min(max(left, 0), 1 - self.width)
    self.top = min(max(top, 0), 1 - self.height)
  }

  /// Whether nothing is left out.
  public var isWhole: Bool { self == .whole }
}

/// The source pixels along one axis that a region shows, and how they become target pixels.
struct RegionAxis {
  /// From this magnification on, pixels are shown as the squares they are.
  static let sharpFrom = 4.0

  /// The pixels that are needed.
  let source: Range<Int>
  /// How they become target pixels.
  let taps: ResizeTaps

  /// - Parameters:
  ///   - start: The region's beginning, in shares of the axis.
  ///   - share: How much of the axis it covers.
  ///   - length: The source pixels of the whole axis, at least one.
  ///   - target: The target pixels.
  init(start: Double, share: Double, length: Int, target: Int) {
    let first = start * Double(length)
    let span = share * Double(length)
    // Linear interpolation looks at one pixel beyond the edge.
    let low = max(0, min(length - 1, Int(first.rounded(.down)) - 1))
    let high = max(low + 1, min(length, Int((first + span).rounded(.up)) + 1))
    source = low..<high
    taps = ResizeTaps(
      from: high - low, start: first - Double(low), span: span, to: target,
      isSharp: Double(target) >= Self.sharpFrom * span)
  }
}
