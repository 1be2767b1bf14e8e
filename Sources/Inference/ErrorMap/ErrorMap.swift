/// How wrong x̂0 is, for every pair of a told timestep and a held noise level.
public struct ErrorMap: Sendable, Hashable {
  /// What the errors measure.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Mean of |a − d| / d of the decoded depth after alignment.
    case absRel = "abs_rel"
    /// Mean angle of the decoded normals, in degrees.
    case meanAngle = "mean_angle"
    /// Root mean square difference of x̂0 from the clean latents; needs no decoder.
    case latent
  }

  /// The axes.
  public let grid: ErrorMapGrid
  /// What the errors measure.
  public let kind: Kind
  /// One error a cell, row by row from the least noise; nil where nothing is computed yet.
  public private(set) var errors: [Float?]
  /// How many errors are known.
  public private(set) var count = 0

  /// A map without any error yet.
  public init(_ grid: ErrorMapGrid, _ kind: Kind) {
    self.grid = grid
    self.kind = kind
    errors = Array(repeating: nil, count: grid.cellCount)
  }

  /// The error of a cell; nil outside the grid and where nothing is computed yet.
  public subscript(cell: ErrorMapGrid.Cell) -> Float? {
    get { grid.contains(cell) ? errors[cell.row * grid.columns + cell.column] : nil }
    set {
      guard grid.contains(cell) else { return }
      let place = cell.row * grid.columns + cell.column
      count += (newValue == nil ? 0 : 1) - (errors[place] == nil ? 0 : 1)
      errors[place] = newValue
    }
  }

  /// Whether every cell has its error.
  public var isComplete: Bool { count == grid.cellCount }

  /// The smallest and the largest error so far.
  public var range: ClosedRange<Float>? {
    let known = errors.compactMap { $0 }
    guard let low = known.min(), let high = known.max() else { return nil }
    return low...high
  }

  /// The cell of the smallest error that a told timestep can give at a noise level; nil until the whole row
  /// is computed.
  public func best(inRow row: Int) -> ErrorMapGrid.Cell? {
    guard (0..<grid.rows).contains(row) else { return nil }
    let start = row * grid.columns
    let known = errors[start..<(start + grid.columns)].compactMap { $0 }
    guard known.count == grid.columns, let least = known.min(),
      let column = known.firstIndex(of: least)
    else { return nil }
    return ErrorMapGrid.Cell(column: column, row: row)
  }

  /// The errors, `[N, T]`, row 0 the least noise; NaN where nothing is computed.
  public var tensor: Tensor {
    var result = Tensor(zeros: [grid.rows, grid.columns])
    for place in errors.indices { result.scalars[place] = errors[place] ?? .nan }
    return result
  }
}
