/// A map whose rows are asked for from the first to the last.
protocol RowSource {
  /// The map with at least these rows; those above them need not be there any more, now or later.
  ///
  /// - Throws: what making them throws.
  func rows(_ rows: Range<Int>) throws(InferenceError) -> MapWindow
}

/// The rows of a map that is all there.
struct HeldRows: RowSource {
  let map: MapWindow

  func rows(_ rows: Range<Int>) -> MapWindow { map }
}

/// Rows that two readers share, of which one reads ahead: those that the other still needs stay.
final class SharedRows: RowSource {
  private let source: any RowSource
  /// The first row that somebody still needs.
  var first = 0

  /// The rows of a source that nobody else reads.
  init(_ source: any RowSource) {
    self.source = source
  }

  func rows(_ rows: Range<Int>) throws(InferenceError) -> MapWindow {
    try source.rows(min(first, rows.lowerBound)..<rows.upperBound)
  }
}

/// Rows that are made when they are first asked for, and let go when others below them are.
///
/// They are made in whole tiles, so that the last ones asked for may be followed by up to three more.
final class SlidingRows: RowSource {
  /// Makes some rows in a window.
  typealias Making = (Range<Int>, MapWindow) throws(InferenceError) -> Void

  private let height, width, channels: Int
  private let capacity: Int
  private let buffer: Buffer
  private let make: Making
  private var held = 0..<0

  /// The rows of a map, of which at most `asked` are asked for at a time.
  ///
  /// - Throws: `outOfMemory`.
  init(
    height: Int, width: Int, channels: Int, asked: Int, _ compute: Compute,
    _ make: @escaping Making
  ) throws(InferenceError) {
    self.height = height
    self.width = width
    self.channels = channels
    self.make = make
    capacity = Self.capacity(asked: asked, of: height)
    buffer = try compute.workspace.buffer(floats: capacity * width * channels)
  }

  /// The output of a convolution.
  ///
  /// - Throws: `outOfMemory`.
  convenience init(
    _ convolution: PreparedConvolution, of source: any RowSource, asked: Int, _ compute: Compute
  ) throws(InferenceError) {
    let shape = convolution.shape
    try self.init(
      height: shape.height, width: shape.width, channels: shape.outputs, asked: asked, compute
    ) { (rows, window) throws(InferenceError) in
      try convolution(
        rows, of: source.rows(shape.inputRows(under: rows)), into: window, compute)
    }
  }

  /// A copy of a map's rows, for one that is overwritten while it is read.
  ///
  /// - Throws: `outOfMemory`.
  convenience init(
    copying map: MapWindow, asked: Int, _ compute: Compute
  ) throws(InferenceError) {
    try self.init(
      height: map.height, width: map.width, channels: map.channels, asked: asked, compute
    ) { (rows, window) throws(InferenceError) in
      window.copy(rows, from: map)
    }
  }

  /// The most rows that are held.
  static func capacity(asked: Int, of height: Int) -> Int {
    min(height, asked + PreparedConvolution.step - 1)
  }

  func rows(_ rows: Range<Int>) throws(InferenceError) -> MapWindow {
    precondition(rows.lowerBound >= held.lowerBound, "rows that were let go")
    let kept = min(rows.lowerBound, held.upperBound)..<held.upperBound
    let row = width * channels
    buffer.pointer.update(
      from: buffer.pointer + (kept.lowerBound - held.lowerBound) * row, count: kept.count * row)
    held = kept
    let window = MapWindow(
      height: height, width: width, channels: channels, first: held.lowerBound, buffer)
    let end = min(height, Bands.tiled(rows.upperBound))
    if end > held.upperBound {
      precondition(end - held.lowerBound <= capacity, "more rows than were to be asked for")
      try make(held.upperBound..<end, window)
      held = held.lowerBound..<end
    }
    return window
  }
}
