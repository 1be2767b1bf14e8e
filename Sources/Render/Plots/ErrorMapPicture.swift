internal import Inference

/// Draws an error map: small errors bright, the run's path, the diagonal on which told and held agree.
public enum ErrorMapPicture {
  /// The colours of the errors: bright where the error is small.
  public static let colormap = Colormap.inferno
  /// The colour of the run's path.
  public static let pathColour = RGB(0, 214, 255)
  /// The colour of the diagonal.
  public static let diagonalColour = RGB(150, 156, 168)
  /// The colour of the told timestep that is best at a noise level.
  public static let bestColour = RGB(72, 232, 96)

  /// The picture at a pixel size, as an indexed picture.
  public static func indexed(
    _ plot: ErrorMapPlot, width: Int, height: Int, style: PlotStyle = .dark
  ) -> IndexedImage {
    let raster = raster(plot, width: width, height: height, style: style)
    return IndexedImage(drawing: raster)
  }

  /// The picture at a pixel size.
  public static func raster(
    _ plot: ErrorMapPlot, width: Int, height: Int, style: PlotStyle = .dark
  ) -> Raster {
    var drawing = ErrorMapDrawing(plot, width: width, height: height, style: style)
    drawing.draw()
    return drawing.canvas.raster
  }

  /// How many steps of colour there are.
  private static let levels: Float = 64

  /// The colour of a level 0…1; what is only filled in from a neighbour is paler.
  public static func colour(
    _ level: Float, isKnown: Bool = true, style: PlotStyle = .dark
  ) -> RGB {
    let step = (max(0, min(1, level)) * levels).rounded() / levels
    let colour = colormap.colour(at: 1 - step) ?? style.background
    return isKnown ? colour : colour.mixed(with: style.background, 0.16)
  }

  /// The frame that `raster` draws into, for finding cells under a pointer.
  public static func frame(
    _ plot: ErrorMapPlot, width: Int, height: Int, style: PlotStyle = .dark
  ) -> ErrorMapFrame {
    ErrorMapFrame(
      plot.map.grid, width: width, height: height,
      scale: style.scale(width: width, height: height))
  }
}
