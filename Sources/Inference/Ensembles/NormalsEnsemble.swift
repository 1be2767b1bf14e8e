internal import Foundation

/// How the normals of an ensemble become one map.
public enum NormalsEnsemble: String, Sendable, Hashable, Codable, CaseIterable {
  /// At each pixel the member that is nearest to the mean direction.
  case closest
  /// The mean direction.
  case mean
  /// The whole member that is nearest to the mean of the polar and azimuth angles, as GeoWizard and
  /// E2E-FT choose it.
  ///
  /// Azimuths of either side of ±π average to the opposite direction there, and so they do here.
  case member

  /// Merges members pixel by pixel.
  ///
  /// - Parameter members: two or more `[H, W, 3]` of unit vectors.
  /// - Returns: normals `[H, W, 3]`, and `[H, W]` the mean angle to the mean direction over π.
  /// - Throws: `invalidSetting` for fewer than two, `shapeMismatch` for several shapes.
  /// - Source: diffusers `ensemble_normals`; GeoWizard's `normal_ensemble.py`.
  public func merge(_ members: [Tensor]) throws(InferenceError) -> MergedEnsemble {
    try MergedEnsemble.check(members)
    let shape = members[0].shape
    guard shape.last == 3 else {
      throw .shapeMismatch(what: "Normals", expected: shape.dropLast() + [3], found: shape)
    }
    var prediction = self == .member ? Self.nearestMember(members) : Tensor(zeros: shape)
    var uncertainty = Tensor(zeros: Array(shape.dropLast()))
    for pixel in 0..<uncertainty.count {
      let vectors = members.map { Self.vector($0, pixel) }
      let sum = vectors.reduce(SIMD3<Float>.zero, +) / Float(vectors.count)
      let mean = sum / max((sum * sum).sum().squareRoot(), 1e-6)
      let cosines = vectors.map { min(max((mean * $0).sum(), -1), 1) }
      let angles = cosines.reduce(Float(0)) { $0 + acos($1) }
      uncertainty.scalars[pixel] = angles / Float(vectors.count) / .pi
      guard self != .member else { continue }
      let chosen = self == .mean ? mean : vectors[Self.largest(cosines)]
      for axis in 0..<3 { prediction.scalars[3 * pixel + axis] = chosen[axis] }
    }
    return MergedEnsemble(prediction: prediction, uncertainty: uncertainty)
  }

  /// The member with the smallest sum of angles to the direction of the mean angles.
  private static func nearestMember(_ members: [Tensor]) -> Tensor {
    var sums = [Double](repeating: 0, count: members.count)
    for pixel in 0..<(members[0].count / 3) {
      let vectors = members.map { vector($0, pixel) }
      let count = Float(members.count)
      let azimuth = vectors.reduce(Float(0)) { $0 + atan2($1.y, $1.x) } / count
      let polar =
        vectors.reduce(Float(0)) { $0 + atan2(($1.x * $1.x + $1.y * $1.y).squareRoot(), $1.z) }
        / count
      let mean = SIMD3(sin(polar) * cos(azimuth), sin(polar) * sin(azimuth), cos(polar))
      for (index, vector) in vectors.enumerated() {
        let length = max((vector * vector).sum().squareRoot(), 1e-8)
        sums[index] += Double(acos(min(max((mean * vector).sum() / length, -1), 1)))
      }
    }
    return members[sums.indices.reduce(0) { sums[$1] < sums[$0] ? $1 : $0 }]
  }

  private static func vector(_ member: Tensor, _ pixel: Int) -> SIMD3<Float> {
    SIMD3(
      member.scalars[3 * pixel], member.scalars[3 * pixel + 1], member.scalars[3 * pixel + 2])
  }

  /// The first of the largest.
  private static func largest(_ values: [Float]) -> Int {
    values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }
}
