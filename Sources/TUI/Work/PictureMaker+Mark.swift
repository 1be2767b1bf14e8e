import Render

extension PictureMaker {
  /// A crosshair over a picture, in the palette's own darkest and brightest colour.
  static func marked(_ image: IndexedImage, _ mark: ImageKey.Mark) -> IndexedImage {
    guard !image.palette.isEmpty else { return image }
    let brightness = image.palette.map { Int($0.red) * 3 + Int($0.green) * 6 + Int($0.blue) }
    let bright = UInt8(brightness.indices.max { brightness[$0] < brightness[$1] } ?? 0)
    let dark = UInt8(brightness.indices.min { brightness[$0] < brightness[$1] } ?? 0)
    let middle = (brightness[Int(bright)] + brightness[Int(dark)]) / 2
    var result = image
    let column = min(mark.x * image.width / 1000, image.width - 1)
    let row = min(mark.y * image.height / 1000, image.height - 1)
    func invert(_ row: Int, _ column: Int) {
      let place = row * image.width + column
      result.indices[place] = brightness[Int(image.indices[place])] > middle ? dark : bright
    }
    // The pixel itself stays free.
    let across = max(3, mark.reach * image.width / 1000)
    let down = max(3, mark.reach * image.height / 1000)
    for place in 0..<image.width where abs(place - column) > across { invert(row, place) }
    for place in 0..<image.height where abs(place - row) > down { invert(place, column) }
    return result
  }
}
