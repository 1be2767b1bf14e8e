import Inference
import Render

/// Everything the interface knows: one value that only `update` changes.
struct AppState: Sendable {
  /// The terminal, as far as it decides what is drawn.
  var terminal = TerminalFacts()

  var model = ModelState.none
  /// The model in use as it was asked for; nil until one has loaded.
  var opened: Opening?
  /// Undo or redo has asked for the model that is loading.
  var reopening: History.Direction?
  /// The names `:model` offers.
  var modelChoices: [String] = []
  /// How far the model that is loading has come.
  var loadingStage: Checkpoint.Stage?
  var picture: Picture?
  /// The names `:open` offers.
  var pictureChoices: [String] = []
  var isOpening = false
  /// The folder that `o` opens at; the shipped scenes at first.
  var browsedFolder = FileDialogue.scenes
  /// The folder read last.
  var listing: FolderListing?

  var settings = History(RunSettings())
  /// What the settings say of time, or why they cannot be had.
  var schedule: ScheduleFacts?
  /// How screen Schedule draws it.
  var scheduleLook = ScheduleLook()
  var scheduleProblem: String?
  /// What is wrong with the scheduler's config under the settings, the worst first.
  var findings: [LintFinding] = []

  /// What a run of the settings takes, where the model's structure is known.
  var cost: RunCost?

  var runs = RunList()
  /// Runs that are computed one after another.
  var sweep: Sweep?
  /// The most bytes that runs and their pictures may take.
  var keptBytes = RunList.keptBytes
  /// Seconds a step took lately, and the resolution it took them at.
  var pace: Pace?

  /// The step looked at, from 0.
  var cursor = 0
  /// Whether the cursor goes along with new steps.
  var follows = true
  var view = StepView.predOriginal
  /// Depth as the model gives it, or normals made from it.
  var shownQuantity = ShownQuantity.depth
  /// The place of the shown map among the model's.
  var shownModality = 0
  var colormap = Palettes.standard
  /// What models are asked to compute with.
  var precision = PrecisionChoice.auto
  /// What shows a step before it is decoded.
  var preview = PreviewChoice.auto
  /// What the image pane shows: the newest wanted thing that was there.
  var displayed: Displayed?
  /// The steps that the worker was told are looked at.
  var lookedAt: [StepPlace] = []

  var comparison = Comparison()
  var measures = Measures()

  var hold: Hold?
  /// The number of the newest probe asked for.
  var probeNumber = 0
  /// The newest answer.
  var probe: Probe?
  var probeRun: RunID?

  var maps = MapState()
  var seeds = SeedsState()
  var weights = WeightsState()

  /// The check of a model's files that is going on, or the newest.
  var verification: Verification?

  var sessions = SessionState()
  /// The file of commands that is being carried out.
  var script: Script?
  /// States to come back to, by letter.
  var marks: [Character: Mark] = [:]
  /// The tour, while it goes on.
  var tour: Tour?

  var playback = Playback()
  var motion = Motion()
  /// Seconds of the last tick.
  var now = 0.0

  var screen = ScreenID.steps
  var overlay: Overlay?
  var focus = Focus.steps
  /// The selected row of the settings panel.
  var selectedRow = 0
  /// The pointer went down on the timeline and has not come up.
  var scrub: ScrubArea?
  /// The pointer went down on a wiped picture and has not come up.
  var draggedBorder: Rect?
  /// The pointer went down on a picture whose pixels are inspected and has not come up.
  var inspectedArea: PictureArea?
  /// The pointer went down on a bar of what is told or held and has not come up.
  var draggedBar: HoldBar?
  /// The pointer went down on the border between two panes and has not come up.
  var draggedDivider: Divider?
  /// How many columns the first border of a screen stands right of its usual place.
  var dividers: [ScreenID: Int] = [:]

  /// What all panes show of the picture.
  var viewport = Viewport()
  /// What `z` goes to.
  var lastZoom = Viewport.usual
  /// Whether what is shown of all pictures is moving, as opposed to the step.
  var viewMotion = Motion()
  /// The pointer went down on a zoomed picture and has not come up.
  var dragged: Dragged?

  /// How views are coloured, and what stands beside them.
  var look = Look()
  /// The smallest and the largest value of views of steps, as far as they were asked for.
  var ranges: [ImageKey.StepPicture: ClosedRange<Float>] = [:]
  var surveyed: Set<ImageKey.StepPicture> = []

  var log = Log()
  var notice: Notice?
  /// Which key does what.
  var keys = Keys.usual
  /// Lines typed in the palette, oldest first.
  var typed: [String] = []
  /// Whether `q` asks while a run is going.
  var asksBeforeLeaving = true
  /// Ctrl-C was pressed and would leave when pressed again; nil seconds until the next tick.
  var leaving: Leaving?

  enum Focus: Sendable, Hashable {
    case steps
    case settings
  }

  struct Pace: Sendable, Equatable {
    var seconds: Double
    var resolution: Int
    var resize = ResizeRule.diffusers
    var model: String
    /// Steps that were measured; the first after loading is slower than the rest.
    var count = 1
    /// What the step computed, where it is known.
    var operations: Double?
  }

  struct Leaving: Sendable, Equatable {
    var since: Double?
  }

  /// A thing that can be on the image pane.
  struct Displayed: Sendable, Equatable {
    var run: RunID
    var index: Int
    var view: StepView
    /// The probe shown instead of the step.
    var probe: Int?
  }

  /// Columns of the screen that stand for steps.
  struct ScrubArea: Sendable, Hashable {
    var rect: Rect
    var count: Int

    /// The step at a column; columns outside count as the nearest end.
    func index(at column: Int) -> Int {
      let offset = min(max(column - rect.column, 0), max(rect.columns - 1, 0))
      return min(count - 1, offset * count / max(1, rect.columns))
    }
  }
}

/// What the terminal can do.
struct TerminalFacts: Sendable, Hashable {
  enum Graphics: Sendable, Hashable {
    case sixel
    /// Half blocks in colour.
    case blocks
    /// Letters.
    case ascii
  }

  var size = Size(columns: 80, rows: 24)
  /// The pixel size of a cell, where it is known.
  var cell: PixelSize?
  var graphics = Graphics.blocks
  var usesColour = true
  var usesUnicode = true
  var theme = ThemeName.terminal
  /// Whether the terminal's own ground is light.
  var hasLightGround = false
  /// How the status line names the pictures: `sixel 256c`.
  var graphicsName = "half blocks"
  var isFocused = true

  /// How plots are drawn.
  var plotStyle: PlotStyle { theme.plotStyle(onLightGround: hasLightGround) }

  /// Whether pictures are made of pixels.
  var hasPixels: Bool { graphics == .sixel && cell != nil }
}

/// The model, or what became of it.
enum ModelState: Sendable, Equatable {
  case none
  /// The one before is still there until the new one has loaded.
  case loading(name: String, previous: ModelSummary?)
  case ready(ModelSummary)
  case failed(name: String, message: String)
}

/// The colour maps.
enum Palettes {
  static let standard = "spectral"
  static let names = Colormap.all.map(\.name)
}
