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
  /// The four channels of x̂0 as tiles, not decoded.
  case channels = "channels"
  /// The change of the decoded x̂0 since the step before.
  case difference = "diff"
  /// The input picture.
  case input = "input"
}

/// Which of a step's tensors is decoded, and which of the run's maps in it.
struct DecodeTarget: Hashable, Sendable {
  enum Part: Hashable, Sendable {
    case predOriginal
    case latents
    case modelOutput
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
  /// A place in thousandths of the picture's edges.
  struct Mark: Hashable, Sendable {
    var x: Int
    var y: Int
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
  }

  enum Content: Hashable, Sendable {
    /// The open picture.
    case input(PictureID)
    /// Its ground truth, where it has some.
    case groundTruth(PictureID, Quantity, colormap: String)
    /// A view of a step.
    case step(
      RunID, index: Int, view: StepView, modality: Int, quantity: Quantity, colormap: String)
    /// A left of a border, B right of it; the border in percent of the width.
    case wipe(StepPicture, StepPicture, border: Int)
    /// |A − B| of two predictions, A fitted to B first where they are depth.
    case difference(StepPicture, StepPicture)
    /// What the hold mode shows: the newest probe of a run.
    case probe(RunID, number: Int, quantity: Quantity, colormap: String)
    /// A plot, which carries its own data.
    case plot(Plot, PlotStyle)
    /// What each step is told and holds, with the step that is looked at.
    case mismatch([MismatchBar], selected: Int, PlotStyle)
    /// An error map, which carries its own data.
    case errorMap(ErrorMapPlot, PlotStyle)
    /// What a cell of an error map predicts.
    case mapCell(number: Int, Quantity, colormap: String)
    /// Stripes in place of a picture that is not finite, with words on them.
    case hatch([String], PlotStyle)
    /// A colour bar.
    case legend(Quantity, colormap: String)
  }

  var content: Content
  /// The size on the screen; the picture fills it exactly.
  var pixels: PixelSize
  /// Few colours and half the resolution, for pictures that are about to change.
  var isCoarse = false
  /// The crosshair over it.
  var mark: Mark?
}
