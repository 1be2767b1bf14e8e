/// How many bytes a frame may take.
///
/// Text and plots come first, as they take what they take; each picture gets its share of the rest by the
/// cells it covers, a photo twice as much as a map: it has more detail and is sent once.
struct FrameBudget: Hashable, Sendable {
  /// A frame of pictures that are about to change again.
  var moving: Int
  /// A frame that stays.
  var resting: Int

  /// What is usual: 64 and 256 KB.
  static let usual = FrameBudget(resting: 256 << 10)
  /// The sizes of resting frames that can be asked for, in KB; one sixel string never exceeds a megabyte.
  static let kilobytes = 16...1024

  init(moving: Int, resting: Int) {
    self.moving = moving
    self.resting = resting
  }

  /// A moving frame takes a quarter of a resting one.
  init(resting: Int) {
    self.init(moving: resting / 4, resting: resting)
  }

  /// The frame with the limit of each picture in its key.
  func limiting(_ frame: Frame) -> Frame {
    let heavy = frame.placements.indices.filter { frame.placements[$0].key.content.isHeavy }
    // With those under a popup: a picture beside it is not made anew when it opens.
    let pictures = (frame.placements + frame.covered).filter(\.key.content.isHeavy)
    let all = pictures.reduce(0) { $0 + $1.claim }
    let coarse = pictures.filter(\.key.isCoarse).reduce(0) { $0 + $1.claim }
    let (shared, atRest) = (movingShare(of: frame), restingShare(of: frame))
    var result = frame
    for place in heavy {
      // Only what moves is sent while it moves.
      let share =
        frame.placements[place].key.isCoarse
        ? shared * frame.placements[place].claim / max(1, coarse)
        : atRest * frame.placements[place].claim / max(1, all)
      result.placements[place].key.byteLimit = Self.rounded(share)
    }
    return result
  }

  /// What the pictures that move have together: what text and plots leave.
  private func movingShare(of frame: Frame) -> Int {
    max(
      moving / 4,
      min(moving * 3 / 4, moving * 15 / 16 - Self.plottedBytes(in: frame.placements)))
  }

  /// What all pictures have together in a frame that paints everything anew.
  private func restingShare(of frame: Frame) -> Int {
    let text = frame.screen.cells.count * Self.bytesOfTwoTextCells / 2
    let plots = Self.plottedBytes(in: frame.placements + frame.covered)
    return max(resting / 4, min(resting * 7 / 8, resting * 15 / 16 - plots - text))
  }

  private static func plottedBytes(in placements: [Placement]) -> Int {
    placements.filter(\.key.content.isPlotted).reduce(0) { $0 + $1.cells } * bytesOfPlottedCell
  }

  /// About what a cell of a plot takes; each step marks another place in it.
  private static let bytesOfPlottedCell = 16
  /// About what two cells of text take with their colours, blank ones among them.
  private static let bytesOfTwoTextCells = 5

  /// The next lower of few numbers, so that a layout that hardly differs makes no other picture.
  private static func rounded(_ bytes: Int) -> Int {
    let bits = Int.bitWidth - bytes.leadingZeroBitCount
    let step = 1 << max(0, bits - 3)
    return bytes / step * step
  }
}

extension Placement {
  fileprivate var cells: Int { rect.rows * rect.columns }

  /// What its share is in relation to.
  fileprivate var claim: Int {
    if case .input = key.content { 2 * cells } else { cells }
  }
}

extension ImageKey.Content {
  /// Whether the pixels are those of a photo, a prediction or the ball of normals, which may take very many bytes.
  fileprivate var isHeavy: Bool {
    switch self {
    case .input, .groundTruth, .step, .wipe, .difference, .probe, .mapCell, .seeds, .ball: true
    case .plot, .mismatch, .errorMap, .legend, .hatch: false
    }
  }

  /// Whether it is a drawing that is sent anew when another step is looked at.
  fileprivate var isPlotted: Bool {
    switch self {
    case .plot, .mismatch, .errorMap: true
    case .input, .groundTruth, .step, .wipe, .difference, .probe, .mapCell, .seeds, .legend, .ball,
      .hatch:
      false
    }
  }
}
