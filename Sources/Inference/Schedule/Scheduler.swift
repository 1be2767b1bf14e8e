/// Turns the network's output into the next sample.
///
/// A pure value: the same input gives the same output.
public protocol Scheduler: Sendable {
  /// The scheduler's name on the command line.
  static var id: SchedulerID { get }
  /// The scheduler's name on the screen.
  static var title: String { get }
  /// A scheduler for a config.
  ///
  /// - Throws: `unsupported` for what the scheduler cannot do.
  init(_ config: SchedulerConfig) throws(InferenceError)
  /// The config it was made from.
  var config: SchedulerConfig { get }
  /// ᾱ of every training timestep.
  var schedule: NoiseSchedule { get }
  /// The plan for `steps` steps with the config's spacing and DDIM's η.
  ///
  /// - Throws: `invalidSetting` when that many steps, or that η, cannot be had.
  func plan(steps: Int, eta: Float) throws(InferenceError) -> Plan
  /// The sample as the network wants it at an entry (Euler divides, DDIM does not).
  func scale(_ sample: Tensor, at index: Int, of plan: Plan) -> Tensor
  /// One update from x_t to x_{t-1}.
  func step(_ input: StepInput) -> StepOutput
}

extension Scheduler {
  /// The plan for `steps` steps without fresh noise.
  ///
  /// - Throws: `invalidSetting` when that many steps cannot be had.
  public func plan(steps: Int) throws(InferenceError) -> Plan { try plan(steps: steps, eta: 0) }

  /// The sample as the plan's entry says.
  public func scale(_ sample: Tensor, at index: Int, of plan: Plan) -> Tensor {
    plan.entries[index].networkInput(sample)
  }
}

/// What a scheduler's step is given.
public struct StepInput: Sendable {
  /// Position in the plan, from 0.
  public var index: Int
  /// The plan being followed.
  public var plan: Plan
  /// The network's output, `[B, 4, h, w]`.
  public var modelOutput: Tensor
  /// x_t, of the same shape.
  public var sample: Tensor
  /// What the step before handed on (multistep methods).
  public var history: StepHistory?
  /// Fresh unit noise, where the entry needs it.
  public var noise: Tensor?
  /// DDIM's η.
  public var eta: Float

  /// The input of one step.
  public init(
    index: Int, plan: Plan, modelOutput: Tensor, sample: Tensor, history: StepHistory? = nil,
    noise: Tensor? = nil, eta: Float = 0
  ) {
    self.index = index
    self.plan = plan
    self.modelOutput = modelOutput
    self.sample = sample
    self.history = history
    self.noise = noise
    self.eta = eta
  }
}

/// What a scheduler's step gives back.
public struct StepOutput: Sendable, Equatable {
  /// x_{t-1}.
  public var prevSample: Tensor
  /// x̂0.
  public var predOriginalSample: Tensor
  /// For the next step of a multistep method.
  public var history: StepHistory?

  /// The output of one step.
  public init(prevSample: Tensor, predOriginalSample: Tensor, history: StepHistory? = nil) {
    self.prevSample = prevSample
    self.predOriginalSample = predOriginalSample
    self.history = history
  }
}
