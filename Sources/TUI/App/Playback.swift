/// Playing through the steps.
struct Playback: Sendable, Equatable {
  /// Steps a second to choose from.
  static let speeds: [Double] = [0.5, 1, 2, 4, 8, 16]

  var isPlaying = false
  var speed: Double = 2
  var loops = false
  /// When the last step was shown; nil until the first tick.
  var lastAdvance: Double?

  /// The next speed in a direction; stays at the ends.
  func speed(_ direction: Int) -> Double {
    let place =
      Self.speeds.lastIndex { $0 <= speed } ?? 0
    return Self.speeds[min(max(place + direction, 0), Self.speeds.count - 1)]
  }
}

/// Whether the picture is being moved through faster than it settles.
///
/// A single step is shown sharp at once; only when the next comes before the picture has rested are
/// coarse pictures sent, until it rests.
struct Motion: Sendable, Equatable {
  private(set) var isActive = false
  private(set) var isCoarse = false
  private var restingSince: Double?

  /// How long the picture must rest.
  static let rest = 0.12

  mutating func moved() {
    if isActive { isCoarse = true }
    isActive = true
    restingSince = nil
  }

  mutating func tick(_ now: Double) {
    guard isActive else { return }
    guard let since = restingSince else {
      restingSince = now
      return
    }
    if now - since >= Self.rest { self = Motion() }
  }
}
