import Inference
import Render

/// How long pictures take from a prediction's values to the bytes that a sixel terminal gets, on one thread.
enum PictureBench {
  /// What is shown: smooth, as bad as it can be, and in more colours than the terminal has registers for.
  private static let contents = [
    ("depth", smooth(row:column:)), ("noise", noise(row:column:)),
  ]

  /// The size that the promise is given for; a prediction of 768×576, as a full-size model makes of a photo.
  private static let width = 512
  private static let height = 384
  private static let source = (width: 768, height: 576)
  private static let repetitions = 15

  /// The times of each kind of picture.
  ///
  /// - Throws: when libsixel finds no palette.
  static func measure() throws(RenderError) -> [InterfaceReport.Picture] {
    var pictures: [InterfaceReport.Picture] = []
    for (name, value) in contents {
      let depth = plane(value)
      pictures.append(
        try picture(name) {
          DepthMap.indexed(depth, width: width, height: height)
        })
      let normals = NormalMap.fromDepth(depth)
      pictures.append(
        try picture("normals of \(name)") { () throws(RenderError) in
          try SixelQuantizer.quantize(NormalMap.raster(normals, width: width, height: height))
        })
    }
    return pictures
  }

  private static func picture(
    _ name: String, _ make: () throws(RenderError) -> IndexedImage
  ) throws(RenderError) -> InterfaceReport.Picture {
    var encoding: [Double] = []
    var whole: [Double] = []
    for _ in 0..<repetitions {
      let start = Clock.seconds
      let image = try make()
      let made = Clock.seconds
      let bytes = SixelEncoder.encode(image)
      let end = Clock.seconds
      precondition(!bytes.isEmpty, "there is a picture")
      encoding.append(end - made)
      whole.append(end - start)
    }
    return InterfaceReport.Picture(
      content: name, width: width, height: height,
      encodeSeconds: encoding.sorted()[repetitions / 2],
      wholeSeconds: whole.sorted()[repetitions / 2])
  }

  private static func plane(_ value: (Int, Int) -> Float) -> Tensor {
    var plane = Tensor(zeros: [source.height, source.width])
    for row in 0..<source.height {
      for column in 0..<source.width {
        plane.scalars[row * source.width + column] = value(row, column)
      }
    }
    return plane
  }

  /// Slopes with an edge.
  private static func smooth(row: Int, column: Int) -> Float {
    let slope = Float(row) / 1152 + Float(column * column) / 2_359_296
    return row > 200 && column > 300 ? slope : slope + 0.25
  }

  /// Some bits of a large multiple: no two neighbours are alike.
  private static func noise(row: Int, column: Int) -> Float {
    Float((row &* 769 &+ column) &* 2_654_435_761 >> 8 & 0xFFFF) / 65_536
  }
}
