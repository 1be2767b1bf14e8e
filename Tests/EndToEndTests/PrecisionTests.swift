import Foundation
import Inference
import Testing

/// What `--precision` does, and what it says where it cannot be had.
@Suite("Precision")
struct PrecisionTests {
  private func run(_ flags: [String]) throws -> (status: Int32, errors: String, precision: String?)
  {
    let result = try Shell.stepscope(
      ["run", "scene-05", "--resolution", "64", "--json"] + flags)
    let report =
      try? JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    let settings = report?["settings"] as? [String: Any]
    return (result.status, result.errors, settings?["precision"] as? String)
  }

  @Test("a shipped model computes in 32 bits unless it is asked for something else")
  func usual() throws {
    let result = try run([])
    #expect(result.status == 0 && result.precision == "fp32", "\(result.errors)")
  }

  @Test(
    "bfloat16 is used and recorded, or refused where the processor has none",
    arguments: ["bf16", "bf16x3"])
  func bfloat16(name: String) throws {
    let result = try run(["--precision", name])
    if Precision.bf16.isSupported {
      #expect(result.status == 0 && result.precision == name, "\(result.errors)")
      // What is to be known of it is said, unless nothing shall be.
      if let remark = Precision(rawValue: name)?.remark {
        #expect(result.errors.contains("\(name) is \(remark)"), "\(result.errors)")
      }
      #expect(try run(["--precision", name, "--quiet"]).errors.isEmpty)
    } else {
      #expect(result.status == 64 && result.errors.contains("AVX512-BF16"))
    }
  }

  @Test("what is no precision is refused with those there are")
  func refused() throws {
    let result = try run(["--precision", "fp8"])
    #expect(result.status == 64)
    #expect(result.errors.contains("auto, fp32, bf16, bf16x3"))
  }
}
