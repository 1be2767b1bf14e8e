import Inference

/// Whoever waits for a check: told what is being read, and asked whether it is still wanted.
struct VerifyWatch {
  /// What is being read, in words.
  var show: @Sendable (String) -> Void
  var isCancelled: @Sendable () -> Bool = { false }

  /// A checkpoint while a file's values are looked at; the name is for the words.
  func checkpoint(_ name: String) -> Checkpoint {
    Checkpoint(
      reach: { [show] stage throws(InferenceError) in
        show("\(name) tensor \(stage.completed)/\(stage.total)")
      }, isCancelled: isCancelled)
  }
}
