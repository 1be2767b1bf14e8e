internal import Foundation

/// The noise the network is told beside the noise the sample holds, at one step.
public struct Mismatch: Sendable, Hashable, Codable {
  /// √(1−ᾱ) at the timestep the network is told.
  public let told: Float
  /// The noise level the sample is supposed to have when it arrives.
  public let held: Float

  /// A mismatch of two noise levels, each 0…1.
  public init(told: Float, held: Float) {
    self.told = told
    self.held = held
  }

  /// `told` − `held`: negative where the network is told less noise than there is.
  public var gap: Float { told - held }

  /// Told and held noise of every entry of a plan; needs no network.
  ///
  /// What is held is first the noise of the initial latents, then what the previous entry left.
  ///
  /// - Parameters:
  ///   - plan: the plan, with told timesteps where they were replaced.
  ///   - initialNoise: 1 for gaussian, pyramid and annealed starts, 0 for zeros.
  /// - Returns: one mismatch for each entry.
  public static func nominal(_ plan: Plan, initialNoise: Float) -> [Mismatch] {
    var held = initialNoise
    return plan.entries.map { entry in
      let mismatch = Mismatch(told: entry.level.noise, held: held)
      held = entry.previousLevel.noise
      return mismatch
    }
  }

  /// The noise each step's latents really hold.
  ///
  /// The latents, in the scale that the network sees, are projected on the clean latents (one factor by least squares over all values); what
  /// is left over is noise, and its root mean square the noise level.
  ///
  /// - Parameters:
  ///   - trajectory: a run, complete or not.
  ///   - reference: the clean latents if they are known (the encoded ground truth); nil takes the last
  ///     step's `predOriginalSample`.
  /// - Returns: one level for each step taken; empty before the first step. Latents of zeros hold 0. Where
  ///   the clean latents are all zero, or of another shape, nothing is projected away and the level is the
  ///   latents' own root mean square. NaN where the latents are not finite.
  public static func measured(
    _ trajectory: Trajectory, against reference: Tensor? = nil
  ) -> [Float] {
    guard let clean = reference ?? trajectory.steps.last?.result.predOriginalSample else {
      return []
    }
    return trajectory.steps.map { residual(of: $0.entry.networkInput($0.latents), on: clean) }
  }

  private static func residual(of latents: Tensor, on clean: Tensor) -> Float {
    let values = latents.scalars
    guard !values.isEmpty else { return 0 }
    var product = 0.0
    var square = 0.0
    if clean.shape == latents.shape {
      for (value, original) in zip(values, clean.scalars) {
        product += Double(value) * Double(original)
        square += Double(original) * Double(original)
      }
    }
    guard square > 0 else { return rootMeanSquare(values.map(Double.init)) }
    let factor = product / square
    return rootMeanSquare(
      zip(values, clean.scalars).map { Double($0) - factor * Double($1) })
  }

  private static func rootMeanSquare(_ values: [Double]) -> Float {
    Float((values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot())
  }
}
