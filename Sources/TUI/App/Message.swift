import Inference
import Render

/// Everything that can happen to the application.
enum Message: Sendable {
  case key(Key)
  case mouse(MouseEvent)
  case paste(String)
  /// The terminal has another size; the pixel size of a cell where it is known.
  case resized(Size, cell: PixelSize?)
  case focus(Bool)
  case model(ModelEvent)
  case picture(PictureEvent)
  case run(RunID, RunEvent)
  case map(MapKey, MapEvent)
  case session(SessionEvent)
  case folder(FolderEvent)
  case seeds(SeedsID, SeedsEvent)
  case weights(WeightsKey, WeightsEvent)
  /// The answer to `Effect.verify` of that number.
  case verified(Int, VerifyEvent)
  case script(ScriptEvent)
  case export(ExportEvent)
  /// The answer to `Effect.compare`.
  case compared(StepPair, PairDifference)
  /// The answer to `Effect.survey`.
  case surveyed(ImageKey.StepPicture, ClosedRange<Float>)
  /// Time passed; seconds of a monotonic clock. Sent while `AppState.wantsTicks`.
  case tick(Double)
  /// A command from a script or the palette, as typed after `:`.
  case command(String)
}

/// What the inference worker says of models.
enum ModelEvent: Sendable {
  /// The names there are to choose from.
  case found([String])
  case loading(name: String)
  /// How far loading has come.
  case stage(Checkpoint.Stage)
  case loaded(ModelSummary)
  case failed(name: String, message: String)
  /// How the autoencoder computes from now on.
  case decoding(Decoding)
  /// What else is to be said of loading: that the cache is of no use.
  case remark(String)
}

/// What the interface needs to know of a loaded model.
struct ModelSummary: Sendable, Equatable {
  var name: String
  /// The family's id: `marigold`, `e2e-ft`, `lotus`, ...
  var family: String
  /// What it predicts.
  var quantity = Quantity.depth
  /// Every map of a run, where there are several.
  var modalities: [Modality] = []
  /// What the axes of predicted normals mean.
  var axes: String?
  /// Whether these are mirrored against ground truth.
  var isMirrored = false
  var defaults: RunSettings
  /// Which knobs the family has; those it lacks with the reason.
  var controls: Controls
  var schedulerConfig: SchedulerConfig
  /// The scheduler's file, to be judged; nil where there is none.
  var schedulerFile: SchedulerFile?
  var parameters: Int
  /// What its networks compute with.
  var precision = Precision.fp32
  /// What runs take, and how fast the kernels are where that was worth measuring.
  var cost: CostModel?
  var speed: EngineSpeed?
  /// Bytes that the process held before the model was loaded.
  var heldBefore = 0
  /// Whether the UNet's weights came packed from the cache.
  var isFromCache = false
  /// What the family's authors would say of more than one step; nil where any number is theirs.
  var noteBeyondOneStep: String?

  /// What tells its runs from others: the name, and the precision where that is not the usual one.
  var key: String { precision == .fp32 ? name : "\(name) \(precision.rawValue)" }
}

/// What the inference worker says of pictures.
enum PictureEvent: Sendable {
  case opened(Picture)
  case failed(path: String, message: String)
}

/// An open picture.
struct Picture: Sendable, Equatable {
  var id: PictureID
  /// For the title; not yet cleaned.
  var name: String
  var path: String
  var width: Int
  var height: Int
  var raster: Raster
  /// Depth `[H, W]` in metres, where it is known.
  var groundTruthDepth: Tensor?
  /// Unit normals `[H, W, 3]`, where they are known.
  var groundTruthNormals: Tensor?
  /// The file of ground truth that was asked for; nil for what lies beside the picture.
  var truthPath: String?
}

/// What the inference worker says of a run.
enum RunEvent: Sendable {
  /// The picture is encoded and the initial latents are drawn; no step yet.
  case started(Trajectory)
  /// Progress inside a network.
  case stage(Checkpoint.Stage, secondsLeft: Double?)
  case step(Step)
  /// The noise that each step's latents really hold, measured against the last x̂0; before `finished`.
  case noise([Float])
  case finished(seconds: Double)
  case cancelled
  /// NaN or infinity appeared; what failed follows.
  case fault(NonFiniteFault)
  case failed(message: String)
  /// How long the blocks of a step, or of encoding the picture, took.
  case timed(index: Int?, [BlockTime])
  /// A step's tensor went through the decoder; metrics where there is ground truth.
  case decoded(index: Int, DecodeTarget, Prediction, StepMetrics?)
  /// Steps can be shown before they are decoded, or no longer.
  case previews(RunPreview?)
  /// The answer to `Effect.measure`.
  case measured(index: Int, StepMetrics)
  /// The answer to `Effect.probe`.
  case probed(Probe)
}

/// A step's prediction against ground truth.
struct StepMetrics: Sendable, Equatable {
  /// Depth: mean |a − d| / d after least-squares alignment.
  var absRel: Float?
  /// Depth: share of pixels within a factor of 1.25.
  var delta1: Float?
  /// Normals: mean angle in degrees.
  var meanAngle: Float?
  /// Depth: root of the mean square error in metres.
  var rmse: Float?
  /// The scale and shift that were fitted; none where the depth was taken as it is.
  var alignment: Alignment?

  /// These and those of another map of the same step.
  func merged(with other: StepMetrics?) -> StepMetrics {
    StepMetrics(
      absRel: absRel ?? other?.absRel, delta1: delta1 ?? other?.delta1,
      meanAngle: meanAngle ?? other?.meanAngle, rmse: rmse ?? other?.rmse,
      alignment: alignment ?? other?.alignment)
  }
}

/// One network call under a told timestep and a held noise level that need not agree.
struct Probe: Sendable, Equatable {
  var number: Int
  /// The step whose latents were held.
  var index: Int
  var toldTimestep: Int
  /// The noise level really in the latents, 0…1.
  var heldNoise: Float
  var prediction: Prediction
  var metrics: StepMetrics?
  /// What made it, where it is not decoded yet; it has no metrics then.
  var preview: RunPreview.Kind?
}
