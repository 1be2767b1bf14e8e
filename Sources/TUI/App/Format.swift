internal import Foundation

/// Numbers as people read them in narrow places.
enum Format {
  /// Without trailing zeros: `0`, `0.5`, `1.25`.
  static func plain(_ value: Float) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
    return String(format: "%.6g", Double(value))
  }

  /// A noise level: four decimals, `.9582`, `1.000`.
  static func level(_ value: Float) -> String {
    guard value.isFinite else { return plain(value) }
    return bare(value, decimals: 4)
  }

  /// A metric: three decimals without the leading zero.
  static func metric(_ value: Float) -> String {
    guard value.isFinite else { return plain(value) }
    return bare(value, decimals: 3)
  }

  private static func bare(_ value: Float, decimals: Int) -> String {
    guard abs(value) < 10_000 else { return String(format: "%.1e", Double(value)) }
    let text = String(format: "%.\(decimals)f", Double(value))
    if text.hasPrefix("0.") { return String(text.dropFirst()) }
    if text.hasPrefix("-0.") { return "-" + text.dropFirst(2) }
    return text
  }

  /// Two significant figures: a latents' value or a signal-to-noise ratio.
  static func short(_ value: Float) -> String {
    guard value.isFinite else { return plain(value) }
    let magnitude = abs(value)
    if magnitude >= 99.5 {
      return magnitude < 99_999.5
        ? String(format: "%.0f", Double(value)) : String(format: "%.0e", Double(value))
    }
    if magnitude >= 9.95 { return String(format: "%.1f", Double(value)) }
    if magnitude >= 0.095 { return bare(value, decimals: 2) }
    if magnitude == 0 { return "0" }
    if magnitude >= 0.000_95 { return bare(value, decimals: 4) }
    return String(format: "%.1e", Double(value))
  }

  /// A time: `61 ms`, `0.61 s`, `12 s`, `3 min 20 s`.
  static func seconds(_ value: Double) -> String {
    guard value.isFinite, value >= 0 else { return "?" }
    if value < 0.0995 { return String(format: "%.0f ms", value * 1000) }
    if value < 0.995 { return String(format: "%.2f s", value) }
    if value < 9.95 { return String(format: "%.1f s", value) }
    if value < 99.5 { return String(format: "%.0f s", value) }
    let whole = Int(min(value, 360_000))
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// A count of parameters: `2.9M`.
  static func count(_ value: Int) -> String {
    switch value {
    case ..<10_000: String(value)
    case ..<1_000_000: "\(value / 1000)k"
    case ..<100_000_000: String(format: "%.1fM", Double(value) / 1e6)
    default: "\(value / 1_000_000)M"
    }
  }
}
