import Inference
import Render

/// How the views of a step are coloured, and what stands beside them.
struct Look: Sendable, Hashable {
  /// Tensors of latents as they are, in four channels, instead of decoded.
  var isLatent = false
  /// What the ends of the colour maps stand for.
  var range = ColourRange.auto
  /// The axes of predicted normals whose sign is changed.
  var flip: NormalMap.Flip = []
  /// What is shown beside the prediction.
  var together: Together?
}

/// What the ends of a colour map stand for.
enum ColourRange: Sendable, Hashable {
  /// Of depth 0 and 1, of everything else as `image`.
  case auto
  /// The smallest and the largest value of each picture.
  case image
  /// The smallest and the largest value over all steps of the run.
  case steps
  case fixed(low: Float, high: Float)

  /// The words after `:range`.
  var text: String {
    switch self {
    case .auto: "auto"
    case .image: "image"
    case .steps: "steps"
    case .fixed(let low, let high): "\(Format.plain(low)) \(Format.plain(high))"
    }
  }

  /// Round and round; two given values are left for the usual.
  var next: ColourRange {
    switch self {
    case .auto: .image
    case .image: .steps
    case .steps, .fixed: .auto
    }
  }

  /// What it means, in a sentence.
  var sentence: String {
    switch self {
    case .auto: "Colours are of depth from 0 to 1, of everything else from end to end."
    case .image: "Colours go from each picture's smallest value to its largest."
    case .steps: "Colours go from the smallest value of all steps to the largest."
    case .fixed(let low, let high):
      "Colours go from \(Format.plain(low)) to \(Format.plain(high))."
    }
  }
}

/// Two pictures of one step.
enum Together: String, Sendable, Hashable, CaseIterable {
  /// Depth and normals: two of the model's maps, or normals made from its depth.
  case maps
  /// Normals made from the predicted depth beside predicted or true ones.
  case normals
}

/// What can be done about the look.
enum LookAction: Hashable, Sendable {
  /// Latents or decoded; nil: the other one.
  case latent(Bool?)
  /// The four channels of x̂0.
  case channels
  case range(ColourRange)
  case nextRange
  /// Changes an axis' sign, or puts all back.
  case flip(NormalMap.Flip)
  case together(Together?)
  /// The next pair of pictures, and after the last none.
  case nextTogether

  /// The command, as it is typed.
  var text: String {
    switch self {
    case .latent(let isOn): isOn.map { "latent \($0 ? "on" : "off")" } ?? "latent"
    case .channels: "view channels"
    case .range(let range): "range \(range.text)"
    case .nextRange: "range next"
    case .flip(let axis):
      "flip " + (axis == .x ? "x" : axis == .y ? "y" : axis == .z ? "z" : "none")
    case .together(let together): "together \(together?.rawValue ?? "off")"
    case .nextTogether: "together"
    }
  }
}

/// What of a look decides a picture's pixels.
struct PictureStyle: Sendable, Hashable {
  /// Which values take the ends of the colour map.
  enum Scale: Sendable, Hashable {
    /// 0 and 1 for depth; from end to end for everything else.
    case usual
    /// From end to end.
    case image
    case fixed(ClosedRange<Float>)
  }

  var scale = Scale.usual
  var flip: NormalMap.Flip = []
}
