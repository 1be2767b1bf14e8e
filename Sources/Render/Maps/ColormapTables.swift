/// The anchor colours that the colour maps are built from, as hexadecimal text.
///
/// Spectral and the diverging map stand on evenly spaced anchors by definition. Magma, inferno
/// (van der Walt and Smith, CC0) and turbo (Mikhailov, Google, Apache-2.0) are measured curves of 256
/// colours: every fifth is here, and straight lines between them stay within 1.2 of 255 of the rest.
enum ColormapTables {
  /// ColorBrewer's Spectral of eleven classes.
  static let spectral = """
    9e0142 d53e4f f46d43 fdae61 fee08b ffffbf e6f598 abdda4 66c2a5 3288bd 5e4fa2
    """

  /// Blue over white to red, for values around zero.
  static let diverging = """
    0b2f6b 2b6cb0 7fb2d9 cfe3f0 f7f7f7 f8d9c6 eb9a78 c9413a 7a0c25
    """

  static let magma = """
    000004 02020b 050416 090720 0e0b2b 140e36 1a1042 21114e 29115a 311165 390f6e 420f75
    4a1079 52137c 5a167e 621980 6a1c81 721f81 792282 812581 892881 912b81 992d80 a1307e
    aa337d b2357b ba3878 c23b75 ca3e72 d2426f d9466b e04c67 e75263 ec5860 f1605d f4695c
    f7725c f97b5d fb8560 fc8e64 fd9869 fea16e feaa74 feb47b febd82 fec68a fecf92 fed89a
    fde2a3 fdebac fcf4b6 fcfdbf
    """

  static let inferno = """
    000004 02020c 050417 0a0722 10092d 160b39 1e0c45 260c51 2f0a5b 380962 400a67 490b6a
    510e6c 59106e 61136e 69166e 71196e 781c6d 801f6c 88226a 902568 982766 a02a63 a82e5f
    b0315b b73557 bf3952 c63d4d cc4248 d34743 d94d3d df5337 e45a31 e9612b ed6925 f1711f
    f47918 f78212 f98b0b fa9407 fb9d07 fca60c fcb014 fbba1f fac42a f8cd37 f6d746 f4e156
    f2ea69 f2f27d f5f992 fcffa4
    """

  static let turbo = """
    30123b 36215f 3b2f80 3f3e9c 424bb5 4559cb 4666dd 4773eb 4680f6 458cfd 4099ff 38a5fb
    2fb2f4 27bee9 1fc9dd 1ad4d0 18ddc2 1ae4b6 22ebaa 2ff19b 3ff68a 52fa7a 65fd69 79fe59
    8bff4b 9cfe40 a9fb39 b7f735 c3f134 d0ea34 dbe236 e5d938 eecf3a f5c53a faba39 fdae35
    fea130 fe932a fc8423 f9751d f46617 ef5811 e84b0c e14109 d83706 ce2d04 c32503 b71d02
    a91601 9b0f01 8b0902 7a0403
    """

  /// The colours of one of the texts above.
  static func anchors(_ text: String) -> [RGB] {
    text.split(whereSeparator: \.isWhitespace).map { word in
      let value = UInt32(word, radix: 16) ?? 0
      return RGB(
        UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
        UInt8(truncatingIfNeeded: value))
    }
  }

  /// A table of 256 colours: straight lines between the anchors, truncated to bytes.
  ///
  /// - Source: matplotlib's lookup table of a `LinearSegmentedColormap` made from a list, of 256 entries.
  static func table(_ text: String) -> [RGB] {
    let anchors = anchors(text)
    let places = anchors.indices.map { Double($0) * (1 / Double(anchors.count - 1)) * 255 }
    return (0..<256).map { entry in
      let place = Double(entry) * (1 / 255.0) * 255
      let right = max(1, places.firstIndex { $0 >= place } ?? anchors.count - 1)
      let fraction = (place - places[right - 1]) / (places[right] - places[right - 1])
      let from = anchors[right - 1]
      let to = anchors[right]
      return RGB(
        mix(from.red, to.red, fraction), mix(from.green, to.green, fraction),
        mix(from.blue, to.blue, fraction))
    }
  }

  /// The same operations in the same order as matplotlib, so that truncation falls the same way.
  private static func mix(_ from: UInt8, _ to: UInt8, _ fraction: Double) -> UInt8 {
    let low = Double(from) / 255
    let high = Double(to) / 255
    return UInt8(max(0, min(255, (fraction * (high - low) + low) * 255)))
  }
}
