/// Lotus' task switcher: what the network is asked to make of the picture.
public struct TaskSwitch: Sendable, Hashable, Codable {
  /// 0 annotates, 1 gives the picture back, between lies a blend of the two labels.
  public var reconstruction: Float

  /// A switch at the given place, 0…1.
  public init(reconstruction: Float) {
    self.reconstruction = reconstruction
  }

  /// Depth or normals.
  public static let annotation = TaskSwitch(reconstruction: 0)
  /// The input picture.
  public static let reconstruction = TaskSwitch(reconstruction: 1)
}
