import Inference
import Render

@testable import TUI

/// Frames as text.
enum FrameText {
  /// The characters, with the cells of pictures shaded and the pictures listed below.
  static func of(_ frame: Frame) -> String {
    var screen = frame.screen
    for placement in frame.placements { screen.fill(placement.rect, "▒") }
    var lines = [screen.text, String(repeating: "=", count: 40)]
    for placement in frame.placements {
      let rect = placement.rect
      lines.append(
        "\(name(placement.key.content)) \(placement.key.pixels.width)x"
          + "\(placement.key.pixels.height) px at row \(rect.row) column \(rect.column), "
          + "\(rect.columns)x\(rect.rows) cells" + (placement.key.isCoarse ? ", coarse" : "")
          + (placement.key.mark.map { ", marked at \($0.x) \($0.y)" } ?? "")
          + part(placement.key.region) + style(placement.key.style))
    }
    if let cursor = frame.cursor {
      lines.append("cursor at row \(cursor.row) column \(cursor.column)")
    }
    return lines.joined(separator: "\n")
  }

  private static func style(_ style: PictureStyle) -> String {
    let scale =
      switch style.scale {
      case .usual: ""
      case .image: ", colours from end to end"
      case .fixed(let range):
        ", colours from \(Format.short(range.lowerBound)) to \(Format.short(range.upperBound))"
      }
    return scale + (style.flip.isEmpty ? "" : ", flipped \(style.flip.rawValue)")
  }

  private static func part(_ region: Region) -> String {
    guard !region.isWhole else { return "" }
    let numbers = [region.left, region.top, region.width, region.height].map {
      Format.metric(Float($0))
    }
    return ", part " + numbers.joined(separator: " ")
  }

  private static func name(_ content: ImageKey.Content) -> String {
    switch content {
    case .input: "input"
    case .groundTruth(_, let quantity, let colours): "ground truth \(quantity) \(colours)"
    case .step(let picture):
      "run \(picture.run.number) step \(picture.index) \(picture.view.rawValue)"
        + (picture.isLatent ? " latent" : "") + " \(picture.quantity) \(picture.colormap)"
    case .wipe(let a, let b, let border):
      "wipe of run \(a.run.number) step \(a.index) and run \(b.run.number) step \(b.index) "
        + "\(a.view.rawValue) at \(border)%"
    case .difference(let a, let b):
      "difference of run \(a.run.number) step \(a.index) "
        + "and run \(b.run.number) step \(b.index)"
    case .probe(let run, let number, let quantity, let colours, _):
      "run \(run.number) probe \(number) \(quantity) \(colours)"
    case .plot(let plot, _): "plot \(plot.y.title) over \(plot.x.title)"
    case .mismatch(let bars, let selected, _):
      "mismatch of \(bars.count) steps, \(selected) selected"
    case .errorMap(let plot, _):
      "\(plot.errorName) map \(plot.map.grid.columns)x\(plot.map.grid.rows), "
        + "\(plot.map.count) cells, \(plot.path.count) steps"
    case .mapCell(let number, let quantity, let colours, _):
      "map cell \(number) \(quantity) \(colours)"
    case .seeds(let picture): "\(picture.name) \(picture.quantity) \(picture.colormap)"
    case .hatch(let lines, _): "stripes: \(lines.joined(separator: ", "))"
    case .legend(let quantity, let colours): "legend \(quantity) \(colours)"
    case .ball: "ball"
    }
  }

  /// One letter a cell for its look, with what the letters mean below.
  static func styles(_ frame: Frame) -> String {
    var letters: [Style: Character] = [.plain: "."]
    var meanings: [String] = []
    var lines: [String] = []
    let names = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    for row in 0..<frame.screen.size.rows {
      var line = ""
      for column in 0..<frame.screen.size.columns {
        let style = frame.screen[row, column].style
        if letters[style] == nil {
          let letter = letters.count <= names.count ? names[letters.count - 1] : "?"
          letters[style] = letter
          meanings.append("\(letter) \(describe(style))")
        }
        line.append(letters[style] ?? "?")
      }
      lines.append(line)
    }
    return (lines + meanings).joined(separator: "\n")
  }

  private static func describe(_ style: Style) -> String {
    var words: [String] = []
    if style.foreground != .standard { words.append("on text \(style.foreground)") }
    if style.background != .standard { words.append("on ground \(style.background)") }
    if style.bold { words.append("bold") }
    if style.dim { words.append("dim") }
    if style.reverse { words.append("reverse") }
    if style.underline { words.append("underline") }
    return words.joined(separator: ", ")
  }
}
