/// A map `[batch, height, width, channels]` as a convolution sees it: all of it or, of a single image, the rows that
/// are held at the time.
///
/// Rows keep the numbers that they have in the whole map, so that a kernel that stays within those that are held
/// knows nothing of it.
struct MapWindow: Sendable {
  let height: Int
  let width: Int
  let channels: Int
  /// The row that the buffer begins with.
  private let first: Int
  private let buffer: Buffer

  /// All of a map.
  init(_ map: Activation) {
    (height, width, channels) = (map.height, map.width, map.channels)
    first = 0
    buffer = map.buffer
  }

  /// The rows of an image from `first` on, as many as the buffer holds.
  init(height: Int, width: Int, channels: Int, first: Int, _ buffer: Buffer) {
    self.height = height
    self.width = width
    self.channels = channels
    self.first = first
    self.buffer = buffer
  }

  /// Where the map's first value is, or would be: only rows that are held may be touched.
  var data: UnsafeMutablePointer<Float> { buffer.pointer - first * rowValues }
  /// Pixels of one image.
  var tokens: Int { height * width }
  /// Values of a row.
  var rowValues: Int { width * channels }
  /// The first value of a row.
  func row(_ row: Int) -> UnsafeMutablePointer<Float> { data + row * rowValues }

  /// Copies rows of a map of the same sizes.
  func copy(_ rows: Range<Int>, from other: MapWindow) {
    row(rows.lowerBound).update(
      from: other.row(rows.lowerBound), count: rows.count * rowValues)
  }

  /// How many values of some rows are NaN or infinite.
  ///
  /// - Throws: `cancelled`.
  func nonfiniteCount(_ rows: Range<Int>, _ compute: Compute) throws(InferenceError) -> Int {
    try Parallel.nonfiniteCount(row(rows.lowerBound), rows.count * rowValues, compute)
  }
}
