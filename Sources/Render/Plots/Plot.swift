/// A line plot as data; drawn as a picture or in braille characters.
public struct Plot: Sendable, Hashable {
  /// One axis.
  public struct Axis: Sendable, Hashable {
    /// What it shows, with its unit.
    public var title: String
    /// The range drawn.
    public var range: ClosedRange<Double>
    /// Whether it is logarithmic (the range must then be positive).
    public var isLogarithmic: Bool
    /// Whether only whole numbers are marked.
    public var isCounted: Bool

    /// An axis.
    public init(
      _ title: String, _ range: ClosedRange<Double>, isLogarithmic: Bool = false,
      isCounted: Bool = false
    ) {
      self.title = title
      self.range = range
      self.isLogarithmic = isLogarithmic
      self.isCounted = isCounted
    }
  }

  /// Points in drawing order.
  public struct Series: Sendable, Hashable {
    /// How the points are drawn.
    public enum Mark: Sendable, Hashable {
      /// Joined by lines; one with no neighbour to be joined with is a dot.
      case line
      /// Dots of a few pixels.
      case points
      /// Vertical lines from the axis to the point.
      case stems
      /// Rectangles from the axis to the point, as wide as the gap allows.
      case bars
    }

    /// For the legend.
    public var name: String
    /// Its colour.
    public var colour: RGB
    /// How it is drawn.
    public var mark: Mark
    /// x values.
    public var x: [Double]
    /// y values, as many as x; those that are not finite leave a gap.
    public var y: [Double]

    /// A series.
    public init(_ name: String, _ colour: RGB, _ mark: Mark, x: [Double], y: [Double]) {
      self.name = name
      self.colour = colour
      self.mark = mark
      self.x = x
      self.y = y
    }

    /// Whether a point stands alone: nothing on either side that a line could lead to.
    func isAlone(_ index: Int) -> Bool {
      ![index - 1, index + 1].contains { place in
        x.indices.contains(place) && y.indices.contains(place) && x[place].isFinite
          && y[place].isFinite
      }
    }

    /// Whether both draw the same, gaps included: a NaN differs from itself, and a plot that differs
    /// from itself is found in no cache.
    public static func == (left: Series, right: Series) -> Bool {
      left.name == right.name && left.colour == right.colour && left.mark == right.mark
        && left.x.elementsEqual(right.x) { $0.bitPattern == $1.bitPattern }
        && left.y.elementsEqual(right.y) { $0.bitPattern == $1.bitPattern }
    }

    /// Hashes what decides on equality.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(name)
      hasher.combine(colour)
      hasher.combine(mark)
      for value in x + y { hasher.combine(value.bitPattern) }
    }
  }

  /// The horizontal axis.
  public var x: Axis
  /// The vertical axis.
  public var y: Axis
  /// What is drawn.
  public var series: [Series]
  /// A vertical line at this x, where something is selected.
  public var cursor: Double?

  /// A plot from its parts.
  public init(x: Axis, y: Axis, series: [Series], cursor: Double? = nil) {
    self.x = x
    self.y = y
    self.series = series
    self.cursor = cursor
  }
}
