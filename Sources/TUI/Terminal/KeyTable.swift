/// Which sequences are which keys: the union of what xterm, rxvt, the Linux console, tmux and screen send.
enum KeyTable {
  /// The key of a control byte.
  static func control(_ byte: UInt8) -> Key {
    switch byte {
    case 0x09: .tab
    case 0x0A, 0x0D: .enter
    case 0x08, 0x7F: .backspace
    case 0x1B: .escape
    case 0x00: .control(" ")
    case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
    default: .control(Character(Unicode.Scalar(byte + 0x40)))
    }
  }

  /// The key of `ESC O final`.
  static func applicationKey(_ final: UInt8) -> Key? {
    switch final {
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(final - UInt8(ascii: "P")) + 1)
    // The keypad in application mode sends its characters moved up.
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      .character(Character(Unicode.Scalar(final - 0x40)))
    case UInt8(ascii: "X"): .character("=")
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      // rxvt with Ctrl.
      cursorKey(final - 0x20, isShifted: false)
    default: cursorKey(final, isShifted: false)
    }
  }

  /// The key of a `CSI` sequence without prefix.
  static func key(_ csi: ControlSequence.CSI) -> Key? {
    switch csi.final {
    case UInt8(ascii: "~"):
      return csi.parameter(0).flatMap(numberedKey)
    case UInt8(ascii: "Z"):
      return .backTab
    case UInt8(ascii: "P")...UInt8(ascii: "S"):
      guard csi.parameters.count <= 2, csi.parameter(0) ?? 1 == 1 else { return nil }
      return .function(Int(csi.final - UInt8(ascii: "P")) + 1)
    case UInt8(ascii: "a")...UInt8(ascii: "d") where csi.parameters.isEmpty:
      // rxvt with Shift.
      return cursorKey(csi.final - 0x20, isShifted: true)
    default:
      let modifiers = (csi.parameter(1) ?? 1) - 1
      return cursorKey(csi.final, isShifted: modifiers & 1 == 1)
    }
  }

  private static func cursorKey(_ final: UInt8, isShifted: Bool) -> Key? {
    switch final {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): isShifted ? .shiftRight : .right
    case UInt8(ascii: "D"): isShifted ? .shiftLeft : .left
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "H"): .home
    default: nil
    }
  }

  private static func numberedKey(_ number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 2: .insert
    case 3: .delete
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }
}
