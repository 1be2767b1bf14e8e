/// How many bytes a frame may take.
///
/// Each picture gets its share by the cells it covers; text and plots, which are small, get a fixed one.
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
    let all = pictures.reduce(0) { $0 + $1.cells }
    let coarse = pictures.filter(\.key.isCoarse).reduce(0) { $0 + $1.cells }
    let shared = movingShare(of: frame)
    var result = frame
    for place in heavy {
      // Only what moves is sent while it moves.
      let share =
        frame.placements[place].key.isCoarse
        ? shared * frame.placements[place].cells / max(1, coarse)
        : resting * 7 / 8 * frame.placements[place].cells / max(1, all)
      result.placements[place].key.byteLimit = Self.rounded(share)
    }
    return result
  }

  /// What the pictures that move have together: what text and plots leave.
  private func movingShare(of frame: Frame) -> Int {
    let plotted = frame.placements.filter(\.key.content.isPlotted).reduce(0) { $0 + $1.cells }
    return max(
      moving / 4, min(moving * 3 / 4, moving * 15 / 16 - plotted * Self.bytesOfPlottedCell))
  }

  /// About what a cell of a plot takes; each step marks another place in it.
  private static let bytesOfPlottedCell = 16

  /// The next lower of few numbers, so that a layout that hardly differs makes no other picture.
  private static func rounded(_ bytes: Int) -> Int {
    let bits = Int.bitWidth - bytes.leadingZeroBitCount
    let step = 1 << max(0, bits - 3)
    return bytes / step * step
  }
}

extension Placement {
  fileprivate var cells: Int { rect.rows * rect.columns }
}

extension ImageKey.Content {
  /// Whether the pixels are those of a photo or a prediction, which may take very many bytes.
  fileprivate var isHeavy: Bool {
    switch self {
    case .input, .groundTruth, .step, .wipe, .difference, .probe, .mapCell, .seeds: true
    case .plot, .mismatch, .errorMap, .legend, .ball, .hatch: false
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
