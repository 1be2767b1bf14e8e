import Inference

extension Setting {
  /// The settings with this knob at what the text says.
  ///
  /// - Throws: a sentence with what is allowed.
  func applying(
    _ text: String, to settings: RunSettings, ignoringCount: Bool = false
  ) throws(CommandError) -> RunSettings {
    var result = settings
    let name = rawValue
    switch self {
    case .task: result.taskSwitch = try Self.task(text)
    case .scheduler: result.scheduler = try Self.choice(name, text)
    case .spacing: result.timestepSpacing = try Self.choice(name, text)
    case .domain: result.domain = try Self.choice(name, text)
    case .noise: result.noise = try Self.choice(name, text)
    case .posterior: result.posterior = try Self.choice(name, text)
    case .finalSample: result.finalSample = try Self.choice(name, text)
    case .resize: result.resize = try Self.choice(name, text)
    case .predicts: result.predictionType = try Self.predictionType(text)
    case .zeroSNR: result.rescaleBetasZeroSNR = try Self.onOff(name, text)
    case .clip: result.clipSample = text == "file" ? nil : try clips(text)
    case .consistent: result.consistentPrevious = try Self.onOff(name, text)
    case .steps: result.steps = try number(text, in: 1...1000)
    case .told: result.toldTimesteps = try told(text, ignoringCount ? nil : settings)
    case .resolution: result.processingResolution = try resolution(text)
    case .seed:
      guard let seed = UInt64(text) else {
        throw .notInRange(name, text, allowed)
      }
      result.seed = seed
    case .eta:
      guard let eta = Float(text), eta.isFinite, eta >= 0 else {
        throw .notInRange(name, text, allowed)
      }
      result.eta = eta
    }
    if self != .told, Self.replansTime.contains(self), result != settings {
      result.toldTimesteps = nil
    }
    return result
  }

  /// The knobs after whose change hand-set timesteps no longer belong to the plan.
  private static let replansTime: Set<Setting> = [.scheduler, .spacing, .steps]

  /// The next or previous value: of a list round and round, of a number up and down.
  func stepping(_ direction: Int, _ settings: RunSettings) -> String {
    let current = value(settings)
    switch self {
    case .steps: return String(min(max(settings.steps + direction, 1), 1000))
    case .seed:
      let step = settings.seed.addingReportingOverflow(1)
      let back = settings.seed.subtractingReportingOverflow(1)
      return String(direction > 0 ? step.partialValue : back.partialValue)
    case .eta:
      return Format.plain(min(max((settings.eta * 10 + Float(direction)).rounded() / 10, 0), 1))
    case .resolution: return Self.stepping(current, direction, Self.resolutions)
    case .told: return "follow"
    case .scheduler:
      // Those that cannot read the model's output are passed over.
      return Self.stepping(
        current, direction, SchedulerID.all(for: settings.predictionType).map(\.rawValue))
    default: return Self.stepping(current, direction, choices)
    }
  }

  private static let resolutions = ["128", "192", "256", "384", "512", "768", "1024", "0"]

  private static func stepping(
    _ current: String, _ direction: Int, _ names: [String]
  ) -> String {
    guard !names.isEmpty else { return current }
    guard let place = names.firstIndex(of: current) else { return names[0] }
    return names[(place + direction + names.count) % names.count]
  }

  private static func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ text: String
  ) throws(CommandError) -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: text) else {
      throw .notOneOf(name, text, Value.allCases.map(\.rawValue))
    }
    return value
  }

  private static func predictionType(_ text: String) throws(CommandError) -> PredictionType {
    switch text {
    case "v": .vPrediction
    case "x0": .sample
    case "eps": .epsilon
    default: try choice("predicts", text)
    }
  }

  static func onOff(_ name: String, _ text: String) throws(CommandError) -> Bool {
    switch text {
    case "on": true
    case "off": false
    default: throw .notOneOf(name, text, ["on", "off"])
    }
  }

  private func clips(_ text: String) throws(CommandError) -> Bool {
    guard choices.contains(text) else { throw .notOneOf(rawValue, text, choices) }
    return text == "on"
  }

  private static func task(_ text: String) throws(CommandError) -> TaskSwitch {
    switch text {
    case "annotation": return .annotation
    case "reconstruction": return .reconstruction
    default:
      guard let blend = Float(text), (0...1).contains(blend) else {
        throw .notOneOf("task", text, Setting.task.choices + ["a blend from 0 to 1"])
      }
      return TaskSwitch(reconstruction: blend)
    }
  }

  private func number(_ text: String, in range: ClosedRange<Int>) throws(CommandError) -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw .notInRange(rawValue, text, allowed)
    }
    return number
  }

  private func resolution(_ text: String) throws(CommandError) -> Int {
    guard let number = Int(text), number == 0 || (64...4096).contains(number) else {
      throw .notInRange(rawValue, text, allowed)
    }
    return number
  }

  private func told(_ text: String, _ settings: RunSettings?) throws(CommandError) -> [Int]? {
    guard text != "follow" else { return nil }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }.filter { (0...999).contains($0) }
    guard !text.isEmpty, numbers.count == parts.count else {
      throw .notInRange("told", text, allowed + ", each from 0 to 999")
    }
    if let settings {
      let calls = settings.scheduler.networkCalls(steps: settings.steps)
      guard numbers.count == calls else {
        throw CommandError(
          "told needs one timestep a step: \(calls) of them, not \(numbers.count); or follow.")
      }
    }
    return numbers
  }
}
