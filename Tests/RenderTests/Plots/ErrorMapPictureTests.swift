import Inference
import Render
import Testing

/// The error map as a picture.
@Suite("Error map picture")
struct ErrorMapPictureTests {
  private static func plot(cells: Int = .max) throws -> ErrorMapPlot {
    let alphas = (0..<100).map { Float(99 - $0) / 100 }
    let grid = try ErrorMapGrid(
      columns: 5, rows: 4,
      schedule: NoiseSchedule(betas: [], alphasCumprod: alphas, finalAlphaCumprod: 1))
    var map = ErrorMap(grid, .absRel)
    for cell in grid.order.prefix(cells) {
      map[cell] = Float(cell.column + cell.row) / 10 + 0.05
    }
    return ErrorMapPlot(
      map, path: [.init(column: 4, row: 3), .init(column: 2, row: 1.5)], selectedStep: 0,
      cursor: .init(column: 1, row: 1))
  }

  @Test("small errors are bright and large ones dark, in their own places")
  func colours() throws {
    var plot = try Self.plot()
    plot.path = []
    plot.cursor = nil
    let raster = ErrorMapPicture.raster(plot, width: 100, height: 60)
    // Too small for axes: a cell is 20 × 15, row 0 at the foot, and its corner is free of marks.
    let least = raster[60 - 14, 1].luma
    let most = raster[1, 98].luma
    #expect(least > 200 && most < 60)
    #expect(raster[1, 1].luma < least && raster[1, 1].luma > most)
  }

  @Test(
    "cells that are not computed look nearly like the nearest that is", arguments: [0, 1, 4, 12])
  func fills(cells: Int) throws {
    let plot = try Self.plot(cells: cells)
    let filled = plot.filled
    #expect(filled.count == 20)
    #expect(filled.count { $0?.isKnown == true } == cells)
    #expect(filled.allSatisfy { $0 != nil } == (cells > 0))
    #expect(ErrorMapPicture.colour(0.2) != ErrorMapPicture.colour(0.2, isKnown: false))
  }

  @Test(
    "at every size there is a picture of at most 256 colours",
    arguments: [(1, 1), (3, 200), (149, 79), (150, 80), (368, 222), (960, 780)])
  func sizes(width: Int, height: Int) throws {
    for style in [PlotStyle.dark, .light] {
      let image = ErrorMapPicture.indexed(
        try Self.plot(cells: 9), width: width, height: height, style: style)
      #expect(image.width == width && image.height == height)
      #expect(image.palette.count <= 256)
    }
  }

  @Test("a pixel of a cell leads to the cell, one beside the map to none")
  func finds() throws {
    let plot = try Self.plot()
    let frame = ErrorMapPicture.frame(plot, width: 400, height: 300)
    var found: [ErrorMapGrid.Cell: Int] = [:]
    for y in 0..<300 {
      for x in 0..<400 {
        if let cell = frame.cell(x: x, y: y) { found[cell, default: 0] += 1 }
      }
    }
    #expect(Set(found.keys) == Set(plot.map.grid.order))
    let areas = found.values.sorted()
    #expect(Double(areas.last ?? 0) / Double(areas.first ?? 1) < 1.1)
    #expect(frame.cell(x: 0, y: 0) == nil && frame.cell(x: 399, y: 299) == nil)
    #expect(frame.cell(x: frame.left, y: frame.top) == .init(column: 0, row: 3))
  }
}
