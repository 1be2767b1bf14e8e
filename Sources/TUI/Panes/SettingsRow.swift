import Inference

/// A row of the settings panel.
enum SettingsRow: Hashable, Sendable {
  case model
  case setting(Setting)
  case colours

  /// A window of 120×40 has room for all but the last, which few models have.
  static let all: [SettingsRow] =
    [.model] + Setting.allCases.filter { $0 != .domain }.map(SettingsRow.setting)
    + [.colours, .setting(.domain)]

  var label: String {
    switch self {
    case .model: "model"
    case .setting(let setting): setting.label
    case .colours: "colours"
    }
  }

  /// What the row says now.
  func value(_ state: AppState) -> String {
    switch self {
    case .model: state.summary.map { Shortened.name($0.name) } ?? "none"
    case .colours: state.colormap
    case .setting(.task): state.settings.value.taskSwitch.slider
    case .setting(.told):
      state.settings.value.toldTimesteps.map { $0.map(String.init).joined(separator: ",") }
        ?? "follows the plan"
    case .setting(.predicts): PredictionName.short(state.settings.value.predictionType)
    case .setting(.resolution):
      state.settings.value.processingResolution == 0
        ? "the picture's own" : "\(state.settings.value.processingResolution) px"
    case .setting(.consistent):
      state.settings.value.consistentPrevious ? "the next timestep" : "t − T/n (diffusers)"
    case .setting(.clip) where state.settings.value.clipSample == nil:
      clipsByFile(state) ? "on (the file's)" : "off (the file's)"
    case .setting(let setting): setting.value(state.settings.value)
    }
  }

  /// Whether x0 is cut where nobody has said so.
  private func clipsByFile(_ state: AppState) -> Bool {
    state.summary?.schedulerConfig.recast(to: state.settings.value.scheduler).clipSample ?? false
  }

  /// Why the model lacks it.
  func missingReason(_ state: AppState) -> String? {
    guard case .setting(let setting) = self, let summary = state.summary else { return nil }
    return setting.missingReason(summary.controls, state.settings.value)
  }

  /// The command that brings the next (or previous) value; nil where there is nothing to go to.
  func command(_ direction: Int, _ state: AppState) -> Command? {
    let isForward = direction > 0
    switch self {
    case .setting(.task): return .task(.blend(isForward ? 1 : -1))
    case .setting(let setting): return isForward ? .nextValue(setting) : .previousValue(setting)
    case .colours:
      return Self.neighbour(state.colormap, Palettes.names, isForward).map(Command.colours)
    case .model:
      return Self.neighbour(state.summary?.name ?? "", state.modelChoices, isForward)
        .map(Command.model)
    }
  }

  private static func neighbour(
    _ name: String, _ names: [String], _ isForward: Bool
  ) -> String? {
    guard !names.isEmpty else { return nil }
    guard let place = names.firstIndex(of: name) else { return names[0] }
    return names[(place + (isForward ? 1 : names.count - 1)) % names.count]
  }
}

/// What a network predicts, as a sign.
enum PredictionName {
  static func short(_ type: PredictionType) -> String {
    switch type {
    case .epsilon: "ε (epsilon)"
    case .sample: "x0 (sample)"
    case .vPrediction: "v (v_prediction)"
    case .flow: "flow (flow_prediction)"
    }
  }
}
