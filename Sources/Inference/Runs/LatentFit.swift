internal import Foundation

/// A decoder in miniature: the colours of a picture's blocks as a linear function of the latent's channels.
///
/// An autoencoder's latents are nearly a small picture in other colours, so the least-squares fit of a decoded
/// picture's block means on them shows any other latents of the run at once, though without their detail.
public struct LatentFit: Sendable, Equatable {
  /// For each of the three colours the factors of the channels, then what is added.
  public let factors: [[Float]]
  /// What the fit leaves of the blocks it was made from: the root mean square over the colours, as a share of
  /// their deviation; 0 is a perfect fit, 1 no better than the mean.
  public let residual: Double

  /// The latent's channels.
  public var channels: Int { (factors.first?.count ?? 1) - 1 }

  /// The fit of a decoded picture on its latents; nil where there are too few whole blocks, or values that are not
  /// finite.
  ///
  /// - Parameters:
  ///   - picture: `[1, 3, H, W]`, of the decoder or cropped at the bottom and the right.
  ///   - latents: `[1, C, h, w]`, as they are before the decoder's scaling.
  ///   - factor: Pixels of the picture for a latent pixel, along an edge.
  public init?(of picture: Tensor, on latents: Tensor, factor: Int) {
    guard picture.shape.count == 4, picture.shape[1] == 3, latents.shape.count == 4, factor > 0
    else { return nil }
    let rows = min(latents.shape[2], picture.shape[2] / factor)
    let columns = min(latents.shape[3], picture.shape[3] / factor)
    let unknowns = latents.shape[1] + 1
    guard rows > 0, columns > 0, rows * columns >= 2 * unknowns else { return nil }
    var sums = NormalSums(unknowns: unknowns)
    var known = [Double](repeating: 1, count: unknowns)
    for row in 0..<rows {
      for column in 0..<columns {
        for channel in 0..<(unknowns - 1) {
          known[channel] = Double(
            latents.scalars[
              (channel * latents.shape[2] + row) * latents.shape[3] + column])
        }
        sums.add(known, (0..<3).map { Self.mean(of: picture, $0, row, column, factor) })
      }
    }
    guard let solved = sums.solution else { return nil }
    factors = solved.map { $0.map { Float($0) } }
    residual = sums.residual(of: solved)
    guard residual.isFinite, factors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return nil }
  }

  /// The mean of a block of a colour.
  private static func mean(
    of picture: Tensor, _ colour: Int, _ row: Int, _ column: Int, _ factor: Int
  ) -> Double {
    let (height, width) = (picture.shape[2], picture.shape[3])
    var sum: Float = 0
    for y in (row * factor)..<((row + 1) * factor) {
      let start = (colour * height + y) * width + column * factor
      for x in start..<(start + factor) { sum += picture.scalars[x] }
    }
    return Double(sum) / Double(factor * factor)
  }

  /// The picture that the fit makes of latents `[1, C, h, w]`: `[1, 3, h, w]`, a pixel for each of theirs.
  ///
  /// - Throws: `shapeMismatch` for another number of channels.
  public func picture(of latents: Tensor) throws(InferenceError) -> Tensor {
    guard latents.shape.count == 4, latents.shape[0] == 1, latents.shape[1] == channels else {
      throw .shapeMismatch(
        what: "The latents of a preview", expected: [1, channels, 0, 0], found: latents.shape)
    }
    let area = latents.shape[2] * latents.shape[3]
    let values = latents.scalars
    var scalars: [Float] = []
    scalars.reserveCapacity(3 * area)
    for factors in factors {
      for place in 0..<area {
        var value = factors[channels]
        for channel in 0..<channels { value += factors[channel] * values[channel * area + place] }
        scalars.append(value)
      }
    }
    return try Tensor(scalars, shape: [1, 3, latents.shape[2], latents.shape[3]])
  }
}

/// The sums of a least-squares fit of three values on a few others.
private struct NormalSums {
  let unknowns: Int
  private var products: [[Double]]
  private var right: [[Double]]
  private var squares = [Double](repeating: 0, count: 3)
  private var count = 0.0

  init(unknowns: Int) {
    self.unknowns = unknowns
    products = [[Double]](
      repeating: [Double](repeating: 0, count: unknowns), count: unknowns)
    right = [[Double]](repeating: [Double](repeating: 0, count: unknowns), count: 3)
  }

  /// One block: what is known of it, the last of it 1, and its colours.
  mutating func add(_ known: [Double], _ colours: [Double]) {
    for row in 0..<unknowns {
      for column in 0..<unknowns { products[row][column] += known[row] * known[column] }
      for colour in 0..<3 { right[colour][row] += known[row] * colours[colour] }
    }
    for colour in 0..<3 { squares[colour] += colours[colour] * colours[colour] }
    count += 1
  }

  /// The factors for each colour, by elimination with pivots; nil where the channels do not tell.
  ///
  /// A channel that is the same everywhere would leave its factor open, so that all are held back a little.
  var solution: [[Double]]? {
    let diagonal = (0..<unknowns).reduce(0) { $0 + products[$1][$1] } / Double(unknowns)
    guard diagonal.isFinite, diagonal > 0 else { return nil }
    var rows = products
    for place in 0..<(unknowns - 1) { rows[place][place] += 1e-6 * diagonal }
    for row in 0..<unknowns { rows[row] += right.map { $0[row] } }
    for pivot in 0..<unknowns {
      guard let best = (pivot..<unknowns).max(by: { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) }),
        abs(rows[best][pivot]) > 0
      else { return nil }
      rows.swapAt(pivot, best)
      for row in 0..<unknowns where row != pivot {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot..<(unknowns + 3) { rows[row][column] -= factor * rows[pivot][column] }
      }
    }
    return (0..<3).map { colour in
      (0..<unknowns).map { rows[$0][unknowns + colour] / rows[$0][$0] }
    }
  }

  /// The root mean square of what the factors leave, as a share of the values' deviation.
  func residual(of solution: [[Double]]) -> Double {
    var (left, variance) = (0.0, 0.0)
    for colour in 0..<3 {
      let mean = right[colour][unknowns - 1] / count
      variance += squares[colour] / count - mean * mean
      var sum = squares[colour]
      for row in 0..<unknowns {
        sum -= 2 * solution[colour][row] * right[colour][row]
        for column in 0..<unknowns {
          sum += solution[colour][row] * solution[colour][column] * products[row][column]
        }
      }
      left += sum / count
    }
    return variance > 0 ? (max(0, left) / variance).squareRoot() : 0
  }
}
