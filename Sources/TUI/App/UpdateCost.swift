import Inference

extension AppState {
  /// The resolutions that `smaller` goes through.
  private static let resolutions = [1536, 1024, 768, 640, 512, 384, 256, 192, 128, 64]

  /// The next smaller processing resolution.
  mutating func shrink() -> [Effect] {
    let own = max(picture?.width ?? 0, picture?.height ?? 0)
    let now = settings.value.processingResolution > 0 ? settings.value.processingResolution : own
    guard let next = Self.resolutions.first(where: { $0 < now }) else {
      fail("The networks see \(now) pixels; there is no smaller picture.")
      return []
    }
    return perform(.set(.resolution, String(next)))
  }

  /// Counts anew what a run of the settings takes.
  mutating func refreshCost() {
    cost = cost(settings.value)
  }

  private func cost(_ settings: RunSettings) -> RunCost? {
    guard let model = summary?.cost, let picture else { return nil }
    return try? model.cost(settings, height: picture.height, width: picture.width)
  }

  /// Operations of one step of a run's settings.
  func stepOperations(_ settings: RunSettings) -> Double? {
    let isSame =
      settings.processingResolution == self.settings.value.processingResolution
      && settings.resize == self.settings.value.resize
    return (isSame ? cost : cost(settings))?.step.total
  }

  /// Seconds that a step will take: as the last ones did, else from what the kernels take on this machine.
  var estimatedStepSeconds: Double? {
    guard let pace, pace.model == summary?.key else {
      guard let cost, let speed = summary?.speed else { return nil }
      return cost.stepSeconds(at: speed)
    }
    if pace.resolution == settings.value.processingResolution, pace.resize == settings.value.resize
    {
      return pace.seconds
    }
    guard let cost, let operations = pace.operations, operations > 0 else { return nil }
    return pace.seconds * cost.step.total / operations
  }

  /// Seconds that the settings will take, where that can be known.
  var estimatedSeconds: Double? {
    if pace?.model != summary?.key, let cost, let speed = summary?.speed {
      return cost.seconds(at: speed)
    }
    guard let step = estimatedStepSeconds else { return nil }
    let steps = step * Double(settings.value.networkCalls)
    guard let cost, cost.step.total > 0, summary?.speed != nil else { return steps }
    let rest = cost.operations - Double(cost.calls) * cost.step.total
    return steps + rest * step / cost.step.total
  }

  /// Whether a change of settings is run without being asked: when it takes less than a second.
  ///
  /// Where nothing is measured yet, a small model and few steps.
  var runsAtOnce: Bool {
    if let estimatedSeconds { return estimatedSeconds < 1 }
    guard let summary else { return false }
    return summary.parameters < 20_000_000 && settings.value.networkCalls <= 10
  }

  /// What a run will cost, as far as it is known.
  var costPhrase: String {
    var parts: [String] = []
    if let seconds = estimatedSeconds, let step = estimatedStepSeconds {
      let isLong = cost != nil && settings.value.networkCalls > 1 && seconds >= 1
      parts = ["about " + (isLong ? "\(Format.seconds(step)) a step, " : "")]
      parts = [parts[0] + Format.seconds(seconds) + (isLong ? " in all" : "")]
    } else if let summary {
      let steps = Self.steps(settings.value.networkCalls)
      parts = ["\(steps) of \(Format.count(summary.parameters)) parameters"]
    }
    if let cost, let summary {
      parts.append(MemorySize.text(summary.heldBefore + cost.peakBytes))
    }
    return parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")
  }
}
