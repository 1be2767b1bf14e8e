/// How a camera was held, from a JPEG's EXIF block.
///
/// Reads the one number that matters and nothing else; every offset is checked, and whatever is odd
/// means "upright".
enum ExifOrientation {
  /// 1…8 as EXIF numbers them: 1 upright, 3 upside down, 6 and 8 on a side, the others mirrored.
  static func read(_ bytes: [UInt8]) -> Int {
    var position = 2
    // Markers stand before the first scan; a file has few, so the walk is short.
    while position + 4 <= bytes.count, bytes[position] == 0xFF {
      let marker = bytes[position + 1]
      if marker == 0xFF {
        position += 1
        continue
      }
      guard marker != 0xDA, marker != 0xD9, !(0xD0...0xD7).contains(marker) else { return 1 }
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      guard length >= 2, position + 2 + length <= bytes.count else { return 1 }
      let segment = bytes[(position + 4)..<(position + 2 + length)]
      if marker == 0xE1, segment.starts(with: Array("Exif\0\0".utf8)) {
        return orientation(inTIFF: segment.dropFirst(6))
      }
      position += 2 + length
    }
    return 1
  }

  private static func orientation(inTIFF tiff: ArraySlice<UInt8>) -> Int {
    let isLittle: Bool
    if tiff.starts(with: [0x49, 0x49, 0x2A, 0x00]) {
      isLittle = true
    } else if tiff.starts(with: [0x4D, 0x4D, 0x00, 0x2A]) {
      isLittle = false
    } else {
      return 1
    }
    func number(at offset: Int, bytes count: Int) -> Int? {
      guard offset >= 0, offset + count <= tiff.count else { return nil }
      let field = tiff[(tiff.startIndex + offset)..<(tiff.startIndex + offset + count)]
      return (isLittle ? Array(field.reversed()) : Array(field)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(at: 4, bytes: 4), let count = number(at: directory, bytes: 2)
    else { return 1 }
    for entry in 0..<count {
      let offset = directory + 2 + entry * 12
      guard let tag = number(at: offset, bytes: 2) else { return 1 }
      // 0x0112 is the orientation: one short number (type 3) kept in the entry itself.
      guard tag == 0x0112 else { continue }
      guard number(at: offset + 2, bytes: 2) == 3, number(at: offset + 4, bytes: 4) == 1,
        let value = number(at: offset + 8, bytes: 2), (1...8).contains(value)
      else { return 1 }
      return value
    }
    return 1
  }
}

extension Raster {
  /// The picture turned upright from one of EXIF's eight orientations.
  func oriented(_ orientation: Int) -> Raster {
    guard (2...8).contains(orientation) else { return self }
    let isTurned = orientation >= 5
    let newWidth = isTurned ? height : width
    let newHeight = isTurned ? width : height
    let pixels = [RGB](unsafeUninitializedCapacity: self.pixels.count) { result, count in
      self.pixels.withUnsafeBufferPointer { source in
        for row in 0..<newHeight {
          for column in 0..<newWidth {
            let across = isTurned ? row : column
            let down = isTurned ? column : row
            // Which ends the stored rows and columns begin at.
            let isFromRight = [2, 3, 7, 8].contains(orientation)
            let isFromBottom = [3, 4, 6, 7].contains(orientation)
            let x = isFromRight ? width - 1 - across : across
            let y = isFromBottom ? height - 1 - down : down
            result[row * newWidth + column] = source[y * width + x]
          }
        }
      }
      count = self.pixels.count
    }
    return Raster(width: newWidth, height: newHeight, pixels: pixels)
  }
}
