/// The colours and the size of text that plots are drawn with.
public struct PlotStyle: Sendable, Hashable {
  /// Behind everything.
  public var background: RGB
  /// Text, axes.
  public var ink: RGB
  /// The line where something is selected.
  public var cursor: RGB
  /// How many pixels a dot of the font is wide; `nil` chooses by the size of the picture.
  public var textScale: Int?

  /// A style from its parts.
  public init(background: RGB, ink: RGB, cursor: RGB, textScale: Int? = nil) {
    self.background = background
    self.ink = ink
    self.cursor = cursor
    self.textScale = textScale
  }

  /// Light on dark.
  public static let dark = PlotStyle(
    background: RGB(18, 20, 26), ink: RGB(222, 224, 230), cursor: RGB(255, 214, 64))
  /// Dark on light.
  public static let light = PlotStyle(
    background: RGB(252, 252, 250), ink: RGB(38, 40, 48), cursor: RGB(196, 84, 0))
  /// White on black.
  public static let contrast = PlotStyle(
    background: RGB(0, 0, 0), ink: RGB(255, 255, 255), cursor: RGB(255, 255, 0))

  /// The lines of the grid: barely there.
  var grid: RGB { background.mixed(with: ink, 0.16) }
  /// Text that should not shout.
  var muted: RGB { background.mixed(with: ink, 0.68) }
  /// Behind what is selected.
  var highlight: RGB { background.mixed(with: ink, 0.14) }

  /// The scale of text in a picture of the given size.
  func scale(width: Int, height: Int) -> Int {
    max(1, textScale ?? (width >= 640 && height >= 220 ? 2 : 1))
  }
}

extension RGB {
  /// The colour `amount` of the way to another, 0…1.
  public func mixed(with other: RGB, _ amount: Double) -> RGB {
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8(max(0, min(255, (Double(from) + (Double(to) - Double(from)) * amount).rounded())))
    }
    return RGB(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }
}
