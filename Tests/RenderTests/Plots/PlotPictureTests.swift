import Inference
import Render
import Testing

@Suite struct PlotPictureTests {
  private let red = RGB(226, 48, 84)

  private func plot(_ mark: Plot.Series.Mark, y: [Double] = [0.2, 0.8, 0.5]) -> Plot {
    Plot(
      x: .init("step", 0...4), y: .init("noise", 0...1),
      series: [.init("told", red, mark, x: [1, 2, 3], y: y)], cursor: 2)
  }

  @Test func aPlotWithAGapEqualsItselfAndIsFoundAgain() {
    let gap = plot(.line, y: [0.2, .nan, 0.5])
    #expect(gap == gap && Set([gap]).contains(plot(.line, y: [0.2, .nan, 0.5])))
    #expect(gap != plot(.line) && gap != plot(.line, y: [0.2, .infinity, 0.5]))
  }

  private func count(_ raster: Raster, _ colour: RGB) -> Int {
    raster.pixels.count { $0 == colour }
  }

  @Test(arguments: [
    (1, 1), (2, 7), (40, 10), (79, 49), (80, 50), (300, 100), (900, 300), (5, 400), (400, 5),
  ])
  func everySizeIsExactAndOfFewColours(width: Int, height: Int) {
    for style in [PlotStyle.dark, .light] {
      let image = PlotPicture.indexed(plot(.line), width: width, height: height, style: style)
      #expect(image.width == width && image.height == height)
      #expect(image.palette.count <= 16)
      #expect(image.indices.allSatisfy { Int($0) < image.palette.count })
    }
  }

  @Test(arguments: [Plot.Series.Mark.line, .points, .stems, .bars])
  func everyMarkIsSeen(mark: Plot.Series.Mark) {
    var bare = plot(mark)
    bare.series[0].name = ""
    let raster = PlotPicture.raster(bare, width: 200, height: 100)
    #expect(count(raster, red) >= 9)
  }

  @Test func aPointOfALineWithNothingToLeadToIsADot() {
    for y in [[0.5], [0.5, .nan, .nan], [.nan, .nan, 0.5]] {
      var bare = plot(.line, y: y)
      bare.series[0].name = ""
      #expect(count(PlotPicture.raster(bare, width: 200, height: 100), red) >= 15)
    }
    var joined = plot(.line, y: [0.5, 0.5, .nan])
    joined.series[0].name = ""
    joined.cursor = nil
    let raster = PlotPicture.raster(joined, width: 200, height: 100)
    let rows = (0..<100).count { row in (0..<200).contains { raster[row, $0] == red } }
    #expect(rows == 1, "a line has no dots at its ends")
  }

  @Test func barsStandOnZeroAndReachTheirValue() throws {
    var bare = plot(.bars, y: [0, 1, 0.5])
    bare.cursor = nil
    bare.series[0].name = ""
    let raster = PlotPicture.raster(bare, width: 300, height: 120)
    func height(nearColumn column: Int) -> Int {
      (0..<120).count { raster[$0, column] == red }
    }
    let columns = (0..<300).filter { height(nearColumn: $0) > 0 }
    let heights = Set(columns.map { height(nearColumn: $0) }).sorted()
    #expect(heights.count == 3)
    let tallest = try #require(heights.last)
    #expect(heights[0] == 1)
    #expect(abs(heights[1] * 2 - tallest) <= 2)
    #expect(tallest > 80)
  }

  @Test func valuesThatAreNotFiniteLeaveAGap() {
    let whole = PlotPicture.raster(plot(.line, y: [0.5, 0.5, 0.5]), width: 200, height: 90)
    let broken = PlotPicture.raster(plot(.line, y: [0.5, .nan, 0.5]), width: 200, height: 90)
    // Below the legend: a line through most of the width, and two dots.
    func columns(_ raster: Raster) -> Int {
      (0..<200).count { column in (20..<80).contains { raster[$0, column] == red } }
    }
    #expect(columns(whole) > 60 && (2...12).contains(columns(broken)))
  }

  @Test func valuesFarOutsideAreCutNotDrawnOverTheLabels() {
    var wild = plot(.line, y: [-1e300, 1e300, 0.5])
    wild.series[0].name = ""
    let raster = PlotPicture.raster(wild, width: 200, height: 100)
    for row in 0..<100 { #expect(raster[row, 0] != red) }
    for column in 0..<200 { #expect(raster[99, column] != red) }
  }

  @Test func theCursorIsWhereItsValueIs() {
    let raster = PlotPicture.raster(plot(.points), width: 300, height: 120)
    let columns = (0..<300).filter { raster[45, $0] == PlotStyle.dark.cursor }
    #expect(columns.count == 1)
    var moved = plot(.points)
    moved.cursor = 3
    let after = PlotPicture.raster(moved, width: 300, height: 120)
    let then = (0..<300).filter { after[45, $0] == PlotStyle.dark.cursor }
    #expect(then.first ?? 0 > columns.first ?? 0)
    moved.cursor = 99
    #expect(count(PlotPicture.raster(moved, width: 300, height: 120), PlotStyle.dark.cursor) == 0)
  }

  @Test func logarithmicAxesSkipWhatHasNoLogarithm() {
    let plot = Plot(
      x: .init("t", 1...1000, isLogarithmic: true), y: .init("e", 0.001...1, isLogarithmic: true),
      series: [.init("", red, .points, x: [1, 31.6, 1000, -5, 10], y: [1, 0.0316, 0.001, 0.1, 0])])
    let raster = PlotPicture.raster(plot, width: 300, height: 200)
    let places = raster.pixels.indices.filter { raster.pixels[$0] == red }
    let columns = places.map { $0 % 300 }
    let rows = places.map { $0 / 300 }
    // Three dots on a falling diagonal: the middle one in the middle.
    let middle = columns.filter { abs($0 - (columns[0] + (columns.last ?? 0)) / 2) < 5 }
    #expect(!middle.isEmpty)
    #expect((rows.last ?? 0) - (rows.first ?? 0) > 150)
  }

  @Test func rangesOfNoWidthAndEmptySeriesAreNoTrouble() {
    let flat = Plot(
      x: .init("", 1...1), y: .init("", 0...0),
      series: [
        .init("a", red, .line, x: [], y: []), .init("b", red, .bars, x: [1], y: [0]),
        .init("c", red, .bars, x: [1, 1], y: [.infinity]),
      ])
    #expect(PlotPicture.raster(flat, width: 200, height: 90).pixels.count == 18000)
    #expect(BraillePlot.lines(flat, columns: 30, rows: 6).count == 6)
  }
}
