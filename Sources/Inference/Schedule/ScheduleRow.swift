/// One line of a plan as people read it; the names are those of the per-step table of `run.json`.
public struct ScheduleRow: Sendable, Hashable {
  /// Position in the plan, from 0.
  public let index: Int
  /// The timestep the network is told.
  public let timestep: Float
  /// The timestep the step leads to; negative at the end, nil where there is none.
  public let previousTimestep: Float?
  /// ᾱ at the told timestep.
  public let alphaCumprod: Float
  /// ᾱ after the step.
  public let previousAlphaCumprod: Float
  /// √(1−ᾱ) at the told timestep.
  public let toldNoise: Float
  /// The noise level the sample is supposed to have when it arrives.
  public let heldNoise: Float
  /// ᾱ / (1 − ᾱ) at the told timestep; infinite without noise.
  public let snr: Float

  /// Told minus held noise.
  public var gap: Float { toldNoise - heldNoise }

  /// The columns' names, in order.
  public static let columns = [
    "index", "timestep", "previous_timestep", "alpha_cumprod", "previous_alpha_cumprod",
    "told_noise", "held_noise", "gap", "snr",
  ]

  /// The values under `columns` as text; nil where there is no number.
  ///
  /// Numbers are as short as reading them back to the same float allows.
  public var values: [String?] {
    [
      "\(index)", number(timestep), previousTimestep.flatMap(number), number(alphaCumprod),
      number(previousAlphaCumprod), number(toldNoise), number(heldNoise), number(gap), number(snr),
    ]
  }

  private func number(_ value: Float) -> String? {
    guard value.isFinite else { return nil }
    return Int(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  init(index: Int, entry: Plan.Entry, mismatch: Mismatch) {
    self.index = index
    timestep = entry.timestep
    previousTimestep = entry.previousTimestep
    alphaCumprod = entry.level.alphaCumprod
    previousAlphaCumprod = entry.previousLevel.alphaCumprod
    toldNoise = mismatch.told
    heldNoise = mismatch.held
    snr = alphaCumprod / (1 - alphaCumprod)
  }
}
