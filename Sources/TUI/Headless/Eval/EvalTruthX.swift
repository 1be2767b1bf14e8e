import ArgumentParser

/// Where X of normals points in ground truth.
enum EvalTruthX: String, ExpressibleByArgument, CaseIterable {
  /// As in Marigold, Hypersim and the shipped scenes.
  case right
  /// As in DSINE's, Lotus' and E2E-FT's evaluations.
  case left
}
