/// A check of a model's files, going on or done.
struct Verification: Sendable, Equatable {
  enum Status: Sendable, Equatable {
    /// What is being read, in words.
    case going(String)
    case done(VerifyReport)
    case stopped
    case failed(String)
  }

  /// Tells it from those before.
  var number: Int
  var model: String
  var status = Status.going("")

  var isGoing: Bool {
    if case .going = status { return true }
    return false
  }
}

/// What can be asked of a check.
enum VerifyAction: Hashable, Sendable {
  /// Begins with a model; nil is the one that is there.
  case begin(String?)
  case stop

  /// The command, as it is typed.
  var text: String {
    switch self {
    case .begin(let model): "verify" + (model.map { " " + $0 } ?? "")
    case .stop: "verify off"
    }
  }
}

/// What the worker says of a check.
enum VerifyEvent: Sendable {
  /// What is being read, in words.
  case progress(String)
  case finished(VerifyReport)
  case cancelled
  case failed(String)
}
