/// What stands for a character where the locale has only ASCII.
enum GlyphTable {
  static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII { return scalar }
    if let known = table[scalar] { return known }
    switch scalar.value {
    // Box drawing: what is not a line is a corner or a crossing.
    case 0x2500...0x257F: return "+"
    case 0x2588...0x258F, 0x2592...0x2593: return "#"
    // Braille: dots of a plot.
    case 0x2801...0x28FF: return ":"
    default: return "?"
    }
  }

  private static let table: [Unicode.Scalar: Unicode.Scalar] = [
    "\u{2500}": "-", "\u{2501}": "-", "\u{2504}": "-", "\u{2550}": "=", "\u{2502}": "|",
    "\u{2503}": "|", "\u{2506}": "|", "\u{2551}": "|", "\u{2580}": "\"", "\u{2584}": "_",
    "\u{2591}": ".", "\u{2800}": " ", "\u{A0}": " ", "\u{2026}": ".", "\u{2013}": "-",
    "\u{2014}": "-", "\u{2212}": "-", "\u{D7}": "x", "\u{B7}": ".", "\u{2022}": "*",
    "\u{25CF}": "*", "\u{25CB}": "o", "\u{25A0}": "#", "\u{25AA}": "*", "\u{25B6}": ">",
    "\u{25B8}": ">", "\u{25BA}": ">", "\u{25C0}": "<", "\u{25C2}": "<", "\u{25C4}": "<",
    "\u{25B2}": "^", "\u{25B4}": "^", "\u{25BC}": "v", "\u{25BE}": "v", "\u{2190}": "<",
    "\u{2191}": "^", "\u{2192}": ">", "\u{2193}": "v", "\u{2018}": "'", "\u{2019}": "'",
    "\u{201C}": "\"", "\u{201D}": "\"", "\u{2248}": "~", "\u{2264}": "<", "\u{2265}": ">",
    "\u{221A}": "V", "\u{3B1}": "a", "\u{3B2}": "b", "\u{3B4}": "d", "\u{3B5}": "e",
    "\u{3B7}": "n", "\u{3C3}": "s", "\u{3B3}": "y", "\u{2713}": "v", "\u{2717}": "x",
    "\u{B0}": "o", "\u{B1}": "~", "\u{2588}": "#",
  ]
}
