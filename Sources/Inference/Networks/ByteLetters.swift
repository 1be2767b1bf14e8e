/// The letters that stand for bytes in a byte-pair vocabulary.
///
/// Printable Latin letters stand for themselves, the other bytes for the letters from U+0100 on.
enum ByteLetters {
  private static let letters: [String] = {
    var next: UInt32 = 0x100
    return (UInt32(0)...255).map { byte in
      var value = byte
      if !(33...126).contains(byte) && !(161...172).contains(byte) && !(174...255).contains(byte) {
        value = next
        next += 1
      }
      return Unicode.Scalar(value).map { String($0) } ?? ""
    }
  }()

  /// The letter of a byte.
  static func letter(of byte: UInt8) -> String { letters[Int(byte)] }
}
