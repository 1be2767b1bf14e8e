/// The noise level a network is told at one step beside the one its input holds.
public struct MismatchBar: Sendable, Hashable {
  /// What stands under the bars: the timestep.
  public var label: String
  /// √(1−ᾱ) of the timestep the network is told, 0…1.
  public var told: Double
  /// The standard deviation of the noise that the latents are supposed to hold, 0…1.
  public var held: Double
  /// The same as measured in the latents after a run.
  public var measured: Double?

  /// A pair of bars.
  public init(label: String, told: Double, held: Double, measured: Double? = nil) {
    self.label = label
    self.told = told
    self.held = held
    self.measured = measured
  }

  /// Told minus held; zero when either is not finite.
  public var gap: Double { (told - held).isFinite ? told - held : 0 }
}

/// Draws told and held noise levels, two bars a step, and hatches what lies between them.
public enum MismatchPlot {
  /// The colour of what the network is told; told from the other two by people who see few colours.
  public static let toldColour = RGB(64, 140, 255)
  /// The colour of what the latents hold.
  public static let heldColour = RGB(240, 154, 28)
  /// The colour of the gap.
  public static let gapColour = RGB(226, 48, 84)

  /// A gap smaller than this is not worth showing: neighbouring timesteps differ by as much.
  public static let tolerance = 0.01

  /// The picture at a pixel size; `selected` is the position of the step that is looked at.
  public static func raster(
    _ bars: [MismatchBar], selected: Int? = nil, width: Int, height: Int, style: PlotStyle = .dark
  ) -> Raster {
    var drawing = MismatchDrawing(
      bars, selected: selected, width: width, height: height, style: style)
    drawing.draw()
    return drawing.canvas.raster
  }

  /// The picture at a pixel size, as an indexed picture of at most 16 colours.
  public static func indexed(
    _ bars: [MismatchBar], selected: Int? = nil, width: Int, height: Int, style: PlotStyle = .dark
  ) -> IndexedImage {
    let raster = raster(bars, selected: selected, width: width, height: height, style: style)
    return IndexedImage(drawing: raster)
  }

  /// The same as an ordinary plot over the step, for text terminals.
  public static func plot(_ bars: [MismatchBar], selected: Int? = nil) -> Plot {
    let steps = bars.indices.map { Double($0 + 1) }
    return Plot(
      x: .init("step", 0.5...(Double(max(1, bars.count)) + 0.5), isCounted: true),
      y: .init("noise", 0...1),
      series: [
        .init("told", toldColour, .line, x: steps, y: bars.map(\.told)),
        .init("held", heldColour, .points, x: steps, y: bars.map(\.held)),
      ], cursor: selected.map { Double($0 + 1) })
  }
}
