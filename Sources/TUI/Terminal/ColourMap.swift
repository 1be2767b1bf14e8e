/// Colours as the terminal's numbers.
struct ColourMap: Hashable, Sendable {
  var depth: ColourDepth

  /// A number for curses, -1 the terminal's own; `isBright` where brightness has to come from bold.
  func number(_ colour: Colour) -> (number: Int32, isBright: Bool) {
    switch colour {
    case .standard: (-1, false)
    case .ansi(let index): ansi(index & 15)
    case .rgb(let red, let green, let blue): rgb(Int(red), Int(green), Int(blue))
    }
  }

  private func ansi(_ index: UInt8) -> (number: Int32, isBright: Bool) {
    switch depth {
    case .mono: (-1, false)
    case .eight: (Int32(index & 7), index > 7)
    case .sixteen, .indexed256: (Int32(index), false)
    case .direct:
      // The first eight numbers of a direct terminal are ANSI's, all others are colours themselves.
      index < 8 ? (Int32(index), false) : (Self.packed(Self.ansiColours[Int(index)]), false)
    }
  }

  private func rgb(_ red: Int, _ green: Int, _ blue: Int) -> (number: Int32, isBright: Bool) {
    let colour = (red, green, blue)
    switch depth {
    case .mono: return (-1, false)
    case .eight:
      let index = Self.nearestANSI(colour, count: 16)
      return (Int32(index & 7), index > 7)
    case .sixteen: return (Int32(Self.nearestANSI(colour, count: 16)), false)
    case .indexed256: return (Self.nearest256(colour), false)
    case .direct: return (Self.packed(colour), false)
    }
  }

  private static func packed(_ colour: (Int, Int, Int)) -> Int32 {
    Int32(max(8, colour.0 << 16 | colour.1 << 8 | colour.2))
  }

  /// The cube 6 × 6 × 6 or the ramp of 24 greys, whichever is nearer.
  static func nearest256(_ colour: (Int, Int, Int)) -> Int32 {
    let cube = (level(colour.0), level(colour.1), level(colour.2))
    let cubeColour = (levels[cube.0], levels[cube.1], levels[cube.2])
    let step = min(23, max(0, ((colour.0 + colour.1 + colour.2) / 3 - 3) / 10))
    let grey = 8 + 10 * step
    if distance(colour, (grey, grey, grey)) < distance(colour, cubeColour) {
      return Int32(232 + step)
    }
    return Int32(16 + 36 * cube.0 + 6 * cube.1 + cube.2)
  }

  private static let levels = [0, 95, 135, 175, 215, 255]

  private static func level(_ channel: Int) -> Int {
    channel < 48 ? 0 : channel < 115 ? 1 : min(5, (channel - 35) / 40)
  }

  private static func nearestANSI(_ colour: (Int, Int, Int), count: Int) -> Int {
    var best = 0
    for index in 1..<count
    where distance(colour, ansiColours[index]) < distance(colour, ansiColours[best]) {
      best = index
    }
    return best
  }

  /// xterm's own.
  private static let ansiColours: [(Int, Int, Int)] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
    (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
    (255, 0, 255), (0, 255, 255), (255, 255, 255),
  ]

  private static func distance(_ left: (Int, Int, Int), _ right: (Int, Int, Int)) -> Int {
    let red = left.0 - right.0
    let green = left.1 - right.1
    let blue = left.2 - right.2
    return red * red + green * green + blue * blue
  }
}
