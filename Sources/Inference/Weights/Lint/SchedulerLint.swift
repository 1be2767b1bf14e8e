/// Says what is wrong with a `scheduler_config.json` for depth and normal estimators.
public struct SchedulerLint {
  /// What is known besides the file.
  public struct Context: Sendable {
    /// The numbers of steps to judge for.
    public var steps: [Int]
    /// The family of the model, where its own pipeline does not use the file's spacing.
    public var familyWithOwnSpacing: String?
    /// What stands in the place of the file's values.
    var replaced: [String: JSONValue] = [:]
    /// Whether DDIM's steps lead to the next timestep, whatever the file says.
    var hasConsistentSteps = false

    /// A context from its parts.
    public init(steps: [Int] = [1, 10], familyWithOwnSpacing: String? = nil) {
      self.steps = steps
      self.familyWithOwnSpacing = familyWithOwnSpacing
    }
  }

  let file: ConfigFile
  let className: String
  let context: Context
  private let lines: ConfigLines
  private(set) var findings: [LintFinding] = []

  /// Judges a file.
  ///
  /// - Throws: `missing`, `unreadable`; `damaged` for what is no JSON object; `invalidSetting` for
  ///   impossible numbers of steps.
  public static func run(
    path: String, _ context: Context = Context()
  ) throws(InferenceError) -> LintReport {
    try SchedulerFile(path: path).lint(context)
  }

  static func run(
    _ bytes: [UInt8], path: String, _ context: Context
  ) throws(InferenceError) -> LintReport {
    for steps in context.steps where !(1...1000).contains(steps) {
      throw .invalidSetting(name: "--steps", value: "\(steps)", allowed: "1…1000")
    }
    var lint = SchedulerLint(
      try ConfigFile(bytes: bytes, path: path).replacing(context.replaced), ConfigLines(bytes),
      context)
    lint.checkClass()
    lint.checkKeys()
    lint.checkDefaults()
    lint.checkMeaning()
    let order = LintFinding.Severity.allCases
    return LintReport(
      path: path, className: lint.className, steps: context.steps,
      findings: order.flatMap { severity in lint.findings.filter { $0.severity == severity } })
  }

  private init(_ file: ConfigFile, _ lines: ConfigLines, _ context: Context) {
    self.file = file
    self.lines = lines
    self.context = context
    if case .string(let name)? = file.value("_class_name") {
      className = name
    } else {
      className = "DDIMScheduler"
    }
  }

  /// Whether the class is among some.
  func isClass(_ names: String...) -> Bool { names.contains(className) }

  /// Adds a finding about what is not in the file.
  mutating func add(
    _ severity: LintFinding.Severity, _ code: String, _ sentence: String, advice: String
  ) {
    add(severity, code, nil, sentence, advice: advice)
  }

  /// Adds a finding about a key.
  mutating func add(
    _ severity: LintFinding.Severity, _ code: String, _ key: String?, _ sentence: String,
    advice: String, sources: [String] = []
  ) {
    findings.append(
      LintFinding(
        code: code, severity: severity, key: key, line: key.flatMap { lines[$0] },
        sentence: sentence, advice: advice, sources: sources))
  }

  /// Adds a finding about the timesteps, which matters less where the family brings its own.
  mutating func add(
    spacing severity: LintFinding.Severity, _ code: String, _ sentence: String, advice: String,
    sources: [String]
  ) {
    guard let family = context.familyWithOwnSpacing else {
      return add(severity, code, "timestep_spacing", sentence, advice: advice, sources: sources)
    }
    add(
      .note, code, "timestep_spacing",
      sentence.dropLast() + "; \(family)'s own pipeline does not use the file's spacing.",
      advice: advice, sources: sources)
  }
}

// MARK: - The file's keys

extension SchedulerLint {
  private mutating func checkClass() {
    if file.value("_class_name") == nil {
      add(
        .warning, "class-missing", "The file has no _class_name; it is judged as DDIMScheduler.",
        advice: "add the class that the model was trained with")
    } else if SchedulerKeys.byClass[className] == nil {
      let known = SchedulerKeys.byClass.keys.sorted()
      let nearest = NearestName.of(className, among: known).map { ", the nearest known is \($0)" }
      add(
        .warning, "class-unknown", "_class_name",
        "The class \(Printable.clean(className, limit: 60)) is not known here\(nearest ?? "").",
        advice: "known: " + known.joined(separator: ", "))
    }
  }

  private mutating func checkKeys() {
    // A class that is not known may have any key.
    guard let own = SchedulerKeys.byClass[className] else { return }
    for key in file.keys where !key.hasPrefix("_") {
      guard let value = file.value(key) else { continue }
      if let kind = own[key] {
        check(key, value, kind)
      } else if let owner = SchedulerKeys.owners[key] {
        add(
          .note, "foreign-key", key, "\(key) belongs to \(owner); \(className) does not read it.",
          advice: "nothing, unless you count on it")
      } else {
        let nearest = NearestName.of(key, among: own.keys.sorted())
        add(
          .warning, "unknown-key", key,
          "\(Printable.clean(key, limit: 60)) is a key that no scheduler knows"
            + (nearest.map { ", the nearest is \($0)." } ?? "."),
          advice: nearest.map { "write \($0), or remove the key" } ?? "remove the key")
      }
    }
  }

  private mutating func check(_ key: String, _ value: JSONValue, _ kind: SchedulerKeys.Kind) {
    guard !SchedulerKeys.anyValue.contains(key) else { return }
    guard kind.accepts(value) else {
      return add(
        .error, "wrong-type", key,
        "\(key) is \(Printable.clean(value.phrase)) where \(kind.phrase) is expected.",
        advice: "correct the value")
    }
    guard case .choice(let names) = kind, case .string(let text) = value, !names.contains(text)
    else { return }
    let nearest = NearestName.of(text, among: names).map { ", the nearest is \($0)" } ?? ""
    add(
      .error, "unknown-value", key,
      "\(key) is \"\(Printable.clean(text, limit: 60))\", which is not \(kind.phrase)\(nearest).",
      advice: "correct the value")
  }
}
