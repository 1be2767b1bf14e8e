import ArgumentParser

/// What is done to depth before it is compared.
enum EvalFit: String, ExpressibleByArgument, CaseIterable {
  case depth, disparity, none
}
