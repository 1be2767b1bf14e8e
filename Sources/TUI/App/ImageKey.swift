import Inference
import Render

/// What the image pane shows of a step.
enum StepView: String, Hashable, Sendable, CaseIterable {
  /// x̂0, decoded.
  case predOriginal = "x0"
  /// x_t, decoded.
  case latents = "xt"
  /// The network's raw output, decoded.
  case modelOutput = "output"
  /// ε̂, the noise that the output says is in x_t.
  case epsilon = "eps"
  /// v̂, the velocity that the output says.
  case velocity = "v"
  /// The change of x̂0 since the step before.
  case difference = "diff"
  /// What x̂0 differs by from ground truth, after the fit of depth.
  case error = "error"
  /// The standard deviation of x̂0 over the steps up to this one.
  case spread = "std"
  /// The input picture.
  case input = "input"

  /// Whether it can be shown as latents, not decoded.
  var hasLatents: Bool { self != .input && self != .error }

  /// Whether a fit can stand in for the decoder; an error made of it would be told as a figure.
  var hasPreview: Bool { self != .input && self != .error }

  /// Whether it is a plane of amounts from 0, not a prediction.
  var isAmount: Bool { self == .difference || self == .error || self == .spread }
}

/// Which of a step's tensors is decoded, and which of the run's maps in it.
struct DecodeTarget: Hashable, Sendable {
  enum Part: Hashable, Sendable {
    case predOriginal
    case latents
    case modelOutput
    case epsilon
    case velocity
  }

  var part: Part
  /// The place among the model's maps.
  var modality = 0

  static let predOriginal = DecodeTarget(part: .predOriginal)
  static let latents = DecodeTarget(part: .latents)
  static let modelOutput = DecodeTarget(part: .modelOutput)

  /// The same tensor of another map.
  func of(_ modality: Int) -> DecodeTarget { DecodeTarget(part: part, modality: modality) }
}

extension DecodeTarget: CustomStringConvertible {
  /// For the log: the part, and which map where it is not the first.
  var description: String { modality == 0 ? "\(part)" : "\(part) map \(modality + 1)" }
}

/// Says everything that decides a picture's pixels, so that a cache of pictures can never be stale.
struct ImageKey: Hashable, Sendable {
  /// A place in thousandths of the edges of what is shown.
  struct Mark: Hashable, Sendable {
    var x: Int
    var y: Int
    /// How far around the place the crosshair leaves free, where a pixel is larger than a dot.
    var reach = 0
  }

  /// A view of a step of a run.
  struct StepPicture: Hashable, Sendable {
    var run: RunID
    var index: Int
    var view: StepView
    /// The place among the model's maps.
    var modality = 0
    var quantity: Quantity
    var colormap: String
    /// As four channels of latents, not decoded.
    var isLatent = false
    /// What brings depth to its ground truth, for the error.
    var alignment: Alignment?
    /// The fit that stands in for the decoder; nil where the decoder's own picture is shown.
    var preview: Int?

    /// Whether one plane of amounts is coloured.
    var isPlane: Bool { view.isAmount && !isLatent }
  }

  enum Content: Hashable, Sendable {
    /// The open picture.
    case input(PictureID)
    /// Its ground truth, where it has some.
    case groundTruth(PictureID, Quantity, colormap: String)
    /// A view of a step.
    case step(StepPicture)
    /// A left of a border, B right of it; the border in percent of the width.
    case wipe(StepPicture, StepPicture, border: Int)
    /// |A − B| of two predictions, A fitted to B first where they are depth.
    case difference(StepPicture, StepPicture)
    /// What the hold mode shows: the newest probe of a run.
    case probe(
      RunID, number: Int, quantity: Quantity, colormap: String, isPreview: Bool = false)
    /// A plot, which carries its own data.
    case plot(Plot, PlotStyle)
    /// What each step is told and holds, with the step that is looked at.
    case mismatch([MismatchBar], selected: Int, PlotStyle)
    /// An error map, which carries its own data.
    case errorMap(ErrorMapPlot, PlotStyle)
    /// What a cell of an error map predicts.
    case mapCell(number: Int, Quantity, colormap: String, isPreview: Bool = false)
    /// The members of an ensemble, or what they were merged to.
    case seeds(SeedsPicture)
    /// Stripes in place of a picture that is not finite, with words on them.
    case hatch([String], PlotStyle)
    /// A colour bar.
    case legend(Quantity, colormap: String)
    /// A ball in the colours of normals.
    case ball(NormalMap.Flip, background: RGB)
  }

  var content: Content
  /// The size on the screen; the picture fills it exactly.
  var pixels: PixelSize
  /// Few colours and half the resolution, for pictures that are about to change.
  var isCoarse = false
  /// The crosshair over it.
  var mark: Mark?
  /// The part of the picture that is shown; the whole of what is not a picture.
  var region = Region.whole
  /// The most bytes it may take as sixel; nil for as many as it needs.
  var byteLimit: Int?
  /// What the colours of a prediction stand for.
  var style = PictureStyle()

  /// Whether it shows the same in more bytes.
  func isFiner(than other: ImageKey) -> Bool {
    guard let limit = other.byteLimit, byteLimit.map({ $0 > limit }) ?? true else { return false }
    var same = self
    same.byteLimit = limit
    return same == other
  }
}
