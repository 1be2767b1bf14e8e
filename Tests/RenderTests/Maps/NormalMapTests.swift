import Foundation
import Inference
import Render
import Testing

@Suite struct NormalMapTests {
  @Test func aWallThatFacesTheCameraIsLightBlue() throws {
    let wall = try Tensor([0, 0, 1], shape: [1, 1, 3])
    #expect(NormalMap.raster(wall).pixels == [RGB(127, 127, 255)])
  }

  @Test func axesAreColoursAndFlipsChangeTheirSign() throws {
    let normals = try Tensor([1, 0, 0, 0, 1, 0, 0, 0, -1], shape: [1, 3, 3])
    #expect(
      NormalMap.raster(normals).pixels
        == [RGB(255, 127, 127), RGB(127, 255, 127), RGB(127, 127, 0)])
    #expect(NormalMap.raster(normals, flip: .x).pixels[0] == RGB(0, 127, 127))
    #expect(NormalMap.raster(normals, flip: [.y, .z]).pixels[1] == RGB(127, 0, 127))
    #expect(NormalMap.raster(normals, flip: [.y, .z]).pixels[2] == RGB(127, 127, 255))
  }

  @Test func normalsThatAreNotFiniteAreHatched() throws {
    let normals = try Tensor([0, .nan, 1, 0, 0, 1], shape: [1, 2, 3])
    #expect(Colormap.hatch.contains(NormalMap.raster(normals).pixels[0]))
    #expect(NormalMap.raster(normals).pixels[1] == RGB(127, 127, 255))
  }

  @Test func resizedNormalsAreOfLengthOneAgain() throws {
    let normals = try Tensor([1, 0, 0, 0, 1, 0], shape: [1, 2, 3])
    let middle = NormalMap.raster(normals, width: 1, height: 1).pixels[0]
    let diagonal = UInt8((1 + Float(0.5).squareRoot()) / 2 * 255)
    #expect(middle == RGB(diagonal, diagonal, 127))
  }

  @Test func constantDepthFacesTheCamera() throws {
    let depth = try Tensor(Array(repeating: 0.4, count: 35), shape: [5, 7])
    let normals = NormalMap.fromDepth(depth)
    #expect(normals.shape == [5, 7, 3])
    for index in 0..<35 {
      #expect(abs(normals.scalars[index * 3]) < 1e-5)
      #expect(abs(normals.scalars[index * 3 + 1]) < 1e-5)
      #expect(abs(normals.scalars[index * 3 + 2] - 1) < 1e-5)
    }
  }

  /// A plane n · p = d seen through the assumed camera has that normal everywhere.
  @Test(arguments: [SIMD3<Float>(0.6, 0, 0.8), SIMD3(0, 0.8, 0.6), SIMD3(-0.48, -0.36, 0.8)])
  func aTiltedPlaneGivesItsNormal(normal: SIMD3<Float>) throws {
    let geometry = DepthGeometry(fieldOfView: 60, near: 0.5)
    let (width, height) = (24, 16)
    let focal = Float(width) / 2 / tan(Float.pi / 6)
    let values = (0..<(width * height)).map { index -> Float in
      let x = (Float(index % width) + 0.5 - Float(width) / 2) / focal
      let y = (Float(height) / 2 - Float(index / width) - 0.5) / focal
      // The ray (x, y, -1) · z meets the plane through (0, 0, -1).
      let along = normal.x * x + normal.y * y - normal.z
      return -normal.z / along - geometry.near
    }
    let normals = NormalMap.fromDepth(
      try Tensor(values, shape: [height, width]), geometry: geometry)
    for index in 0..<(width * height) {
      #expect(abs(normals.scalars[index * 3] - normal.x) < 2e-3)
      #expect(abs(normals.scalars[index * 3 + 1] - normal.y) < 2e-3)
      #expect(abs(normals.scalars[index * 3 + 2] - normal.z) < 2e-3)
    }
  }

  @Test func disparityAndDepthOfOneSurfaceAgree() throws {
    let near: Float = 0.5
    let distances = (0..<64).map { 0.5 + Float($0 % 8) / 7 }
    let depth = try Tensor(distances.map { $0 - near }, shape: [8, 8])
    let far = near + 1
    let disparity = try Tensor(
      distances.map { (1 / $0 - 1 / far) / (1 / near - 1 / far) }, shape: [8, 8])
    let geometry = DepthGeometry(near: near)
    let fromDepth = NormalMap.fromDepth(depth, geometry: geometry)
    let fromDisparity = NormalMap.fromDepth(disparity, quantity: .disparity, geometry: geometry)
    #expect(fromDepth.meanAbsoluteDifference(to: fromDisparity) < 1e-4)
  }

  @Test(arguments: [(1, 1), (1, 5), (5, 1)])
  func theSmallestPlanesHaveNormals(height: Int, width: Int) throws {
    let depth = try Tensor(Array(repeating: 0.5, count: height * width), shape: [height, width])
    let normals = NormalMap.fromDepth(depth)
    #expect(normals.statistics.nonfinite == 0)
  }
}
