/// The minimum of a function of many numbers by Broyden, Fletcher, Goldfarb and Shanno's method, its
/// gradient taken from finite differences.
///
/// - Source: Nocedal and Wright 2006, chapter 6; rules and constants of scipy 1.17
///   `minimize(method="BFGS")`. Where the first line search fails, scipy tries a second kind; here the
///   search ends.
struct QuasiNewton {
  /// Where a search stands.
  struct Point {
    var place: [Double]
    var value: Double
    var gradient: [Double]
  }

  /// The largest entry of the gradient at which the search ends.
  var tolerance: Double
  /// The most directions that are followed.
  var iterations: Int

  /// The step of the differences, the root of 2⁻⁵².
  private static let difference = 0x1p-26

  typealias Function = (_ place: [Double]) throws(InferenceError) -> Double

  /// Walks downhill.
  ///
  /// - Returns: Where it ended; the best found when no line search succeeds.
  /// - Throws: what the function throws.
  func minimise(
    from start: [Double], _ function: Function
  ) throws(InferenceError) -> Point {
    var point = try Self.point(start, function)
    var hessian = InverseHessian(count: start.count)
    var before = point.value + Self.length(point.gradient) / 2
    for _ in 0..<iterations {
      guard Self.largest(point.gradient) > tolerance else { break }
      let direction = hessian.times(point.gradient).map { -$0 }
      guard let next = try Self.search(point, direction, before, function) else { break }
      let move = zip(next.place, point.place).map { $0 - $1 }
      let turn = zip(next.gradient, point.gradient).map { $0 - $1 }
      before = point.value
      point = next
      guard Self.length(move) > 0, point.value.isFinite else { break }
      hessian.update(move: move, turn: turn)
    }
    return point
  }

  private static func search(
    _ point: Point, _ direction: [Double], _ before: Double, _ function: Function
  ) throws(InferenceError) -> Point? {
    let slope = product(point.gradient, direction)
    let guess = min(1, 1.01 * 2 * (point.value - before) / slope)
    var latest = point
    let step = try WolfeSearch.find(
      from: WolfeSearch.Sample(step: 0, value: point.value, slope: slope),
      first: guess < 0 ? 1 : guess
    ) { step throws(InferenceError) in
      latest = try Self.point(
        zip(point.place, direction).map { $0 + step * $1 }, function)
      return WolfeSearch.Sample(
        step: step, value: latest.value, slope: product(latest.gradient, direction))
    }
    return step == nil ? nil : latest
  }

  private static func point(
    _ place: [Double], _ function: Function
  ) throws(InferenceError) -> Point {
    let value = try function(place)
    var gradient: [Double] = []
    for index in place.indices {
      var moved = place
      moved[index] += difference
      gradient.append((try function(moved) - value) / (moved[index] - place[index]))
    }
    return Point(place: place, value: value, gradient: gradient)
  }

  private static func product(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func length(_ vector: [Double]) -> Double {
    product(vector, vector).squareRoot()
  }

  private static func largest(_ vector: [Double]) -> Double {
    vector.reduce(0) { max($0, abs($1)) }
  }
}

/// What a search has learnt of a function's curvature: the inverse of its second derivatives.
private struct InverseHessian {
  private var rows: [[Double]]

  /// The unit matrix.
  init(count: Int) {
    rows = (0..<count).map { row in (0..<count).map { $0 == row ? 1 : 0 } }
  }

  func times(_ vector: [Double]) -> [Double] {
    rows.map { row in zip(row, vector).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// Takes in how the gradient turned over a move.
  mutating func update(move: [Double], turn: [Double]) {
    let product = zip(move, turn).reduce(0) { $0 + $1.0 * $1.1 }
    let density = product == 0 ? 1000 : 1 / product
    let bent = times(turn)
    let curvature = zip(turn, bent).reduce(0) { $0 + $1.0 * $1.1 }
    for row in rows.indices {
      for column in rows.indices {
        rows[row][column] +=
          (1 + density * curvature) * density * move[row] * move[column]
          - density * (move[row] * bent[column] + bent[row] * move[column])
      }
    }
  }
}
