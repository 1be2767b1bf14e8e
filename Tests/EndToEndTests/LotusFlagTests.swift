import Foundation
import Inference
import TestSupport
import Testing

/// Lotus-D takes no noise and one step, but its image latents are drawn from the encoder's distribution.
@Suite("The flags of Lotus-D")
struct LotusFlagTests {
  private static func run(_ arguments: [String]) throws -> Shell.Result {
    try Shell.stepscope(
      [
        "run", Golden.root + "/assets/scenes/scene-05.png", "--model", "lotus-d-depth-tiny",
        "--resolution", "128", "--quiet",
      ] + arguments)
  }

  @Test("the seed decides the draw of the image latents, and nothing else")
  func draws() throws {
    let folder = try TemporaryFolder()
    var predictions: [Tensor] = []
    for (index, seed) in ["1", "1", "2"].enumerated() {
      let out = folder.path + "/\(index)"
      let result = try Self.run(["--seed", seed, "--out", out])
      #expect(result.status == 0, "\(result.errors)")
      predictions.append(try Npy.read(path: out + "/prediction.npy"))
    }
    #expect(predictions[0] == predictions[1])
    #expect(predictions[0] != predictions[2])
  }

  @Test("what it does anyway may be asked for")
  func usual() throws {
    let folder = try TemporaryFolder()
    let asked = try Self.run(["--steps", "1", "--spacing", "trailing", "--out", folder.path + "/a"])
    #expect(asked.status == 0, "\(asked.errors)")
  }

  @Test("the seed is refused where nothing is drawn; noise and other steps always are")
  func refused() throws {
    for (arguments, words) in [
      (["--seed", "1", "--posterior", "mean"], "posterior's mean"),
      (["--steps", "2"], "a single step"), (["--spacing", "leading"], "told t = 999"),
      (["--noise-file", "x.npy"], "without noise"), (["--noise", "zeros"], "without noise"),
    ] {
      let result = try Self.run(arguments)
      #expect(result.status == 64, "\(arguments)")
      #expect(result.errors.contains(words), "\(result.errors)")
    }
  }
}
