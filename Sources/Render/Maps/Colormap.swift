public import Inference

/// A named list of 256 colours for the values from the lower to the upper end of a range.
public struct Colormap: Sendable, Hashable {
  /// How it is called in menus and commands.
  public let name: String
  /// 256 colours.
  public let table: [RGB]

  /// Marigold's map: 0 (near) dark red, 1 (far) blue-violet.
  public static let spectral = Colormap("spectral", ColormapTables.spectral)
  /// A rainbow of even brightness steps.
  public static let turbo = Colormap("turbo", ColormapTables.turbo)
  /// Black over purple to pale yellow.
  public static let magma = Colormap("magma", ColormapTables.magma)
  /// Black over red to yellow; the map of differences and errors.
  public static let inferno = Colormap("inferno", ColormapTables.inferno)
  /// Black to white.
  public static let gray = Colormap("gray", "000000 ffffff")
  /// Blue over white to red, for values around zero; the map of latent channels.
  public static let diverging = Colormap("diverging", ColormapTables.diverging)

  /// The maps a person can choose between.
  public static let all: [Colormap] = [.spectral, .turbo, .magma, .inferno, .gray]

  /// The two colours that values which are not finite are hatched in; no map comes near them.
  public static let hatch: [RGB] = [RGB(255, 0, 255), RGB(0, 0, 0)]

  /// The map of `all` with the name, whatever its case.
  public static func named(_ name: String) -> Colormap? {
    all.first { $0.name == name.lowercased() }
  }

  private init(_ name: String, _ anchors: String) {
    self.name = name
    table = ColormapTables.table(anchors)
  }

  /// The colour at `fraction` of the way, 0…1; beyond the ends the ends, `nil` when it is not a number.
  public func colour(at fraction: Float) -> RGB? {
    fraction.isNaN ? nil : table[Self.level(fraction, of: 256)]
  }

  /// A plane `[H, W]` coloured; values that are not finite are hatched.
  public func raster(_ plane: Tensor, range: ClosedRange<Float>) -> Raster {
    Raster(indexed(plane, range: range))
  }

  /// A plane `[H, W]` as indices into this map, with as many `levels` as asked for (2…256).
  ///
  /// The index is `Int(x * levels)` of the fraction x inside the range, as matplotlib's. Where a value
  /// is not finite the palette ends with the two hatch colours and the map has two levels fewer.
  public func indexed(
    _ plane: Tensor, range: ClosedRange<Float>, levels: Int = 256, reversed: Bool = false
  ) -> IndexedImage {
    precondition(plane.shape.count == 2, "a coloured plane is [H, W]")
    let height = plane.shape[0]
    let width = plane.shape[1]
    let isHatched = plane.scalars.contains { !$0.isFinite }
    let levels = max(2, min(levels, isHatched ? 254 : 256))
    let scale = Self.scale(of: range)
    let indices = [UInt8](unsafeUninitializedCapacity: plane.count) { indices, count in
      plane.scalars.withUnsafeBufferPointer { values in
        for index in 0..<values.count {
          let value = values[index]
          if value.isFinite {
            let fraction = (value - range.lowerBound) * scale
            indices[index] = UInt8(Self.level(reversed ? 1 - fraction : fraction, of: levels))
          } else {
            let isStripe = (index / width + index % width) % 6 < 3
            indices[index] = UInt8(isStripe ? levels : levels + 1)
          }
        }
      }
      count = plane.count
    }
    return IndexedImage(
      width: width, height: height, indices: indices,
      palette: palette(levels: levels) + (isHatched ? Self.hatch : []))
  }

  /// As many colours of the map as asked for, evenly spaced and with both ends.
  public func palette(levels: Int) -> [RGB] {
    guard levels > 1 else { return [table[0]] }
    return levels == 256 ? table : (0..<levels).map { table[$0 * 255 / (levels - 1)] }
  }

  /// A range of no width sends everything to the lower end.
  private static func scale(of range: ClosedRange<Float>) -> Float {
    let width = range.upperBound - range.lowerBound
    return width > 0 && width.isFinite ? 1 / width : 0
  }

  private static func level(_ fraction: Float, of levels: Int) -> Int {
    Int(max(0, min(Float(levels - 1), fraction * Float(levels))))
  }
}
