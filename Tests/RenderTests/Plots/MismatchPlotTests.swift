import Render
import Testing

@Suite struct MismatchPlotTests {
  private func count(_ raster: Raster, _ colour: RGB) -> Int {
    raster.pixels.count { $0 == colour }
  }

  /// Leading spacing at one step: told next to nothing, holding pure noise.
  private let leading = MismatchBar(label: "t=1", told: 0.0413, held: 1)
  private let trailing = MismatchBar(label: "t=999", told: 0.9977, held: 1)

  @Test(arguments: [(300, 100), (900, 300), (240, 60)])
  func theHeightsOfTheBarsAreTheLevels(width: Int, height: Int) {
    let bar = MismatchBar(label: "t=251", told: 0.5, held: 1)
    let raster = MismatchPlot.raster([bar], width: width, height: height)
    /// The height that most columns of the colour have: the bar's, not that of the legend's square.
    func barHeight(_ colour: RGB) -> Int {
      let heights = (0..<width).map { x in (0..<height).count { raster[$0, x] == colour } }
      let counts = Dictionary(grouping: heights.filter { $0 > 0 }) { $0 }
      return counts.max { $0.value.count < $1.value.count }?.key ?? 0
    }
    let told = barHeight(MismatchPlot.toldColour)
    let full = barHeight(MismatchPlot.heldColour)
    #expect(full > height / 4)
    #expect(abs(told * 2 - full) <= 2)
  }

  @Test func aGapIsHatchedAndAMatchIsNot() {
    let bad = MismatchPlot.raster([leading], width: 300, height: 100)
    let good = MismatchPlot.raster([trailing], width: 300, height: 100)
    #expect(count(bad, MismatchPlot.gapColour) > 400)
    #expect(count(good, MismatchPlot.gapColour) < 40)
  }

  @Test(arguments: [1, 2, 4, 10, 34, 35, 50, 200, 1000, 5000])
  func anyNumberOfStepsIsDrawn(steps: Int) {
    let bars = (0..<steps).map { index in
      MismatchBar(
        label: "t=\(1000 - index)", told: 1 - Double(index) / Double(steps), held: 1,
        measured: 0.5)
    }
    for (width, height) in [(300, 100), (900, 300), (60, 24), (1, 1)] {
      let image = MismatchPlot.indexed(
        bars, selected: steps / 2, width: width, height: height, style: .light)
      #expect(image.width == width && image.height == height)
      #expect(image.palette.count <= 16)
    }
    let raster = MismatchPlot.raster(bars, width: 300, height: 100)
    #expect(count(raster, MismatchPlot.toldColour) > 50)
    #expect(count(raster, MismatchPlot.heldColour) > 50)
  }

  @Test func theSelectedStepStandsOut() {
    let bars = [leading, trailing, leading]
    let plain = MismatchPlot.raster(bars, width: 300, height: 100)
    let first = MismatchPlot.raster(bars, selected: 0, width: 300, height: 100)
    let last = MismatchPlot.raster(bars, selected: 2, width: 300, height: 100)
    #expect(plain != first && first != last)
    #expect(MismatchPlot.raster(bars, selected: 9, width: 300, height: 100) == plain)
  }

  @Test func levelsThatAreNotFiniteDrawNothing() {
    let odd = MismatchBar(label: "", told: .nan, held: .infinity, measured: -.infinity)
    let raster = MismatchPlot.raster([odd, odd], width: 300, height: 100)
    #expect(raster.pixels.count == 30000)
    #expect(odd.gap == 0)
    #expect(MismatchPlot.raster([], width: 300, height: 100).pixels.count == 30000)
  }

  @Test func theTextTwinHasBothSeriesAndTheCursor() {
    let plot = MismatchPlot.plot([leading, trailing], selected: 1)
    #expect(plot.series.map(\.y) == [[0.0413, 0.9977], [1, 1]])
    #expect(plot.cursor == 2)
  }
}
