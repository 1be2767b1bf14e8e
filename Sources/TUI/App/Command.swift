import Inference

/// The screens there are.
enum ScreenID: String, Sendable, Hashable, CaseIterable {
  case steps
  case schedule
  case map
  case compare
  case seeds
  case metrics
  case model

  var title: String {
    switch self {
    case .steps: "Steps"
    case .schedule: "Schedule"
    case .map: "Map"
    case .compare: "A|B"
    case .seeds: "Seeds"
    case .metrics: "Metrics"
    case .model: "Model"
    }
  }

  /// The key that goes there.
  var number: Int {
    switch self {
    case .steps: 1
    case .schedule: 2
    case .map: 3
    case .compare: 4
    case .seeds: 5
    case .metrics: 6
    case .model: 7
    }
  }

  /// Whether two runs stand side by side there, so that a step moves both.
  var comparesRuns: Bool { self == .compare || self == .metrics }

  /// Whether pixels can be inspected there.
  var inspects: Bool { self != .schedule && self != .model }
}

/// What the predicted depth is shown as.
enum ShownQuantity: String, Sendable, Hashable, CaseIterable {
  /// As the model gives it.
  case depth
  /// Surface normals; made from the depth where the model gives depth.
  case normals
}

/// Everything a person can do.
///
/// Keys, the mouse, the palette and scripts all end here.
enum Command: Hashable, Sendable {
  case stepBy(Int)
  /// The position in the run, from 0.
  case goTo(Int)
  case first, last
  case togglePlay
  case play(Bool)
  case speed(Double)
  case slower, faster
  case loop(Bool)
  case toggleLoop
  case screen(ScreenID)
  case view(StepView)
  case nextView, previousView
  case quantity(ShownQuantity)
  /// A map by name, where the model has others than depth and normals.
  case map(String)
  case colours(String)
  /// Another look of the screen.
  case theme(ThemeName)
  case set(Setting, String)
  case nextValue(Setting)
  case previousValue(Setting)
  case preset(String)
  case sweep(SweepAction)
  /// Writes the shown prediction into a file.
  case export(Export)
  case schedule(ScheduleAction)
  /// What is wrong with the scheduler's config.
  case lint
  case errorMap(MapAction)
  case seeds(SeedsAction)
  case weights(WeightsAction)
  /// Whether a model's files are what they should be.
  case verify(VerifyAction)
  /// A file of commands.
  case script(ScriptAction)
  case run
  /// The next smaller processing resolution.
  case smaller
  /// Run anew from after the cursor; with one setting changed, where given.
  case branch(Setting?, String)
  case cancel
  case undo, redo
  /// Looks at a side of screen A|B: its settings are those that change.
  case side(Comparison.Side)
  case otherSide
  case swap
  case arrange(Comparison.Arrangement)
  /// The run before the current one beside it.
  case compareLast
  case link(Comparison.Link)
  case nextLink
  /// Percent of a wiped picture that are A's.
  case wipe(Int)
  case wipeBy(Int)
  /// Two presets as A and B.
  case pair(String, String)
  case metric(Measures.Metric)
  case nextMetric, previousMetric
  /// What is done to depth before it is compared with ground truth.
  case fit(Measures.Fit)
  case nextFit
  /// Shows the values at a pixel, or no longer.
  case inspect
  /// A pixel of the input picture, from 0.
  case inspectAt(Int, Int)
  case inspectBy(Int, Int)
  /// Which part of the pictures is shown.
  case zoom(ZoomAction)
  /// How views are coloured, and what stands beside them.
  case look(LookAction)
  /// Lotus' task switcher.
  case task(TaskAction)
  case runs
  /// Puts a run on a side; nil means the one selected in the list, as in the three below.
  case choose(Comparison.Side, Int?)
  case use(Int?)
  case pin(Int?)
  case forget(Int?)
  case hold(Hold.Kind)
  case told(Int)
  case noise(Float)
  /// Turns what is held, in steps of its unit.
  case turn(Int)
  case keep, release
  case open(String)
  /// Opens the picture anew with ground truth from a file.
  case groundTruth(String)
  case model(String)
  case precision(PrecisionChoice)
  case preview(PreviewChoice)
  case nextFocus, previousFocus
  /// The border between the first two panes of a screen.
  case divide(DividerAction)
  /// Moves in the focused list.
  case select(Int)
  /// The next or previous value of the selected setting.
  case adjust(Int)
  /// Opens the palette with a beginning already typed.
  case palette(String)
  case menu(KeyMap.Prefix)
  case habit(Habit)
  case help, log
  case redraw, suspend
  /// Cancels a run; pressed twice, leaves.
  case interrupt
  /// Closes what is open, or leaves.
  case close
  case quit

  /// The command as it is typed after `:`.
  var text: String {
    switch self {
    case .stepBy(let count): "step \(count > 0 ? "+" : "")\(count)"
    case .goTo(let index): "goto \(index + 1)"
    case .first: "first"
    case .last: "last"
    case .togglePlay: "play"
    case .play(let isOn): "play \(isOn ? "on" : "off")"
    case .speed(let speed): "speed \(Format.plain(Float(speed)))"
    case .slower: "slower"
    case .faster: "faster"
    case .loop(let isOn): "loop \(isOn ? "on" : "off")"
    case .toggleLoop: "loop"
    case .screen(let screen): "screen \(screen.rawValue)"
    case .view(let view): "view \(view.rawValue)"
    case .nextView: "view next"
    case .previousView: "view previous"
    case .quantity(let quantity): "quantity \(quantity.rawValue)"
    case .map(let name): "quantity \(name)"
    case .colours(let name): "colours \(name)"
    case .theme(let name): "theme \(name.rawValue)"
    case .set(let setting, let value): "set \(setting.rawValue) \(value)"
    case .nextValue(let setting): "next \(setting.rawValue)"
    case .previousValue(let setting): "previous \(setting.rawValue)"
    case .preset(let name): "preset \(name)"
    case .sweep(let action): action.text
    case .export(let export): export.text
    case .schedule(let action): action.text
    case .lint: "lint"
    case .errorMap(let action): "map \(action.text)"
    case .seeds(let action): "seeds \(action.text)"
    case .weights(let action): "weights \(action.text)"
    case .verify(let action): action.text
    case .script(let action): action.text
    case .run: "run"
    case .smaller: "smaller"
    case .branch(let setting?, let value): "branch \(setting.rawValue) \(value)"
    case .branch: "branch"
    case .cancel: "cancel"
    case .undo: "undo"
    case .redo: "redo"
    case .side(let side): "side \(side.rawValue)"
    case .otherSide: "side other"
    case .swap: "swap"
    case .arrange(let arrangement): "compare \(arrangement.rawValue)"
    case .compareLast: "compare last"
    case .link(let link): "link \(link.rawValue)"
    case .nextLink: "link next"
    case .wipe(let percent): "wipe \(percent)"
    case .wipeBy(let count): "wipe \(count > 0 ? "+" : "")\(count)"
    case .pair(let first, let second): "pair \(first) \(second)"
    case .metric(let metric): "metric \(metric.rawValue)"
    case .nextMetric: "metric next"
    case .previousMetric: "metric previous"
    case .fit(let fit): "fit \(fit.rawValue)"
    case .nextFit: "fit next"
    case .inspect: "inspect"
    case .inspectAt(let x, let y): "inspect \(x) \(y)"
    case .inspectBy(let x, let y): "inspect \(Self.signed(x)) \(Self.signed(y))"
    case .zoom(let action): action.text
    case .look(let action): action.text
    case .task(let action): action.text
    case .runs: "runs"
    case .choose(let side, let number): "side \(side.rawValue) \(Self.name(number))"
    case .use(let number): "use \(Self.name(number))"
    case .pin(let number): "pin \(Self.name(number))"
    case .forget(let number): "forget \(Self.name(number))"
    case .hold(let kind): "hold \(kind.rawValue)"
    case .told(let timestep): "told \(timestep)"
    case .noise(let level): "noise \(Format.plain(level))"
    case .turn(let count): "turn \(count > 0 ? "+" : "")\(count)"
    case .keep: "keep"
    case .release: "release"
    case .open(let path): "open \(path)"
    case .groundTruth(let path): "metrics \(path)"
    case .model(let name): "model \(name)"
    case .precision(let choice): "precision \(choice.rawValue)"
    case .preview(let choice): "preview \(choice.text)"
    case .nextFocus: "focus next"
    case .previousFocus: "focus previous"
    case .divide(let action): action.text
    case .select(let count): "select \(count > 0 ? "+" : "")\(count)"
    case .adjust(let count): "adjust \(count > 0 ? "+" : "")\(count)"
    case .palette(let beginning): beginning.isEmpty ? "palette" : "palette \(beginning)"
    case .menu(let prefix): "menu \(prefix.rawValue)"
    case .habit(let habit): habit.text
    case .help: "help"
    case .log: "log"
    case .redraw: "redraw"
    case .suspend: "suspend"
    case .interrupt: "interrupt"
    case .close: "close"
    case .quit: "quit"
    }
  }

  private static func signed(_ count: Int) -> String { (count < 0 ? "" : "+") + String(count) }

  private static func name(_ run: Int?) -> String { run.map(String.init) ?? "selected" }

  /// Whether the log keeps it: moving about is not worth a line.
  var isLogged: Bool {
    switch self {
    case .set, .preset, .run, .branch, .cancel, .undo, .redo, .told, .noise, .keep, .release, .open,
      .model, .colours, .theme, .quantity, .map, .view, .hold, .swap, .pair, .compareLast, .choose,
      .use, .pin, .forget, .seeds, .look, .export, .sweep, .task(.both), .verify,
      .script:
      true
    case .habit(let habit): habit.isLogged
    default: false
    }
  }
}
