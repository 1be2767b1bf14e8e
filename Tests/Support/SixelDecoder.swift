public import Render

/// Reads sixel data back into pixels, strictly: what a careful terminal would draw, or what is wrong.
///
/// Written from the format's description alone and slow on purpose, so that it shares nothing with the
/// encoder it checks.
public struct SixelDecoder {
  /// What is wrong with the data.
  public enum Failure: Error, Equatable {
    /// The bytes do not begin as a sixel string does.
    case noIntroducer
    /// The string does not end with `ESC \`.
    case noTerminator
    /// A byte that has no meaning where it stands.
    case unexpected(byte: UInt8, at: Int)
    /// A number is missing.
    case noNumber(at: Int)
    /// A register is drawn with before it was defined.
    case undefinedRegister(Int)
    /// A pixel outside the size that the raster attributes state.
    case outside(x: Int, y: Int)
    /// No raster attributes.
    case noSize
  }

  /// A decoded picture.
  public struct Picture {
    /// Columns, from the raster attributes.
    public var width = 0
    /// Rows, from the raster attributes.
    public var height = 0
    /// The colour of every pixel, `nil` where none was drawn.
    public var pixels: [RGB?] = []
    /// The register that every pixel was drawn with.
    public var registers: [Int?] = []
    /// The colours defined.
    public var palette: [Int: RGB] = [:]
    /// Parameters of the introducer.
    public var parameters: [Int] = []
  }

  private let bytes: [UInt8]
  private var position = 0
  private var picture = Picture()

  /// Decodes one whole sixel string.
  public static func decode(_ bytes: [UInt8]) throws -> Picture {
    var decoder = SixelDecoder(bytes: bytes)
    return try decoder.run()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func run() throws -> Picture {
    guard bytes.starts(with: [0x1B, 0x50]) else { throw Failure.noIntroducer }
    guard bytes.suffix(2) == [0x1B, 0x5C] else { throw Failure.noTerminator }
    position = 2
    picture.parameters = try numbers()
    guard next() == UInt8(ascii: "q") else { throw Failure.noIntroducer }
    var x = 0
    var y = 0
    var register = -1
    while position < bytes.count - 2 {
      let at = position
      let byte = next()
      switch byte {
      case UInt8(ascii: "\""): try readSize()
      case UInt8(ascii: "#"): register = try readColour()
      case UInt8(ascii: "$"): x = 0
      case UInt8(ascii: "-"):
        x = 0
        y += 6
      case UInt8(ascii: "!"):
        guard let times = try numbers().first else { throw Failure.noNumber(at: position) }
        let sixel = next()
        for _ in 0..<times {
          try draw(sixel, x: x, y: y, register: register, at: at)
          x += 1
        }
      default:
        try draw(byte, x: x, y: y, register: register, at: at)
        x += 1
      }
    }
    return picture
  }

  private mutating func next() -> UInt8 {
    defer { position += 1 }
    return bytes[position]
  }

  /// Numbers with semicolons between them, as many as there are.
  private mutating func numbers() throws -> [Int] {
    var result: [Int] = []
    while true {
      var digits = ""
      while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
        digits.unicodeScalars.append(Unicode.Scalar(next()))
      }
      guard let number = Int(digits) else { throw Failure.noNumber(at: position) }
      result.append(number)
      guard bytes[position] == UInt8(ascii: ";") else { return result }
      position += 1
    }
  }

  private mutating func readSize() throws {
    let size = try numbers()
    guard size.count == 4 else { throw Failure.noSize }
    picture.width = size[2]
    picture.height = size[3]
    picture.pixels = Array(repeating: nil, count: size[2] * size[3])
    picture.registers = Array(repeating: nil, count: size[2] * size[3])
  }

  private mutating func readColour() throws -> Int {
    let at = position
    let values = try numbers()
    guard values.count > 1 else { return values[0] }
    guard values.count == 5, values[1] == 2, values[2...].allSatisfy({ $0 <= 100 }) else {
      throw Failure.unexpected(byte: UInt8(ascii: "#"), at: at)
    }
    let channels = values[2...].map { UInt8((Double($0) * 2.55).rounded()) }
    picture.palette[values[0]] = RGB(channels[0], channels[1], channels[2])
    return values[0]
  }

  private mutating func draw(_ sixel: UInt8, x: Int, y: Int, register: Int, at: Int) throws {
    guard (0x3F...0x7E).contains(sixel) else { throw Failure.unexpected(byte: sixel, at: at) }
    for row in 0..<6 where (sixel - 0x3F) & (1 << UInt8(row)) != 0 {
      guard let colour = picture.palette[register] else {
        throw Failure.undefinedRegister(register)
      }
      guard x < picture.width, y + row < picture.height else {
        throw Failure.outside(x: x, y: y + row)
      }
      picture.pixels[(y + row) * picture.width + x] = colour
      picture.registers[(y + row) * picture.width + x] = register
    }
  }
}
