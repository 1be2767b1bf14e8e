import Inference

/// The tour of seven cards: what to look at, and the command that comes next.
///
/// The keys do what they always do; who does what a card asks for sees the next one, and Enter does it for
/// whoever would rather watch.
struct Tour: Sendable, Equatable {
  /// The place of the card, from 0.
  var card = 0
  /// Enter has carried out what the card asks for; a second Enter goes on whatever came of it.
  var isTried = false

  /// One card.
  struct Card: Sendable {
    /// What is seen and what to press, in a few lines at 80 columns; keys as `Keys.filled` takes them.
    var text: String
    /// Brings about what the text speaks of.
    var before: [String] = []
    /// What Enter does in the person's stead.
    var doing: [String] = []
    /// Whether it has been done; a card without is read and left with Enter.
    var isDone: (@Sendable (AppState) -> Bool)?
  }

  static let cards: [Card] = [
    Card(
      text:
        "This model finds depth by removing noise step by step. Press {l|step +1} to go one step on.",
      before: [
        "screen steps", "view x0", "model \(Assets.defaultModel)", "set spacing leading",
        "set steps 4",
      ],
      doing: ["step +1"], isDone: { $0.cursor >= 1 }),
    Card(
      text:
        "Now give it a single step: press {cn|palette set steps}, then 1 and Enter. Depth turns to noise.",
      doing: ["set steps 1"], isDone: { $0.settings.value.steps == 1 }),
    Card(
      text:
        "Why? Look at the two bars: it was told t=1, so next to no noise, and it got nothing but noise. "
        + "CompVis/depth-fm #3 asked just this. {Enter|tour next} goes on."),
    Card(
      text:
        "Press {cp|next spacing} for trailing: now it is told t=999. The same network, one step, and a depth map.",
      doing: ["set spacing trailing"],
      isDone: { $0.settings.value.timestepSpacing == .trailing && $0.settings.value.steps == 1 }),
    Card(
      text:
        "Press {gm|screen map}: every pair of told time and held noise at once. The errors are small along the line "
        + "where both agree.",
      doing: ["screen map"], isDone: { $0.screen == .map }),
    Card(
      text:
        "Models that were fine-tuned end to end need no noise at all. Press {cm|palette model} and choose "
        + "e2eft-depth-tiny. Lotus (there too) can also give your photo back: {w|next task}.",
      doing: ["screen steps", "model e2eft-depth-tiny"],
      isDone: { $0.summary?.name == "e2eft-depth-tiny" }),
    Card(
      text:
        "That is all: {cb|presets} shows known bugs, {b|branch} branches, {y|copy} copies the settings, : finds "
        + "every command and {?|help} every key. Your own picture: {o|browse}. {Enter|tour next} ends the tour."
    ),
  ]

  /// The rows that the card takes, with its border.
  static let rows = 4
}
