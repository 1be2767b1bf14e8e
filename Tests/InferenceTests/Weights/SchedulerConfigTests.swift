internal import Testing

@testable internal import Inference

/// Scheduler configs: what is missing is the class's default, and switching the class changes the
/// defaults.
@Suite struct SchedulerConfigTests {
  static func read(_ members: String, as className: String? = nil) throws -> SchedulerConfig {
    try SchedulerConfig(
      ConfigFile(bytes: Array("{\(members)}".utf8), path: "scheduler_config.json"), as: className)
  }

  @Test func nothingAtAllIsDDIMsDefaults() throws {
    var expected = SchedulerConfig()
    expected.leftOpen = SchedulerConfig.classKeys
    #expect(try Self.read("") == expected)
  }

  @Test(arguments: [
    ("DDIMScheduler", TimestepSpacing.leading, true, true, 0.0001),
    ("DDPMScheduler", .leading, true, true, 0.0001),
    ("PNDMScheduler", .leading, false, false, 0.0001),
    ("LCMScheduler", .leading, false, true, 0.00085),
    ("EulerDiscreteScheduler", .linspace, false, true, 0.0001),
    ("EulerAncestralDiscreteScheduler", .linspace, false, true, 0.0001),
    ("HeunDiscreteScheduler", .linspace, false, true, 0.00085),
    ("DPMSolverMultistepScheduler", .linspace, false, true, 0.0001),
    ("UniPCMultistepScheduler", .linspace, false, true, 0.0001),
  ])
  func defaultsAreTheClasses(
    _ name: String, _ spacing: TimestepSpacing, _ clip: Bool, _ one: Bool, _ betaStart: Double
  ) throws {
    for config in [try Self.read("\"_class_name\":\"\(name)\""), try Self.read("", as: name)] {
      #expect(config.className == name)
      #expect(config.timestepSpacing == spacing)
      #expect(config.clipSample == clip)
      #expect(config.setAlphaToOne == one)
      #expect(config.betaStart == betaStart)
    }
  }

  /// Marigold v1-0's file, which leaves the spacing open.
  static let marigold =
    #""_class_name":"DDIMScheduler","beta_end":0.012,"beta_schedule":"scaled_linear","#
    + #""beta_start":0.00085,"clip_sample":false,"num_train_timesteps":1000,"#
    + #""prediction_type":"v_prediction","set_alpha_to_one":false,"skip_prk_steps":true,"#
    + #""steps_offset":1,"trained_betas":null"#

  @Test func switchingTheClassDropsDefaultsAndKeepsWhatTheFileSays() throws {
    let ddim = try Self.read(Self.marigold)
    let euler = try Self.read(Self.marigold, as: "EulerDiscreteScheduler")
    #expect(ddim.timestepSpacing == .leading && euler.timestepSpacing == .linspace)
    for config in [ddim, euler] {
      #expect(config.predictionType == .vPrediction && config.stepsOffset == 1)
      #expect(!config.clipSample && !config.setAlphaToOne && config.betaSchedule == .scaledLinear)
    }
    let explicit = Self.marigold + #","timestep_spacing":"trailing""#
    #expect(try Self.read(explicit, as: "EulerDiscreteScheduler").timestepSpacing == .trailing)
  }

  @Test func dpmSolversInfinityIsRead() throws {
    let config = try Self.read(
      #""_class_name":"DPMSolverMultistepScheduler","lambda_min_clipped":-Infinity,"#
        + #""solver_order":2,"final_sigmas_type":"zero""#, as: "DDIMScheduler")
    #expect(config.className == "DDIMScheduler" && config.timestepSpacing == .leading)
  }

  @Test func explicitBetasAreRead() throws {
    let config = try Self.read(#""num_train_timesteps":2,"trained_betas":[0.1,0.2]"#)
    #expect(config.trainedBetas == [0.1, 0.2])
  }

  @Test(arguments: [
    (#""timestep_spacing":"middle""#, "timestep_spacing in scheduler_config.json is the string"),
    (#""beta_schedule":"sigmoid""#, "supported: linear, scaled_linear, squaredcos_cap_v2"),
    (#""prediction_type":"x0""#, "supported: epsilon, sample, v_prediction, flow_prediction"),
    (#""prediction_type":3"#, "prediction_type is the number 3 where a string is expected"),
    (
      #""num_train_timesteps":0"#, "num_train_timesteps is the number 0 where a whole number from 1"
    ),
    (#""num_train_timesteps":1e3"#, "num_train_timesteps is the number 1000.0 where"),
    (#""beta_start":"a""#, "beta_start is the string"),
    (#""beta_end":2"#, "beta_end is the number 2 where a number from 0.0 to 1.0"),
    (#""steps_offset":-1"#, "steps_offset is the number -1 where"),
    (#""trained_betas":[0.1]"#, "trained_betas is a list of 1 where a list of 1000 is expected"),
    (#""clip_sample":"no""#, "clip_sample is the string \"no\" where true or false is expected"),
    (#""rescale_betas_zero_snr":null"#, "rescale_betas_zero_snr is null where true or false"),
  ])
  func wrongValuesAreNamed(_ members: String, _ words: String) {
    let error = #expect(throws: InferenceError.self) { try Self.read(members) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}
