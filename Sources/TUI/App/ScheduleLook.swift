import Inference

/// What screen Schedule draws besides its table.
struct ScheduleLook: Sendable {
  /// What of the schedule is drawn over diffusion time.
  enum Curve: String, Sendable, Hashable, CaseIterable {
    /// √(1 − ᾱ), the noise's standard deviation.
    case noise
    /// ᾱ, the share of the signal.
    case alpha
    /// σ = √((1 − ᾱ) / ᾱ).
    case sigma
    /// ᾱ / (1 − ᾱ).
    case snr

    var title: String {
      switch self {
      case .noise: "noise"
      case .alpha: "ᾱ"
      case .sigma: "σ"
      case .snr: "SNR"
      }
    }

    var next: Curve {
      let all = Self.allCases
      return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
    }

    /// Whether its usual axis is logarithmic.
    var isUsuallyLogarithmic: Bool { self == .sigma || self == .snr }

    /// The value at a noise level 0…1; NaN where there is none.
    func value(_ noise: Float) -> Double {
      let variance = Double(noise) * Double(noise)
      switch self {
      case .noise: return Double(noise)
      case .alpha: return 1 - variance
      case .sigma: return variance < 1 ? (variance / (1 - variance)).squareRoot() : .nan
      case .snr: return variance > 0 ? (1 - variance) / variance : .nan
      }
    }
  }

  /// The schedule that is drawn over the settings' own.
  enum Overlay: Sendable, Hashable {
    case none
    /// The settings with another spacing.
    case spacing(TimestepSpacing)
    /// The run beside the current one on screen A|B.
    case beside
    case preset(String)

    /// The word after `:overlay`.
    var text: String {
      switch self {
      case .none: "none"
      case .spacing(let spacing): spacing.rawValue
      case .beside: "beside"
      case .preset(let name): name
      }
    }
  }

  var curve = Curve.noise
  /// Whether its axis is logarithmic; nil as usual.
  var isLogarithmic: Bool?
  var overlay = Overlay.none
  /// What is drawn over, and the settings it was made from.
  var overlaid: (settings: RunSettings, facts: ScheduleFacts)?
}

/// What can be done about the drawing of the schedule.
enum ScheduleAction: Hashable, Sendable {
  case curve(ScheduleLook.Curve)
  case nextCurve
  /// A logarithmic axis or a linear one.
  case toggleScale
  case overlay(ScheduleLook.Overlay)
  case nextOverlay

  /// The command, as it is typed.
  var text: String {
    switch self {
    case .curve(let curve): "curve \(curve.rawValue)"
    case .nextCurve: "curve next"
    case .toggleScale: "curve log"
    case .overlay(let overlay): "overlay \(overlay.text)"
    case .nextOverlay: "overlay next"
    }
  }
}
