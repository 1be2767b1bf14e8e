internal import Foundation
public import Inference

/// What has to be assumed to make surfaces of affine-invariant depth.
public struct DepthGeometry: Sendable, Hashable {
  /// The horizontal field of view in degrees.
  public var fieldOfView: Float
  /// The distance of depth 0, in units of the distance between depth 0 and depth 1.
  public var near: Float

  /// Assumptions; the standard ones suit pictures of rooms.
  public init(fieldOfView: Float = 60, near: Float = 0.35) {
    self.fieldOfView = fieldOfView
    self.near = near
  }
}

extension NormalMap {
  /// Normals `[H, W, 3]` from a plane of affine-invariant depth or disparity `[H, W]`, by differences.
  ///
  /// The scale and shift of such depth are unknown and the camera is, too: `geometry` says what is
  /// assumed, so the tilt of surfaces is a guess while edges and the sign of each slope are real.
  /// X to the right, Y up, Z towards the viewer. Where a neighbour is not finite the normal is NaN.
  public static func fromDepth(
    _ depth: Tensor, quantity: Quantity = .depth, geometry: DepthGeometry = DepthGeometry()
  ) -> Tensor {
    precondition(depth.shape.count == 2, "depth is [H, W]")
    let surface = DepthSurface(depth, isDisparity: quantity == .disparity, geometry: geometry)
    var normals = Tensor(zeros: [surface.height, surface.width, 3])
    normals.scalars.withUnsafeMutableBufferPointer { values in
      for row in 0..<surface.height {
        for column in 0..<surface.width {
          let normal = surface.normal(row: row, column: column)
          let index = (row * surface.width + column) * 3
          values[index] = normal.x
          values[index + 1] = normal.y
          values[index + 2] = normal.z
        }
      }
    }
    normalise(&normals)
    return normals
  }

  /// The same at one pixel inside the plane.
  public static func fromDepth(
    _ depth: Tensor, row: Int, column: Int, quantity: Quantity = .depth,
    geometry: DepthGeometry = DepthGeometry()
  ) -> SIMD3<Float> {
    precondition(depth.shape.count == 2, "depth is [H, W]")
    let surface = DepthSurface(depth, isDisparity: quantity == .disparity, geometry: geometry)
    let normal = surface.normal(row: row, column: column)
    return normal / (normal * normal).sum().squareRoot()
  }
}

/// A depth map seen as points in front of a camera.
private struct DepthSurface {
  let width: Int
  let height: Int
  private let distances: [Float]
  private let focal: Float

  init(_ depth: Tensor, isDisparity: Bool, geometry: DepthGeometry) {
    height = depth.shape[0]
    width = depth.shape[1]
    let angle = max(1, min(170, geometry.fieldOfView)) * .pi / 180
    focal = Float(width) / 2 / tan(angle / 2)
    let near = max(0.01, geometry.near)
    distances = depth.scalars.map { value in
      // Disparity 1 is the near plane and 0 the far one, as for depth the other way round.
      isDisparity
        ? 1 / (1 / (near + 1) + max(0, value) * (1 / near - 1 / (near + 1))) : near + value
    }
  }

  /// The cross product of the surface's slopes to the right and upwards; not of unit length.
  func normal(row: Int, column: Int) -> SIMD3<Float> {
    let left = max(0, column - 1)
    let right = min(width - 1, column + 1)
    let above = max(0, row - 1)
    let below = min(height - 1, row + 1)
    let across = point(row, right) - point(row, left)
    let upwards = point(above, column) - point(below, column)
    // On a single row or column one slope is missing: the surface is taken to face the viewer in it.
    let x = left == right ? SIMD3<Float>(1, 0, 0) : across
    let y = above == below ? SIMD3<Float>(0, 1, 0) : upwards
    return SIMD3(
      x.y * y.z - x.z * y.y, x.z * y.x - x.x * y.z, x.x * y.y - x.y * y.x)
  }

  private func point(_ row: Int, _ column: Int) -> SIMD3<Float> {
    let distance = distances[row * width + column]
    let x = (Float(column) + 0.5 - Float(width) / 2) / focal
    let y = (Float(height) / 2 - Float(row) - 0.5) / focal
    return SIMD3(x * distance, y * distance, -distance)
  }
}
