import Inference

/// What screen Metrics shows, and the pixel that is inspected.
struct Measures: Sendable, Equatable {
  /// A figure of a step.
  enum Metric: String, Sendable, Hashable, CaseIterable {
    case absRel = "absrel"
    case delta1
    case rmse
    case angle
    case change

    var title: String {
      switch self {
      case .absRel: "AbsRel"
      case .delta1: "δ1"
      case .rmse: "RMSE"
      case .angle: "mean angle"
      case .change: "change"
      }
    }

    /// What it says, in one line.
    var help: String {
      switch self {
      case .absRel: "mean |a − d| / d"
      case .delta1: "share of pixels within a factor of 1.25"
      case .rmse: "root of the mean square error, in metres"
      case .angle: "mean angle between normals, in degrees"
      case .change: "mean |change| of the x̂0 latents since the step before"
      }
    }

    /// Itself, or what takes its place where it cannot be had of what a model predicts.
    func fitting(normals isNormals: Bool) -> Metric {
      switch self {
      case .absRel, .delta1, .rmse: isNormals ? .angle : self
      case .angle: isNormals ? self : .absRel
      case .change: self
      }
    }

    /// The next or previous one, round and round.
    func neighbour(_ direction: Int) -> Metric {
      let all = Self.allCases
      let place = all.firstIndex(of: self) ?? 0
      return all[(place + direction + all.count) % all.count]
    }
  }

  /// What is done to a depth before it is compared with its ground truth.
  enum Fit: String, Sendable, Hashable, CaseIterable {
    /// Scale and shift by least squares.
    case depth
    /// Nothing.
    case none

    var opposite: Fit { self == .depth ? .none : .depth }
  }

  /// A pixel of the input picture.
  struct Pixel: Sendable, Hashable {
    var x: Int
    var y: Int
  }

  var metric = Metric.absRel
  var fit = Fit.depth
  /// The inspected pixel; nil while nothing is inspected.
  var pixel: Pixel?
}

extension Run {
  /// The figures of a step after a fit, where they are known.
  func measures(_ index: Int, _ fit: Measures.Fit) -> StepMetrics? {
    fit == .depth ? metrics[index] : unaligned[index]
  }

  /// One figure of a step, where it is known.
  func value(_ metric: Measures.Metric, _ index: Int, _ fit: Measures.Fit) -> Float? {
    switch metric {
    case .absRel: measures(index, fit)?.absRel
    case .delta1: measures(index, fit)?.delta1
    case .rmse: measures(index, fit)?.rmse
    // Angles need no fit.
    case .angle: metrics[index]?.meanAngle
    case .change: numbers.indices.contains(index) ? numbers[index].change : nil
    }
  }
}
