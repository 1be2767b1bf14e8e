internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// What the configs and headers tell is what loading finds.
@Suite struct ModelOutlineTests {
  /// A source that has names and shapes and cannot be read.
  private struct Headers: Weights.Source {
    var shapes: [String: [Int]]
    let path = "unet.safetensors"

    func read(_ name: String) throws(InferenceError) -> Tensor {
      throw .unreadable(path: name, reason: "an outline reads nothing")
    }
  }

  private func problems(_ shapes: [String: [Int]], _ config: UNetConfig) -> [String] {
    do throws(InferenceError) {
      _ = try UNet(config, Weights(Headers(shapes: shapes)).outline)
    } catch .weights(_, _, let problems) {
      return problems
    } catch {
      return [error.description]
    }
    return []
  }

  @Test(arguments: [
    ("marigold-depth-tiny", "marigold"), ("lotus-d-depth-tiny", "lotus"),
    ("e2eft-normals-tiny", "e2e-ft"),
  ])
  func shippedModelsAreSound(_ name: String, _ family: String) throws {
    let outline = try ModelOutline(ModelFolder(path: Shipped.models + name))
    #expect(type(of: outline.family).id == family)
  }

  @Test func namesAndShapesAreCheckedWithoutValues() throws {
    let folder = try ModelFolder(path: Shipped.models + "marigold-depth-tiny")
    let config = try folder.unetConfig()
    let path = Shipped.models + "marigold-depth-tiny/unet/diffusion_pytorch_model.safetensors"
    var shapes = try SafetensorsFile(path: path).shapes
    #expect(problems(shapes, config).isEmpty)
    shapes["conv_in.bias"] = [7]
    shapes["conv_uot.bias"] = shapes.removeValue(forKey: "conv_out.bias")
    let found = problems(shapes, config)
    #expect(found.count == 3, "\(found)")
    #expect(found[0].contains("conv_out.bias [4] is missing, the nearest name is conv_uot.bias"))
    #expect(found[1].contains("conv_in.bias has the shape [7] where"))
    #expect(found[2] == "conv_uot.bias is left over")
  }

  /// Stable Diffusion's own size: 866 million parameters would take 3.5 GB and many seconds.
  @Test func aConfigOfFullSizeIsCheckedInNoMemory() throws {
    var config = UNetConfig()
    config.inChannels = 8
    config.useLinearProjection = true
    let found = problems([:], config)
    #expect(found.count == 686)
    #expect(found.contains("conv_in.weight [320, 8, 3, 3] is missing"))
  }
}
