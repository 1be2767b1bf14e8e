extension KeyMap {
  static let moving: [Binding] = [
    Binding([.character("h"), .left], .stepBy(-1), "previous step"),
    Binding([.character("l"), .right], .stepBy(1), "next step"),
    Binding([.character("H"), .shiftLeft], .stepBy(-5), "5 steps back"),
    Binding([.character("L"), .shiftRight], .stepBy(5), "5 steps on"),
    Binding([.character("0"), .home], .first, "first step"),
    Binding([.character("$"), .end], .last, "last step"),
    Binding([.character(" ")], .togglePlay, "play or pause"),
    Binding([.character("[")], .slower, "play slower"),
    Binding([.character("]")], .faster, "play faster"),
    Binding([.character("y")], .toggleLoop, "cycle: play over and over", mode: .after(.change)),
  ]

  static let showing: [Binding] = [
    Binding([.character("1")], .screen(.steps), "screen 1: steps"),
    Binding([.character("2")], .screen(.schedule), "screen 2: schedule"),
    Binding([.character("3")], .screen(.map), "screen 3: error map"),
    Binding([.character("4")], .screen(.compare), "screen 4: two runs, A and B"),
    Binding([.character("5")], .screen(.seeds), "screen 5: seeds of an ensemble"),
    Binding([.character("6")], .screen(.metrics), "screen 6: metrics of several runs"),
    Binding([.character("7")], .screen(.model), "screen 7: the model's blocks and tensors"),
    Binding([.character("i")], .inspect, "inspect a pixel, or no longer"),
    Binding([.character("g")], .menu(.go), "go to ..."),
    Binding([.character("s")], .screen(.steps), "steps", mode: .after(.go)),
    Binding([.character("p")], .screen(.schedule), "plan: the schedule", mode: .after(.go)),
    Binding([.character("m")], .screen(.map), "map of told t and held noise", mode: .after(.go)),
    Binding(
      [.character("a"), .character("c")], .screen(.compare), "A|B: compare two runs",
      mode: .after(.go)),
    Binding([.character("d")], .screen(.seeds), "draws: seeds of an ensemble", mode: .after(.go)),
    Binding([.character("e")], .screen(.metrics), "errors: metrics", mode: .after(.go)),
    Binding([.character("w")], .screen(.model), "weights: the model", mode: .after(.go)),
    Binding([.character("r")], .runs, "runs: the list", mode: .after(.go)),
    Binding([.character("g")], .first, "first step", mode: .after(.go)),
    Binding([.character("l")], .log, "log", mode: .after(.go)),
    Binding([.character("x")], .palette("source"), "a script's commands", mode: .after(.go)),
    Binding([.character("b")], .palette("load"), "back to a session", mode: .after(.go)),
    Binding([.character("f")], .lint, "findings in the scheduler's config", mode: .after(.go)),
    Binding([.character("B")], .compareLast, "the run before beside this one, as A"),
    Binding([.character("R")], .runs, "list of runs"),
    Binding([.character("v")], .nextView, "next view of the step"),
    Binding([.character("V")], .previousView, "previous view"),
    Binding([.character("d")], .quantity(.depth), "show depth"),
    Binding([.character("n")], .quantity(.normals), "show normals"),
  ]

  static let changing: [Binding] = [
    Binding([.character("c")], .menu(.change), "change ..."),
    Binding([.character("p")], .nextValue(.spacing), "spacing", mode: .after(.change)),
    Binding([.character("n")], .palette("set steps"), "number of steps", mode: .after(.change)),
    Binding([.character("o")], .nextValue(.noise), "initial noise", mode: .after(.change)),
    Binding([.character("e")], .palette("set seed"), "seed", mode: .after(.change)),
    Binding([.character("m")], .palette("model"), "model", mode: .after(.change)),
    Binding([.character("s")], .palette("set scheduler"), "scheduler", mode: .after(.change)),
    Binding([.character("z")], .nextValue(.zeroSNR), "zero terminal SNR", mode: .after(.change)),
    Binding([.character("u")], .nextValue(.clip), "cutting x0 to ±1", mode: .after(.change)),
    Binding([.character("v")], .palette("set predicts"), "prediction type", mode: .after(.change)),
    Binding([.character("t")], .palette("set told"), "told timesteps", mode: .after(.change)),
    Binding([.character("h")], .palette("set eta"), "eta of DDIM", mode: .after(.change)),
    Binding([.character("i")], .nextValue(.posterior), "image latents", mode: .after(.change)),
    Binding([.character("f")], .nextValue(.finalSample), "final latents", mode: .after(.change)),
    Binding([.character("r")], .palette("set resolution"), "resolution", mode: .after(.change)),
    Binding([.character("c")], .palette("colours"), "colours", mode: .after(.change)),
    Binding([.character("g")], .palette("metrics"), "ground truth", mode: .after(.change)),
    Binding([.character("w")], .palette("theme"), "the window's colours", mode: .after(.change)),
    Binding(
      [.character("x")], .palette("sweep"), "several values of a setting, one run each",
      mode: .after(.change)),
    Binding(
      [.character("b")], .habit(.presets), "bugs: presets that show known ones",
      mode: .after(.change)),
    Binding([.character("w")], .nextValue(.task), "Lotus: predict or give the picture back"),
    Binding([.character("t")], .hold(.told), "turn the told timestep"),
    Binding([.character("s")], .hold(.noise), "turn the noise level"),
    Binding(
      [.character("u")], .undo, "undo the last change of settings, previews, model or precision"),
    Binding([.control("r")], .redo, "redo"),
    Binding([.character("r"), .enter], .run, "run"),
    Binding([.character("p")], .smaller, "a smaller picture: less time and memory"),
    Binding([.character("b")], .branch(nil, ""), "branch: new settings after this step"),
    Binding([.character("o")], .habit(.browse("")), "open a picture"),
  ]

  static let program: [Binding] = [
    Binding([.character(":")], .palette(""), "type a command"),
    Binding([.character("?"), .function(1)], .help, "this help"),
    Binding([.tab], .nextFocus, "settings panel, and back"),
    Binding([.backTab], .previousFocus, "back"),
    Binding([.character("j"), .down], .select(1), "down in the focused list"),
    Binding([.character("k"), .up], .select(-1), "up in the focused list"),
    Binding([.character("X")], .habit(.discard), "begin afresh, without the session brought back"),
    Binding([.character("(")], .divide(.by(-4)), "border between panes to the left"),
    Binding([.character(")")], .divide(.by(4)), "border between panes to the right"),
    Binding([.control("l")], .redraw, "paint everything anew"),
    Binding([.control("z")], .suspend, "suspend"),
    Binding([.control("c")], .interrupt, "cancel; twice within a second, leave"),
    Binding([.escape], .release, "put back what is held, leave a panel"),
    Binding([.character("q")], .close, "close what is open, or leave"),
  ]

  static let holding: [Binding] = [
    Binding([.left, .character("h"), .down], .turn(-1), "less by 1", mode: .holding),
    Binding([.right, .character("l"), .up], .turn(1), "more by 1", mode: .holding),
    Binding([.shiftLeft, .character("H")], .turn(-10), "less by 10", mode: .holding),
    Binding([.shiftRight, .character("L")], .turn(10), "more by 10", mode: .holding),
    Binding([.pageDown], .turn(-100), "less by 100", mode: .holding),
    Binding([.pageUp], .turn(100), "more by 100", mode: .holding),
    Binding([.enter], .keep, "keep it", mode: .holding),
  ]

  static let settings: [Binding] = [
    Binding([.left, .character("h")], .adjust(-1), "previous value", mode: .settings),
    Binding([.right, .character("l")], .adjust(1), "next value", mode: .settings),
  ]

  static let map: [Binding] = [
    Binding(
      [.left, .character("h")], .errorMap(.move(across: -1, up: 0)), "told a smaller t",
      mode: .on(.map)),
    Binding(
      [.right, .character("l")], .errorMap(.move(across: 1, up: 0)), "told a larger t",
      mode: .on(.map)),
    Binding(
      [.down, .character("j")], .errorMap(.move(across: 0, up: -1)), "less noise", mode: .on(.map)),
    Binding(
      [.up, .character("k")], .errorMap(.move(across: 0, up: 1)), "more noise", mode: .on(.map)),
    Binding([.enter], .errorMap(.show), "show what the cell predicts", mode: .on(.map)),
  ]
}
