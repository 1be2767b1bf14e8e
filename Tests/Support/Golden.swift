internal import Foundation
public import Inference
public import Testing

/// A file of reference numbers under `Tests/InferenceTests/Goldens`.
public struct Golden: Sendable {
  private let path: String

  /// The file `name` in the folder of goldens.
  public init(_ name: String) {
    path = Golden.folder + "/" + name
  }

  /// The folder of goldens.
  public static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("InferenceTests/Goldens").path

  /// The repository's root.
  public static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The file, opened.
  public func callAsFunction() throws(InferenceError) -> SafetensorsFile {
    try SafetensorsFile(path: path)
  }
}

/// Compares every element; the bound is relative to the reference's standard deviation (or 1 where it
/// has none), and a failure names the worst place.
public func expectAgreement(
  _ found: Tensor, with expected: Tensor, deviations bound: Float, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found.shape == expected.shape else {
    Issue.record(
      "\(what): shape \(found.shape) instead of \(expected.shape)", sourceLocation: sourceLocation)
    return
  }
  let deviation = expected.statistics.std
  let scale = deviation > 0 ? deviation : 1
  var worst: (index: Int, error: Float) = (0, 0)
  for index in expected.scalars.indices {
    let error = abs(found.scalars[index] - expected.scalars[index]) / scale
    if !(error <= worst.error) { worst = (index, error) }
  }
  #expect(
    worst.error <= bound,
    """
    \(what): worst at \(worst.index): \(found.scalars[worst.index]) instead of \
    \(expected.scalars[worst.index]), \(worst.error) standard deviations
    """,
    sourceLocation: sourceLocation)
}
