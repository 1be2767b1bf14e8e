/// The told and held bars being drawn.
struct MismatchDrawing {
  private let bars: [MismatchBar]
  private let selected: Int?
  private let style: PlotStyle
  private let scale: Int
  private let isLabelled: Bool
  private let left: Int
  private let top: Int
  private let areaWidth: Int
  private let areaHeight: Int
  private(set) var canvas: Canvas

  init(_ bars: [MismatchBar], selected: Int?, width: Int, height: Int, style: PlotStyle) {
    self.bars = bars
    self.selected = selected
    self.style = style
    canvas = Canvas(width: width, height: height, background: style.background)
    scale = style.scale(width: canvas.width, height: canvas.height)
    let line = BitmapFont.lineHeight * scale
    isLabelled = canvas.width >= 90 * scale && canvas.height >= 5 * line
    left = isLabelled ? BitmapFont.width("0.5", scale: scale) + 6 * scale : 0
    top = isLabelled ? 2 * line + 5 * scale : 0
    areaWidth = max(1, canvas.width - left - (isLabelled ? 4 * scale : 0))
    areaHeight = max(1, canvas.height - top - (isLabelled ? line + 3 * scale : 0))
  }

  mutating func draw() {
    drawScale()
    if bars.count * 8 * scale <= areaWidth {
      for index in bars.indices { drawPair(index) }
    } else {
      drawCurves()
    }
    canvas.fill(x: left, y: top + areaHeight, width: areaWidth, height: 1, style.muted)
    if isLabelled {
      drawStepLabels()
      drawLegend()
    }
  }

  /// Rows from the foot to a level; what is not finite or outside 0…1 is held to it.
  private func rows(_ level: Double) -> Int {
    level.isNaN ? 0 : Int((max(0, min(1, level)) * Double(areaHeight)).rounded())
  }

  private mutating func drawScale() {
    for (level, label) in [(1.0, "1"), (0.5, "0.5"), (0.0, "0")] {
      let y = top + areaHeight - rows(level)
      canvas.fill(x: left, y: y, width: areaWidth, height: 1, style.grid)
      guard isLabelled else { continue }
      let x = left - 4 * scale - BitmapFont.width(label, scale: scale)
      canvas.text(label, x: x, y: y - 3 * scale, style.muted, scale: scale)
    }
  }

  /// Where the group of a step begins and how wide it is.
  private func group(_ index: Int) -> (x: Int, width: Int) {
    let start = index * areaWidth / max(1, bars.count)
    let end = (index + 1) * areaWidth / max(1, bars.count)
    return (left + start, end - start)
  }

  /// Two bars side by side; the shorter one is filled up to the longer with hatching.
  private mutating func drawPair(_ index: Int) {
    let bar = bars[index]
    let group = group(index)
    let foot = top + areaHeight
    if index == selected, bars.count > 1 {
      canvas.fill(
        x: group.x, y: top, width: group.width, height: areaHeight, style.highlight)
    }
    let width = max(2, min(44 * scale, group.width * 3 / 8))
    let between = max(1, min(2 * scale, width / 6))
    let x = group.x + (group.width - 2 * width - between) / 2
    let told = rows(bar.told)
    let held = rows(bar.held)
    canvas.fill(x: x, y: foot - told, width: width, height: told, MismatchPlot.toldColour)
    canvas.fill(
      x: x + width + between, y: foot - held, width: width, height: held, MismatchPlot.heldColour)
    if abs(bar.gap) >= MismatchPlot.tolerance {
      let shorter = told < held ? x : x + width + between
      drawGap(x: shorter, width: width, from: min(told, held), to: max(told, held))
    }
    if let measured = bar.measured {
      canvas.fill(
        x: x + width + between - scale, y: foot - rows(measured) - scale / 2,
        width: width + 2 * scale, height: scale, style.ink)
    }
    if isLabelled { drawNumber(bar, over: group, top: foot - max(told, held)) }
  }

  private mutating func drawGap(x: Int, width: Int, from low: Int, to high: Int) {
    let foot = top + areaHeight
    canvas.hatch(
      x: x, y: foot - high, width: width, height: high - low, MismatchPlot.gapColour,
      over: style.background)
    canvas.rectangle(
      x: x, y: foot - high, width: width, height: high - low, MismatchPlot.gapColour)
  }

  /// The gap as a number over the bars, where it fits.
  private mutating func drawNumber(
    _ bar: MismatchBar, over group: (x: Int, width: Int), top: Int
  ) {
    let isGap = abs(bar.gap) >= MismatchPlot.tolerance
    let options = isGap ? ["gap " + Self.decimal(bar.gap), Self.decimal(bar.gap)] : ["ok"]
    let text = options.first { fits($0, in: group.width) }
    guard let text else { return }
    let x = group.x + (group.width - BitmapFont.width(text, scale: scale)) / 2
    canvas.text(
      text, x: x, y: top - 10 * scale, isGap ? MismatchPlot.gapColour : style.muted, scale: scale)
  }

  private func fits(_ text: String, in width: Int) -> Bool {
    BitmapFont.width(text, scale: scale) + 2 * scale <= width
  }

  /// More steps than bars would fit: two stairs with the gap hatched between them.
  private mutating func drawCurves() {
    let foot = top + areaHeight
    for column in 0..<areaWidth {
      let index = column * bars.count / areaWidth
      let told = rows(bars[index].told)
      let held = rows(bars[index].held)
      if index == selected {
        canvas.fill(x: left + column, y: top, width: 1, height: areaHeight, style.highlight)
      }
      if abs(bars[index].gap) >= MismatchPlot.tolerance {
        canvas.hatch(
          x: left + column, y: foot - max(told, held), width: 1, height: abs(told - held),
          MismatchPlot.gapColour, over: style.background)
      }
      canvas.fill(
        x: left + column, y: foot - held, width: 1, height: 2 * scale, MismatchPlot.heldColour)
      canvas.fill(
        x: left + column, y: foot - told, width: 1, height: scale, MismatchPlot.toldColour)
    }
  }

  /// The labels under the groups: the selected one always, the others while they do not touch.
  private mutating func drawStepLabels() {
    let y = top + areaHeight + 4 * scale
    var taken: [Range<Int>] = []
    let order = [selected].compactMap { $0 }.filter(bars.indices.contains) + Array(bars.indices)
    for (position, index) in order.enumerated() {
      let group = group(index)
      let label = label(of: bars[index], in: group.width)
      let width = BitmapFont.width(label, scale: scale)
      let start = group.x + (group.width - width) / 2
      let x = max(0, min(canvas.width - width, start))
      let span = (x - 4 * scale)..<(x + width + 4 * scale)
      guard !taken.contains(where: { $0.overlaps(span) }) else { continue }
      taken.append(span)
      let isSelected = position == 0 && index == selected
      canvas.text(label, x: x, y: y, isSelected ? style.ink : style.muted, scale: scale)
    }
  }

  /// The label of a step, with both levels where there is room for them.
  private func label(of bar: MismatchBar, in width: Int) -> String {
    let long = "\(bar.label)  told \(Self.decimal(bar.told))  held \(Self.decimal(bar.held))"
    return fits(long, in: width) ? long : bar.label
  }

  private mutating func drawLegend() {
    canvas.text("noise std", x: 2 * scale, y: scale, style.ink, scale: scale)
    var right = canvas.width - 4 * scale
    let titleEnd = BitmapFont.width("noise std", scale: scale) + 10 * scale
    let entries: [(String, RGB, isHatched: Bool)] = [
      ("told", MismatchPlot.toldColour, false), ("held", MismatchPlot.heldColour, false),
      ("gap", MismatchPlot.gapColour, true),
    ]
    for (name, colour, isHatched) in entries.reversed() {
      let start = right - BitmapFont.width(name, scale: scale) - 11 * scale
      guard start > titleEnd else { return }
      canvas.hatch(
        x: start, y: scale, width: 7 * scale, height: 7 * scale, colour,
        over: isHatched ? style.background : colour)
      canvas.text(name, x: start + 11 * scale, y: scale, style.ink, scale: scale)
      right = start - 8 * scale
    }
  }

  /// Three decimals without the leading zero, as `.959` or `-.003`.
  static func decimal(_ value: Double) -> String {
    guard abs(value) < 1e6 else { return "?" }
    let thousandths = Int((abs(value) * 1000).rounded())
    let digits = String(thousandths % 1000)
    let padded = String(repeating: "0", count: 3 - digits.count) + digits
    return (value < 0 ? "-" : "") + (thousandths >= 1000 ? "\(thousandths / 1000)." : ".") + padded
  }
}
