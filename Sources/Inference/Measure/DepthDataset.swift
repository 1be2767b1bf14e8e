/// A data set's published way to be evaluated: which depths and which pixels count.
public enum DepthDataset: String, Sendable, Hashable, Codable, CaseIterable {
  /// NYUv2's test split, 480×640.
  case nyu
  /// KITTI's Eigen split after the benchmark's crop, 352×1216.
  case kitti
  /// ETH3D.
  case eth3d
  /// ScanNet's validation split.
  case scannet
  /// DIODE's validation split.
  case diode
  /// The scenes that ship with stepscope; an aligned prediction is at least a centimetre.
  case scenes
  /// Any other: every ground truth above 0 counts.
  case none

  /// The depths in metres that count, and to which an aligned prediction is clipped.
  public var depthRange: ClosedRange<Double> {
    switch self {
    case .nyu, .scannet: 1e-3...10
    case .kitti: 1e-5...80
    case .eth3d: 1e-5 ... .infinity
    case .diode: 0.6...350
    case .scenes, .none: .leastNormalMagnitude ... .infinity
    }
  }

  /// The options of a comparison on this data set.
  public func options(aligns: Bool = true, space: DepthSpace = .depth) -> DepthMetrics.Options {
    DepthMetrics.Options(
      aligns: aligns, depthRange: depthRange,
      floor: self == .scenes ? DepthMetrics.Options.shippedScenes.floor : 1e-6, space: space)
  }

  /// What the values of a 16-bit PNG are divided by to have metres.
  public var unitsPerMetre: Float { self == .kitti ? 256 : 1000 }

  /// The part of a map that the benchmark sees: of KITTI the lowest 352 rows and the middle 1216 columns.
  ///
  /// Pictures are cut before they go through a model, ground truth before it is compared.
  /// Source: KITTI's depth benchmark; Marigold `src/dataset/kitti_dataset.py`.
  ///
  /// - Parameters:
  ///   - height: Rows of the map.
  ///   - width: Columns of the map.
  /// - Returns: The rows and columns; nil where all are seen, or the map is smaller.
  public func benchmarkCrop(height: Int, width: Int) -> (rows: Range<Int>, columns: Range<Int>)? {
    guard self == .kitti, let size = evaluatedSize, height >= size[0], width >= size[1],
      [height, width] != size
    else { return nil }
    let (top, left) = (height - size[0], (width - size[1]) / 2)
    return (top..<height, left..<(left + size[1]))
  }

  /// A map `[H, W]` or `[H, W, C]` after the benchmark's crop.
  public func cropped(_ map: Tensor) -> Tensor {
    guard map.shape.count >= 2,
      let part = benchmarkCrop(height: map.shape[0], width: map.shape[1])
    else { return map }
    let width = map.shape[1]
    let channels = map.shape.dropFirst(2).reduce(1, *)
    var result = Tensor(
      zeros: [part.rows.count, part.columns.count] + map.shape.dropFirst(2))
    result.scalars = part.rows.flatMap { row in
      map.scalars[
        ((row * width + part.columns.lowerBound) * channels)..<((row * width
          + part.columns.upperBound) * channels)]
    }
    return result
  }

  /// The pixels that count besides the range of depths, row by row; nil where all do.
  ///
  /// NYUv2 leaves its border out, KITTI counts the part that Eigen and others evaluate.
  ///
  /// - Throws: `shapeMismatch` when maps of this data set have another size.
  public func mask(height: Int, width: Int) throws(InferenceError) -> [Bool]? {
    guard let size = evaluatedSize else { return nil }
    guard [height, width] == size else {
      throw .shapeMismatch(what: "A map of \(rawValue)", expected: size, found: [height, width])
    }
    let (rows, columns) = evaluatedPart(height, width)
    return (0..<(height * width)).map {
      rows.contains($0 / width) && columns.contains($0 % width)
    }
  }

  private var evaluatedSize: [Int]? {
    switch self {
    case .nyu: [480, 640]
    case .kitti: [352, 1216]
    case .eth3d, .scannet, .diode, .scenes, .none: nil
    }
  }

  private func evaluatedPart(_ height: Int, _ width: Int) -> (Range<Int>, Range<Int>) {
    guard self == .kitti else { return (45..<471, 41..<601) }
    let (rows, columns) = (Double(height), Double(width))
    return (
      Int(0.3324324 * rows)..<Int(0.91351351 * rows),
      Int(0.0359477 * columns)..<Int(0.96405229 * columns)
    )
  }
}
