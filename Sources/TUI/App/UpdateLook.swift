import Inference
import Render

extension AppState {
  /// Changes how views are coloured, and what stands beside them.
  mutating func look(_ action: LookAction) -> [Effect] {
    switch action {
    case .latent(let isOn): showLatents(isOn ?? !look.isLatent)
    case .channels:
      view = .predOriginal
      showLatents(true)
    case .range(let range): use(range)
    case .nextRange: use(look.range.next)
    case .flip(let axis): flip(axis)
    case .together(let together): show(together)
    case .nextTogether: showNext()
    }
    return requestDecodes()
  }

  private mutating func showLatents(_ isOn: Bool) {
    look.isLatent = isOn
    guard isOn, !view.hasLatents else { return }
    say(
      view == .input
        ? "The input is a picture; the other views are shown as latents."
        : "The error is measured on decoded pictures; the other views are shown as latents.")
  }

  private mutating func use(_ range: ColourRange) {
    look.range = range
    say(range.sentence)
  }

  private mutating func flip(_ axis: NormalMap.Flip) {
    look.flip = axis.isEmpty ? [] : look.flip.symmetricDifference(axis)
    say("Predicted normals are shown with \(flippedAxes).")
  }

  /// What the axes of predicted normals mean as they are shown.
  var flippedAxes: String {
    let axes = summary?.axes ?? "X right, Y up, Z to the viewer"
    var parts = axes.split(separator: ",").map { $0.drop { $0 == " " } }.map(String.init)
    for (place, axis) in [NormalMap.Flip.x, .y, .z].enumerated()
    where look.flip.contains(axis) && parts.indices.contains(place) {
      parts[place] = Self.opposite(parts[place])
    }
    return parts.joined(separator: ", ")
  }

  private static func opposite(_ axis: String) -> String {
    let pairs = [
      ("right", "left"), ("up", "down"), ("to the viewer", "away from the viewer"),
    ]
    for (one, other) in pairs {
      if axis.hasSuffix(" " + other) { return axis.dropLast(other.count) + one }
      if axis.hasSuffix(" " + one) { return axis.dropLast(one.count) + other }
    }
    return "−" + axis
  }

  private mutating func showNext() {
    let all = Together.allCases
    let next = look.together.flatMap { all.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    // Those that this model cannot have are passed over.
    show(all[min(next, all.count)...].first { missingReason($0) == nil })
  }

  private mutating func show(_ together: Together?) {
    if let together, let reason = missingReason(together) {
      fail(reason)
      return
    }
    look.together = together
    switch together {
    case .maps: say("Two maps of one step, side by side.")
    case .normals: say("Normals made from the depth, beside those that are predicted or true.")
    case nil: say("One map alone.")
    }
  }

  /// Why two pictures cannot be had; nil where they can.
  func missingReason(_ together: Together) -> String? {
    guard let summary else { return "No model is loaded; :model loads one." }
    let maps = summary.modalities
    switch together {
    case .maps:
      return maps.count > 1 || summary.quantity.isScalar
        ? nil : "\(summary.name) predicts normals; depth cannot be had from them."
    case .normals:
      guard summary.quantity.isScalar else {
        return "\(summary.name) predicts no depth to make normals from."
      }
      return maps.contains { $0.quantity == .normals } || picture?.groundTruthNormals != nil
        ? nil : "There are no normals to compare with: neither predicted ones nor true ones."
    }
  }
}
