/// The two axes of an error map: what the network is told, and what its sample holds.
///
/// Both are even over the training timesteps, so that told and held agree on the diagonal. The row of the
/// most noise holds nothing else, as every run begins; the schedule's last timestep may leave a trace of
/// signal.
public struct ErrorMapGrid: Sendable, Hashable {
  /// One network call.
  public struct Cell: Sendable, Hashable, Codable {
    /// Which told timestep.
    public var column: Int
    /// Which held noise level, 0 the least.
    public var row: Int

    /// A cell by its place.
    public init(column: Int, row: Int) {
      self.column = column
      self.row = row
    }
  }

  /// A place on the axes that need not be a cell's: whole numbers are cells.
  public struct Place: Sendable, Hashable, Codable {
    /// Along the told timesteps, 0 … columns − 1.
    public var column: Double
    /// Along the held noise levels, 0 … rows − 1.
    public var row: Double

    /// A place by its coordinates.
    public init(column: Double, row: Double) {
      self.column = column
      self.row = row
    }
  }

  /// How many values an axis may have.
  public static let sizes = 2...64

  /// What the network is told, one timestep a column, ascending.
  public let toldTimesteps: [Int]
  /// The training timestep whose noise a row holds, ascending.
  public let heldTimesteps: [Int]
  /// √(1−ᾱ) of each row, ascending; the last is 1.
  public let heldNoise: [Float]
  /// T.
  public let trainTimesteps: Int

  /// Axes over a schedule.
  ///
  /// - Parameters:
  ///   - columns: How many told timesteps, 2…64.
  ///   - rows: How many noise levels, 2…64.
  ///   - schedule: The noise of every training timestep.
  /// - Throws: `invalidSetting` for sizes outside their range or finer than the schedule.
  public init(columns: Int, rows: Int, schedule: NoiseSchedule) throws(InferenceError) {
    let count = schedule.alphasCumprod.count
    guard Self.sizes.contains(columns), Self.sizes.contains(rows), max(columns, rows) <= count
    else {
      throw .invalidSetting(
        name: "The grid", value: "\(columns)x\(rows)",
        allowed: "told timesteps x noise levels, each \(Self.sizes.lowerBound) to "
          + "\(min(Self.sizes.upperBound, count)), such as 21x17")
    }
    trainTimesteps = count
    toldTimesteps = Self.spread(columns, over: count)
    heldTimesteps = Self.spread(rows, over: count)
    var noise = heldTimesteps.map {
      NoiseLevel(alphaCumprod: schedule.alphasCumprod[$0]).noise
    }
    noise[rows - 1] = 1
    heldNoise = noise
  }

  /// Whole numbers from 0 to `count` − 1 with both ends, as even as they go.
  private static func spread(_ values: Int, over count: Int) -> [Int] {
    (0..<values).map { ($0 * (count - 1) * 2 + values - 1) / (2 * (values - 1)) }
  }

  /// T.
  public var columns: Int { toldTimesteps.count }
  /// N.
  public var rows: Int { heldNoise.count }
  /// How many network calls the whole map takes.
  public var cellCount: Int { columns * rows }

  /// Whether a cell lies on the grid.
  public func contains(_ cell: Cell) -> Bool {
    (0..<columns).contains(cell.column) && (0..<rows).contains(cell.row)
  }

  /// Where a told timestep and a held noise level lie; beyond the ends, at the ends.
  public func place(told timestep: Float, held noise: Float) -> Place {
    Place(
      column: Self.position(of: timestep, in: toldTimesteps.map(Float.init)),
      row: Self.position(of: noise, in: heldNoise))
  }

  /// The position of a value among ascending ones, between two by their distance.
  private static func position(of value: Float, in values: [Float]) -> Double {
    guard let above = values.firstIndex(where: { $0 >= value }) else {
      return Double(values.count - 1)
    }
    guard above > 0 else { return 0 }
    let (low, high) = (Double(values[above - 1]), Double(values[above]))
    return Double(above - 1) + (high > low ? (Double(value) - low) / (high - low) : 1)
  }

  /// The cell nearest to a place.
  public func cell(nearest place: Place) -> Cell {
    Cell(
      column: min(max(0, Int(place.column.rounded())), columns - 1),
      row: min(max(0, Int(place.row.rounded())), rows - 1))
  }
}
