internal import CSixel
internal import Synchronization

/// Finds few colours for a photo; the only file that knows libsixel.
///
/// libsixel chooses the colours (median cut) and nothing else: its loaders are old and unsafe, its
/// dithering writes into the caller's pixels and its encoder is quadratic on noise.
public enum SixelQuantizer {
  /// What becomes of the difference between a pixel and its palette colour.
  public enum Diffusion: Sendable, Hashable, CaseIterable {
    /// Nothing: flat areas, and still where the picture is still.
    case none
    /// Handed on to the neighbours (Floyd and Steinberg): the best for a photo that stands.
    case floydSteinberg
  }

  /// The picture in at most `colours` colours (2…256); exact when it has no more than that.
  public static func quantize(
    _ raster: Raster, colours: Int = 256, diffusion: Diffusion = .floydSteinberg
  ) throws(RenderError) -> IndexedImage {
    let colours = max(2, min(256, colours))
    if let exact = IndexedImage(exactly: raster, limit: colours) { return exact }
    let palette = try palette(of: raster, colours: colours)
    return PaletteMapper(palette).map(raster, isDiffused: diffusion == .floydSteinberg)
  }

  /// libsixel sorts boxes of colours by a channel that it keeps in a global variable: two cuts at a time would
  /// mix each other's boxes.
  private static let cutting = Mutex(())

  /// The colours that libsixel's median cut chooses; one picture at a time, whatever the thread.
  static func palette(of raster: Raster, colours: Int) throws(RenderError) -> [RGB] {
    try cutting.withLock { _ throws(RenderError) in try cut(raster, colours: colours) }
  }

  private static func cut(_ raster: Raster, colours: Int) throws(RenderError) -> [RGB] {
    var dither: OpaquePointer?
    try check(sixel_dither_new(&dither, Int32(colours), nil))
    guard let dither else { throw failure(0) }
    defer { sixel_dither_unref(dither) }
    // A copy: libsixel's functions take a mutable pointer and some of them write.
    var samples = raster.pixels.withUnsafeBytes { Array($0) }
    try check(
      sixel_dither_initialize(
        dither, &samples, Int32(raster.width), Int32(raster.height),
        SIXEL_PIXELFORMAT_RGB888, SIXEL_LARGE_AUTO,
        SIXEL_REP_AUTO, SIXEL_QUALITY_AUTO))
    let count = Int(sixel_dither_get_num_of_palette_colors(dither))
    guard let bytes = sixel_dither_get_palette(dither), (1...256).contains(count) else {
      throw failure(0)
    }
    return (0..<count).map { RGB(bytes[$0 * 3], bytes[$0 * 3 + 1], bytes[$0 * 3 + 2]) }
  }

  /// libsixel marks failures with this bit.
  private static func check(_ status: SIXELSTATUS) throws(RenderError) {
    if status & 0x1000 != 0 { throw failure(status) }
  }

  private static func failure(_ status: SIXELSTATUS) -> RenderError {
    let reason = sixel_helper_format_error(status).map { String(cString: $0) }
    return .failed(what: "Choosing colours", reason: reason ?? "libsixel gives no reason")
  }
}
