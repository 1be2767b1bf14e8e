internal import Render

/// The sixel pictures on the terminal: what bytes bring them there, and when they have to be sent again.
///
/// xterm keeps sixteen pictures a window and never frees one; when they are used up, each new picture
/// takes the place of the one whose top row is highest, and what was lost is missing at the next
/// exposure. So pictures go out from the bottom up, and once things are quiet all of them are sent once
/// more as a single one.
struct PictureLayer {
  let cell: PixelSize
  let limit: PixelSize?
  /// Registers that a composite may use in all.
  let registers: Int
  let hasFewSlots: Bool
  /// Pictures sent since the terminal was opened.
  private(set) var sentCount = 0
  private(set) var isSettled = true

  /// xterm's, less a few for the pictures of one frame.
  private static let slots = 12

  /// Whether a composite would bring back pictures that may be lost.
  var needsSettling: Bool { hasFewSlots && sentCount > Self.slots && !isSettled }

  /// After the window was hidden or covered.
  mutating func exposed() {
    if hasFewSlots, sentCount > Self.slots { isSettled = false }
  }

  /// The bytes that draw the pictures, from the bottom up; nothing for none.
  mutating func bytes(drawing pictures: [Composition.Shown]) -> [UInt8] {
    var result: [UInt8] = []
    let ordered = pictures.sorted {
      ($0.rect.row, $0.rect.column) > ($1.rect.row, $1.rect.column)
    }
    for shown in ordered {
      guard case .sixel(let bytes, let image) = shown.picture else { continue }
      guard let limit, image.width > limit.width || image.height > limit.height else {
        result += Self.move(row: shown.rect.row, column: shown.rect.column) + bytes
        sentCount += 1
        continue
      }
      for piece in PictureCut.pieces(of: image, limit: limit, cell: cell).reversed() {
        result += Self.move(
          row: shown.rect.row + piece.row, column: shown.rect.column + piece.column)
        result += SixelEncoder.encode(piece.image)
        sentCount += 1
      }
    }
    if !result.isEmpty { isSettled = false }
    return result
  }

  /// All pictures as one, where the terminal takes that; else one by one.
  mutating func bytes(settling pictures: [Composition.Shown]) -> [UInt8] {
    let bytes = composite(pictures) ?? bytes(drawing: pictures)
    isSettled = true
    return bytes
  }

  private mutating func composite(_ pictures: [Composition.Shown]) -> [UInt8]? {
    guard let row = pictures.map(\.rect.row).min(),
      let column = pictures.map(\.rect.column).min()
    else { return nil }
    let images = pictures.compactMap { shown -> (image: IndexedImage, x: Int, y: Int)? in
      guard case .sixel(_, let image) = shown.picture else { return nil }
      return (
        image, (shown.rect.column - column) * cell.width, (shown.rect.row - row) * cell.height
      )
    }
    let width = images.map { $0.x + $0.image.width }.max() ?? 0
    let height = images.map { $0.y + $0.image.height }.max() ?? 0
    let colours = images.reduce(0) { $0 + $1.image.palette.count }
    let most = limit ?? PixelSize(width: 1_000, height: 1_000)
    guard colours <= registers, width <= most.width, height <= most.height else { return nil }
    sentCount += 1
    return Self.move(row: row, column: column)
      + SixelEncoder.composite(SixelEncoder.assigned(images), width: width, height: height)
  }

  private static func move(row: Int, column: Int) -> [UInt8] {
    Array("\u{1B}[\(row + 1);\(column + 1)H".utf8)
  }
}
