import Inference

/// What the settings that a refusal advises are called where they are chosen.
enum SettingNames {
  case flags, commands, session

  fileprivate var resolution: String {
    switch self {
    case .flags: "--resolution"
    case .commands: ":set resolution"
    case .session: "the session with set resolution"
    }
  }

  fileprivate var precision: String {
    switch self {
    case .flags: "--precision"
    case .commands: ":precision"
    case .session: "the session with precision"
    }
  }
}

extension CostModel {
  /// Refuses to load what does not fit.
  ///
  /// - Throws: `tooLarge` where even the weights do not fit into the memory.
  func checkLoading(memory: MemoryRoom?, _ names: SettingNames) throws(InferenceError) {
    if let memory, let shortage = loadingShortage(memory: memory) { throw shortage.error(names) }
  }

  /// The same in the preferred way, by bands or passes where that depends on the memory and the whole does not fit.
  ///
  /// - Parameters:
  ///   - settings: What decides the run.
  ///   - height: Rows of the picture.
  ///   - width: Columns of the picture.
  ///   - members: Members of the ensemble.
  ///   - memory: What is left; nil where nobody knows.
  ///   - names: What the settings are called that a refusal advises.
  /// - Returns: The model, computing in the way for it.
  /// - Throws: `tooLarge` where it does not fit, naming what would; as `cost`.
  func fitting(
    _ settings: RunSettings, height: Int, width: Int, members: Int = 1, memory: MemoryRoom?,
    _ names: SettingNames
  ) throws(InferenceError) -> CostModel {
    let model = try computing(
      in: DecodingChoice.preferred, settings, height: height, width: width, members: members,
      memory: memory)
    if let memory,
      let shortage = try model.shortage(
        settings, height: height, width: width, members: members, memory: memory)
    {
      throw shortage.error(names)
    }
    return model
  }
}

extension MemoryShortage {
  fileprivate func error(_ names: SettingNames) -> InferenceError {
    error(resolution: names.resolution, precision: names.precision)
  }
}
