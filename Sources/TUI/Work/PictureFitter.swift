import Render

/// Makes and encodes a picture as finely as its limit of bytes allows.
struct PictureFitter: Sendable {
  let maker: PictureMaker
  let encoder: PictureEncoder

  /// The picture as the terminal takes it, or nil while what it is made from is not there.
  ///
  /// - Throws: what the maker throws.
  func picture(_ key: ImageKey) throws(RenderError) -> EncodedPicture? {
    let ladder = Fineness.ladder(isCoarse: key.isCoarse)
    var place = 0
    while true {
      guard let image = try maker.picture(key, ladder[place]) else { return nil }
      let encoded = encoder.encode(image)
      guard place < ladder.count - 1, let limit = key.byteLimit,
        case .sixel(let bytes, _) = encoded, bytes.count > limit
      else { return encoded }
      place = Fineness.next(after: place, in: ladder, bytes: bytes.count, limit: limit)
    }
  }
}
