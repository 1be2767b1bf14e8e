import Inference
import Synchronization

/// The memory that was free before a headless command loaded its model: what every run of it has to fit into.
final class MemoryBudget: Sendable {
  private let model: CostModel
  /// Bytes that the process held before the model.
  let heldBefore: Int
  /// What was free; nil where the system does not tell.
  let room: MemoryRoom?
  /// What the settings are called that a refusal advises.
  private let names: SettingNames
  /// Whether nothing more is to be said of the way.
  private let isSilent: Mutex<Bool>

  /// The budget from now on.
  ///
  /// - Parameters:
  ///   - model: What runs cost.
  ///   - limit: The most bytes that the process may have; nil for no limit.
  ///   - names: What the settings are called that a refusal advises.
  ///   - isQuiet: Whether nothing is said on stderr.
  init(
    _ model: CostModel, limit: Int? = MemoryLimit.preferred, names: SettingNames = .flags,
    isQuiet: Bool
  ) {
    self.model = model
    self.names = names
    heldBefore = MemoryRoom.heldBytes ?? 0
    room = MemoryRoom.now(limit: limit)
    isSilent = Mutex(isQuiet)
  }

  /// Refuses a model whose weights alone are too large.
  ///
  /// - Throws: `tooLarge`.
  func checkLoading() throws(InferenceError) { try model.checkLoading(memory: room, names) }

  /// The costs of a run in the preferred way that fits; the first one that is not the whole is said on stderr.
  ///
  /// - Parameters:
  ///   - settings: What decides the run.
  ///   - height: Rows of the picture.
  ///   - width: Columns of the picture.
  ///   - members: Members of the ensemble.
  /// - Returns: The model, computing in the way for it.
  /// - Throws: `tooLarge` where it does not fit; what the estimate throws.
  func fitting(
    _ settings: RunSettings, height: Int, width: Int, members: Int = 1
  ) throws(InferenceError) -> CostModel {
    let model = try model.fitting(
      settings, height: height, width: width, members: members, memory: room, names)
    if let remark = model.decoding.remark {
      isSilent.withLock { isSilent in
        if !isSilent { Talk.say("stepscope: " + remark) }
        isSilent = true
      }
    }
    return model
  }
}
