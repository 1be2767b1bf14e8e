internal import CKernels
internal import Testing

@testable internal import Inference

@Suite struct HalfPrecisionTests {
  static let all = (0...UInt16.max).map { $0 }

  static func same(_ a: Float, _ b: Float) -> Bool {
    a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
  }

  static func widen(_ format: ElementFormat, _ values: [UInt16]) -> [Float] {
    var result = [Float](repeating: -1, count: values.count)
    values.withUnsafeBytes { source in
      result.withUnsafeMutableBufferPointer { HalfPrecision.widen(source, format, into: $0) }
    }
    return result
  }

  @Test func everyHalfIsExact() {
    let widened = Self.widen(.float16, Self.all)
    for (bits, value) in zip(Self.all, widened) {
      #expect(Self.same(value, Float(Float16(bitPattern: bits))), "\(bits)")
    }
  }

  @Test func theFallbackWithoutHardwareIsExactToo() {
    var widened = [Float](repeating: -1, count: Self.all.count)
    stepscope_widen_f16_portable(Self.all, &widened, Self.all.count)
    for (bits, value) in zip(Self.all, widened) {
      #expect(Self.same(value, Float(Float16(bitPattern: bits))), "\(bits)")
    }
  }

  @Test func everyBFloatIsTheUpperHalf() {
    let widened = Self.widen(.bfloat16, Self.all)
    for (bits, value) in zip(Self.all, widened) {
      #expect(value.bitPattern == UInt32(bits) << 16, "\(bits)")
    }
  }

  @Test(arguments: 0...33) func everyLengthIsConvertedAndNothingBeyond(_ count: Int) {
    let values = (0..<count).map { UInt16(0x3C00 + $0) }
    var target = [Float](repeating: -1, count: count + 9)
    values.withUnsafeBytes { source in
      target.withUnsafeMutableBufferPointer {
        HalfPrecision.widen(
          source, .float16, into: UnsafeMutableBufferPointer(rebasing: $0.prefix(count)))
      }
    }
    #expect(Array(target.prefix(count)) == values.map { Float(Float16(bitPattern: $0)) })
    #expect(target.dropFirst(count).allSatisfy { $0 == -1 })
  }
}
