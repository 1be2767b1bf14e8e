import Inference

/// The check of a model's files: every digest, structure and value, as `stepscope verify` makes it.
extension AppState {
  mutating func verify(_ action: VerifyAction) -> [Effect] {
    switch action {
    case .begin(let name):
      guard let name = name ?? browsedModel else {
        fail("No model is there to verify; :verify NAME names one.")
        return []
      }
      if let verification, verification.isGoing {
        guard verification.model != name else {
          say("\(Printable.clean(name, limit: 60)) is being verified already.")
          return []
        }
      }
      let number = (verification?.number ?? 0) + 1
      verification = Verification(number: number, model: name)
      return [.verify(number, model: name)]
    case .stop:
      guard verification?.isGoing == true else {
        say("Nothing is being verified.")
        return []
      }
      return stopVerification()
    }
  }

  /// Stops the check that is going, if one is.
  mutating func stopVerification() -> [Effect] {
    guard let verification, verification.isGoing else { return [] }
    self.verification?.status = .stopped
    say("\(Printable.clean(verification.model, limit: 60)) is not verified: stopped.")
    return [.stopVerifying]
  }

  /// What the worker says of a check; of one that another replaced, nothing is heard.
  mutating func receive(_ event: VerifyEvent, ofVerification number: Int) -> [Effect] {
    guard let verification, verification.number == number, verification.isGoing else { return [] }
    let name = Printable.clean(verification.model, limit: 60)
    switch event {
    case .progress(let text): self.verification?.status = .going(text)
    case .cancelled: self.verification?.status = .stopped
    case .failed(let sentence):
      self.verification?.status = .failed(sentence)
      fail(sentence)
    case .finished(let report):
      self.verification?.status = .done(report)
      let problems = report.problems
      for problem in problems { log.add(Notice(kind: .information, text: problem)) }
      guard let first = problems.first else {
        say("\(name): \(report.summary).")
        return []
      }
      fail("\(name), \(report.summary): \(first)")
    }
    return []
  }
}
