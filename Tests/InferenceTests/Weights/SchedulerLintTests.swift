internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// What `stepscope lint` says of scheduler configs.
@Suite struct SchedulerLintTests {
  /// Stable Diffusion's DDIM file with everything written out.
  static let whole: [(String, String)] = [
    ("_class_name", "\"DDIMScheduler\""), ("num_train_timesteps", "1000"),
    ("beta_start", "0.00085"),
    ("beta_end", "0.012"), ("beta_schedule", "\"scaled_linear\""), ("clip_sample", "false"),
    ("set_alpha_to_one", "false"), ("steps_offset", "1"), ("prediction_type", "\"v_prediction\""),
    ("timestep_spacing", "\"trailing\""), ("rescale_betas_zero_snr", "false"),
  ]

  /// The whole file with some values changed, removed (nil) or added, one key a line from line 2 on.
  static func config(_ changes: [(String, String?)] = []) -> String {
    var pairs = whole
    for (key, value) in changes {
      if let index = pairs.firstIndex(where: { $0.0 == key }) {
        if let value { pairs[index].1 = value } else { pairs.remove(at: index) }
      } else if let value {
        pairs.append((key, value))
      }
    }
    return "{\n" + pairs.map { "  \"\($0.0)\": \($0.1)" }.joined(separator: ",\n") + "\n}\n"
  }

  static func lint(
    _ changes: [(String, String?)] = [], steps: [Int] = [1], family: String? = nil
  ) throws -> LintReport {
    try SchedulerLint.run(
      Array(config(changes).utf8), path: "x",
      SchedulerLint.Context(steps: steps, familyWithOwnSpacing: family))
  }

  /// The severities and codes of what is found.
  static func codes(_ report: LintReport) -> [String] {
    report.findings.map { "\($0.severity.rawValue) \($0.code)" }
  }

  @Test func aFileThatSaysEverythingHasNotesOnly() throws {
    let report = try Self.lint(steps: [1, 4, 10])
    #expect(Self.codes(report) == ["note no-zero-snr", "note final-alpha"])
    #expect(report.isClean)
    #expect(report.findings[0].sentence.contains("√ᾱ = 0.0683"))
    #expect(report.findings[1].sentence.contains("0.0292"))
  }

  /// The case that the paper is about: told 0.0413 of noise, held 1.
  @Test func leadingAtOneStepIsTheFlaw() throws {
    let report = try Self.lint([("timestep_spacing", "\"leading\"")])
    let finding = try #require(report.findings.first)
    #expect(finding.code == "leading-start" && finding.severity == .error)
    #expect(
      finding.sentence
        == "With 1 step the network is told t = 1 (noise 0.0413) where the sample holds pure noise "
        + "(1.0000); what comes out is the noise itself.")
    #expect(finding.line == 11)
    #expect(finding.sources.contains("https://arxiv.org/abs/2409.11355"))
    #expect(finding.advice.contains("t = 999 (noise 0.9977)"))
  }

  @Test(arguments: [
    ("leading", 1, "error leading-start"), ("leading", 2, "error leading-start"),
    ("leading", 4, "warning leading-start"), ("leading", 10, "note leading-start"),
    ("linspace", 1, "error linspace-start"), ("linspace", 2, "warning linspace-drift"),
    ("linspace", 4, "warning linspace-drift"), ("trailing", 3, "note trailing-off-by-one"),
    ("trailing", 20, "note trailing-many-steps"), ("leading", 1000, "error timestep-out-of-range"),
  ])
  func spacingsAreJudgedForTheirSteps(_ spacing: String, _ steps: Int, _ expected: String) throws {
    let report = try Self.lint([("timestep_spacing", "\"\(spacing)\"")], steps: [steps])
    let codes = Self.codes(report).filter { !$0.hasSuffix("zero-snr") && !$0.hasSuffix("alpha") }
    #expect(codes == [expected])
  }

  @Test func numbersOfStepsThatFitAreLeftAlone() throws {
    for (spacing, steps) in [("trailing", 1), ("trailing", 4), ("trailing", 10), ("leading", 50)] {
      let report = try Self.lint([("timestep_spacing", "\"\(spacing)\"")], steps: [steps])
      #expect(!Self.codes(report).contains { $0.contains("off-by-one") || $0.contains("drift") })
    }
  }

  @Test(
    arguments: [
      ("timestep_spacing", nil, "warning default-timestep_spacing"),
      ("clip_sample", nil, "error default-clip_sample"),
      ("clip_sample", "true", "error clip-sample"),
      ("prediction_type", nil, "warning default-prediction_type"),
      ("set_alpha_to_one", nil, "note default-set_alpha_to_one"),
      ("beta_schedule", nil, "error default-betas"), ("beta_start", nil, "error default-betas"),
      ("beta_end", "0.02", "warning other-betas"), ("_class_name", nil, "warning class-missing"),
      ("_class_name", "\"DDIMSheduler\"", "warning class-unknown"),
      ("thresholding", "true", "error thresholding"),
      ("timestep_spacng", "\"trailing\"", "warning unknown-key"),
      ("skip_prk_steps", "true", "note foreign-key"), ("steps_offset", "\"1\"", "error wrong-type"),
      ("clip_sample", "0", "error wrong-type"),
      ("num_train_timesteps", "1000.5", "error wrong-type"),
      ("prediction_type", "\"velocity\"", "error unknown-value"),
      ("num_train_timesteps", "0", "error out-of-range"), ("beta_end", "7", "error out-of-range"),
    ] as [(String, String?, String)])
  func everyKeyHasItsFinding(_ key: String, _ value: String?, _ expected: String) throws {
    let codes = Self.codes(try Self.lint([(key, value)], steps: [4]))
    #expect(codes.contains(expected), "\(codes)")
    #expect(!Self.codes(try Self.lint(steps: [4])).contains(expected))
  }

  @Test func problemsNameTheLineAndTheNearestName() throws {
    let report = try Self.lint([("beta_start", "\"x\""), ("timestep_spacng", "\"trailing\"")])
    let wrong = try #require(report.findings.first { $0.code == "wrong-type" })
    #expect(wrong.line == 4)
    #expect(wrong.sentence == "beta_start is the string \"x\" where a number is expected.")
    let unknown = try #require(report.findings.first { $0.code == "unknown-key" })
    #expect(unknown.line == 13)
    #expect(unknown.sentence.hasSuffix("the nearest is timestep_spacing."))
  }

  @Test func zeroTerminalSNRHasItsTraps() throws {
    let on = [("rescale_betas_zero_snr", "true" as String?)]
    #expect(Self.codes(try Self.lint(on)) == ["note final-alpha"])
    #expect(
      Self.codes(try Self.lint(on + [("prediction_type", "\"epsilon\"")])).contains(
        "error zero-snr-epsilon"))
    #expect(
      Self.codes(try Self.lint(on + [("timestep_spacing", "\"leading\"")], steps: [10])).contains(
        "warning zero-snr-leading"))
  }

  @Test func otherClassesAreJudgedByTheirOwnTimesteps() throws {
    func first(_ name: String, _ spacing: String, _ steps: Int) throws -> String? {
      try Self.lint(
        [
          ("_class_name", "\"\(name)\""), ("timestep_spacing", "\"\(spacing)\""),
          ("clip_sample", nil), ("set_alpha_to_one", nil),
        ], steps: [steps]
      ).findings.first { $0.code.hasSuffix("-start") || $0.code == "timestep-out-of-range" }?
      .sentence
    }
    #expect(try first("EulerDiscreteScheduler", "leading", 1)?.contains("told t = 1 ") == true)
    #expect(try first("DPMSolverMultistepScheduler", "leading", 1)?.contains("t = 501 ") == true)
    #expect(try first("UniPCMultistepScheduler", "linspace", 1) == nil)
    #expect(try first("LCMScheduler", "leading", 1) == nil)
    #expect(try first("LCMScheduler", "leading", 51)?.contains("51") == true)
    let euler = try Self.lint([
      ("_class_name", "\"EulerDiscreteScheduler\""), ("timestep_spacing", nil),
      ("clip_sample", nil), ("set_alpha_to_one", nil),
    ])
    #expect(euler.findings.contains { $0.sentence.contains("Scheduler takes linspace; ") })
    #expect(!Self.codes(euler).contains { $0.contains("clip") })
  }

  @Test func aFlowIsJudgedAsOne() throws {
    func codes(_ members: String) throws -> [String] {
      let text = "{\"_class_name\": \"FlowMatchEulerDiscreteScheduler\"\(members)}"
      return Self.codes(
        try SchedulerLint.run(
          Array(text.utf8), path: "x", SchedulerLint.Context(steps: [1, 4, 25])))
    }
    #expect(try codes("") == [])
    #expect(try codes(", \"shift\": 1.0, \"num_train_timesteps\": 1000") == [])
    #expect(try codes(", \"shift\": 3.0") == ["warning flow-uneven", "note not-followed"])
    #expect(try codes(", \"use_dynamic_shifting\": true").contains("warning flow-uneven"))
    #expect(try codes(", \"timestep_spacing\": \"trailing\"") == ["note foreign-key"])
    #expect(try codes(", \"shfit\": 1.0") == ["warning unknown-key"])
    #expect(try codes(", \"shift\": \"x\"").contains("error wrong-type"))
  }

  /// The solvers' plans themselves, whose repeated looks count once.
  @Test(arguments: ["HeunDiscreteScheduler", "PNDMScheduler"])
  func secondLooksAreNoSteps(_ name: String) throws {
    let report = try Self.lint(
      [
        ("_class_name", "\"\(name)\""), ("timestep_spacing", "\"leading\""),
        ("clip_sample", nil), ("skip_prk_steps", name == "PNDMScheduler" ? "true" : nil),
        ("rescale_betas_zero_snr", nil),
      ], steps: [4])
    let start = try #require(report.findings.first { $0.code == "leading-start" })
    #expect(start.sentence.hasPrefix("With 4 steps the network is told t = 751 "))
  }

  @Test func aFamilyWithItsOwnTimestepsMakesNotesOfTheSpacing() throws {
    let report = try Self.lint([("timestep_spacing", "\"leading\"")], family: "Lotus")
    #expect(report.isClean)
    #expect(
      report.findings.contains {
        $0.sentence.hasSuffix("Lotus's own pipeline does not use the file's spacing.")
      })
  }

  @Test func whatIsNoConfigIsRefused() {
    for text in ["", "[]", "{\"a\": }", "{\"a\": 1, \"a\": 2}"] {
      #expect(throws: InferenceError.self) {
        try SchedulerLint.run(Array(text.utf8), path: "x", SchedulerLint.Context())
      }
    }
    #expect(throws: InferenceError.self) { try Self.lint(steps: [0]) }
  }
}
