import Foundation
import Inference
import Testing

/// What `--precision` does, and what it says where it cannot be had.
@Suite("Precision")
struct PrecisionTests {
  private func run(_ flags: [String]) throws -> (status: Int32, errors: String, precision: String?)
  {
    let result = try Shell.stepscope(
      ["run", "scene-05", "--resolution", "64", "--quiet", "--json"] + flags)
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

  @Test("bfloat16 is used and recorded, or refused where the processor has none")
  func bfloat16() throws {
    let result = try run(["--precision", "bf16"])
    if Precision.bf16.isSupported {
      #expect(result.status == 0 && result.precision == "bf16", "\(result.errors)")
    } else {
      #expect(result.status == 64 && result.errors.contains("AVX512-BF16"))
    }
  }

  @Test(
    "what there is no kernel for, and what is no precision, is refused",
    arguments: ["bf16x3", "fp8"])
  func refused(name: String) throws {
    let result = try run(["--precision", name])
    #expect(result.status == 64)
    #expect(result.errors.contains(name == "fp8" ? "auto, fp32, bf16, bf16x3" : "AMX"))
  }
}
