import Foundation
import Inference
import TestSupport
import Testing

/// What the same rounding costs each miniature in torch, as `scripts/goldens/rounding.py` found it.
enum TorchRounding {
  /// How far an error may be beyond torch's.
  ///
  /// Both are drawn by chance from the same rounding, torch's of every layer
  /// and what flows between them, ours of most layers alone.
  static let factor: Float = 2

  /// The bounds of a miniature's numbers in a precision: roots of the normalised mean square error.
  static func bounds(_ name: String, _ precision: Precision) throws -> [String: Float] {
    let path = Golden.folder + "/families/rounding.json"
    let all = try JSONDecoder().decode(
      [String: [String: [String: Float]]].self, from: Data(contentsOf: URL(filePath: path)))
    return try #require(all[name]?[precision.rawValue]).mapValues { factor * $0 }
  }
}
