/// What the network's output means; the field `prediction_type` of a diffusers scheduler config.
public enum PredictionType: String, Sendable, Hashable, Codable, CaseIterable {
  /// The noise ε.
  case epsilon
  /// The clean sample x0.
  case sample
  /// The velocity v = √ᾱ ε − √(1−ᾱ) x0 (Salimans and Ho 2022).
  case vPrediction = "v_prediction"
  /// The velocity x0 − ε of a flow whose time runs from 0 at the start to 1 at the clean sample.
  case flow = "flow_prediction"
}
