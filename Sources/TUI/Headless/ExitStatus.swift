import ArgumentParser
import Inference
import Render

/// The exit codes of the contract in docs/headless.md (BSD's sysexits).
enum ExitStatus: Int32 {
  case finding = 1
  case usage = 64
  case badData = 65
  case missingInput = 66
  case unusableModel = 69
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case badConfig = 78
  case interrupted = 130

  /// The code for an error of the engine.
  init(_ error: InferenceError) {
    switch error {
    case .missing, .unreadable: self = .missingInput
    case .damaged, .weights, .shapeMismatch, .rejected: self = .badData
    case .unsupported, .notFinite, .outOfMemory, .tooLarge: self = .unusableModel
    case .invalidSetting: self = .usage
    case .cannotWrite: self = .cannotCreate
    case .cancelled: self = .interrupted
    }
  }
}

/// Runs a command's body; an error becomes one message on stderr and the contract's exit code.
func reportingErrors<Failure: Error>(
  _ body: () throws(Failure) -> Void, status: (Failure) -> ExitStatus
) throws {
  do throws(Failure) {
    try body()
  } catch {
    Talk.say("stepscope: \(error)")
    throw ExitCode(status(error).rawValue)
  }
}
