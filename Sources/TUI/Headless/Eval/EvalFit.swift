import ArgumentParser
import Inference

/// What is done to depth before it is compared.
enum EvalFit: String, ExpressibleByArgument, CaseIterable {
  case depth, disparity, log, none

  /// The space in which depth is compared.
  var space: DepthSpace {
    switch self {
    case .depth, .none: .depth
    case .disparity: .disparity
    case .log: .logarithm
    }
  }
}
