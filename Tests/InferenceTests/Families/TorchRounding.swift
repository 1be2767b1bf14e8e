import Foundation
import Inference
import TestSupport
import Testing

/// What the same rounding costs each miniature in torch, as `scripts/goldens/rounding.py` found it.
enum TorchRounding {
  /// How far an error may be beyond torch's, which is the median of several draws of the roundings.
  ///
  /// Of torch's own draws the largest is half as much again as the median usually, and up to 2.7 times as much in nine of
  /// ten numbers. Ours are of other roundings: of most layers alone, and not of what flows between them.
  static let factor: Float = 3

  /// The bounds of a miniature's numbers in a precision: roots of the normalised mean square error.
  static func bounds(_ name: String, _ precision: Precision) throws -> [String: Float] {
    let path = Golden.folder + "/families/rounding.json"
    let all = try JSONDecoder().decode(
      [String: [String: [String: Float]]].self, from: Data(contentsOf: URL(filePath: path)))
    return try #require(all[name]?[precision.rawValue]).mapValues { factor * $0 }
  }
}
