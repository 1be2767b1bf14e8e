import Inference
import Testing

@Suite("Told timesteps")
struct ToldTests {
  let scheduler: DDIM
  let plan: Plan

  init() throws {
    scheduler = try DDIM(.stableDiffusion(.trailing))
    plan = try scheduler.plan(steps: 4)
  }

  @Test("Telling the plan's own timesteps changes nothing")
  func same() throws {
    let timesteps = plan.entries.map { Int($0.timestep) }
    #expect(try plan.told(timesteps, scheduler: scheduler) == plan)
  }

  @Test("A told timestep brings its level and leaves the way of the step alone")
  func told() throws {
    let told = try plan.told([1, 749, 0, 999], scheduler: scheduler)
    #expect(told.entries.map(\.timestep) == [1, 749, 0, 999])
    #expect(told.entries.map(\.level) == [1, 749, 0, 999].map { scheduler.schedule.level(at: $0) })
    #expect(told.entries.map(\.previousTimestep) == plan.entries.map(\.previousTimestep))
    #expect(told.entries.map(\.previousLevel) == plan.entries.map(\.previousLevel))
  }

  @Test("Telling a trailing step what leading tells makes the leading step's x0")
  func toldLeading() throws {
    let one = try scheduler.plan(steps: 1).told([1], scheduler: scheduler)
    let leading = try DDIM(.stableDiffusion(.leading))
    let values = try Tensor([0.7, -0.4], shape: [1, 2, 1, 1])
    let found = scheduler.step(StepInput(index: 0, plan: one, modelOutput: values, sample: values))
    let expected = leading.step(
      StepInput(
        index: 0, plan: try leading.plan(steps: 1), modelOutput: values, sample: values))
    #expect(found.predOriginalSample == expected.predOriginalSample)
  }

  @Test(
    "Lists of another length or out of range are refused",
    arguments: [[], [1, 2, 3], [1, 2, 3, 4, 5], [999, 749, 499, -1], [1000, 749, 499, 249]])
  func refuses(_ timesteps: [Int]) {
    #expect(throws: InferenceError.self) { try plan.told(timesteps, scheduler: scheduler) }
  }

  @Test("Telling an epsilon model the timestep without signal is refused")
  func refusesZeroSignal() throws {
    let epsilon = try DDIM(.stableDiffusion(.leading, .epsilon, zeroSNR: true))
    let plan = try epsilon.plan(steps: 1)
    #expect(throws: InferenceError.self) { try plan.told([999], scheduler: epsilon) }
    #expect(throws: Never.self) { try plan.told([998], scheduler: epsilon) }
  }

  @Test("Fresh noise is left out where the told level holds less than the step leaves")
  func etaWithCleanTold() throws {
    let told = try scheduler.plan(steps: 4, eta: 1).told([0, 0, 0, 0], scheduler: scheduler)
    let ones = try Tensor([1], shape: [1, 1, 1, 1])
    let result = scheduler.step(
      StepInput(index: 0, plan: told, modelOutput: ones, sample: ones, noise: ones, eta: 1))
    #expect(result.prevSample.statistics.nonfinite == 0)
  }
}
