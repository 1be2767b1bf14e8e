import Foundation
import Inference

/// The layers of `stepscope bench`: what each kind took, and how near that comes to the processor's best.
struct BenchLayers: Codable, Equatable {
  /// The layers of a kind in a part of a run, or the part as a whole.
  struct Row: Codable, Equatable {
    /// `encode`, `step` or `decode`.
    var part: String
    /// The kind; nil for the whole part.
    var kind: String?
    /// Layers in a run.
    var calls: Int
    /// Operations of the plain method in thousands of millions; 0 where reading is what takes the time.
    var gigaOperations: Double
    /// Wall seconds of a run, the median.
    var wallSeconds: Double
    /// Thousands of millions of operations a second; nil where none are counted.
    var gflops: Double?
    /// Of the peak: above 1 where a method needs fewer operations than the plain one.
    var shareOfPeak: Double?
  }

  /// Operations a second that all threads reach with numbers that lie in registers, in thousands of millions: in
  /// the precision of the run.
  var peakGflops: Double
  var rows: [Row]

  init(_ layers: [LayerSum], _ timings: BenchReport.Timings, peak: Double) {
    peakGflops = peak / 1e9
    rows = LayerSum.Part.allCases.flatMap { part -> [Row] in
      let own = layers.filter { $0.part == part }
      let whole = timings[part].wallSeconds.median
      return [
        Self.row(
          part, nil, calls: own.reduce(0) { $0 + $1.calls },
          operations: own.reduce(0) { $0 + $1.operations }, seconds: whole, peak: peak)
      ]
        + own.map {
          Self.row(
            part, $0.kind, calls: $0.calls, operations: $0.operations, seconds: $0.wall.median,
            peak: peak)
        }
    }
  }

  private static func row(
    _ part: LayerSum.Part, _ kind: LayerKind?, calls: Int, operations: Double, seconds: Double,
    peak: Double
  ) -> Row {
    let speed = operations > 0 && seconds > 0 ? operations / seconds : nil
    return Row(
      part: part.rawValue, kind: kind?.rawValue, calls: calls, gigaOperations: operations / 1e9,
      wallSeconds: seconds, gflops: speed.map { $0 / 1e9 },
      shareOfPeak: speed.flatMap { peak > 0 ? $0 / peak : nil })
  }

  /// A table that a person can read.
  var lines: [String] {
    let heads = ["layers", "GFLOP", "wall s", "GFLOP/s", "of peak"]
    return ["", Self.line("part and kind of layer", heads)]
      + rows.map { row in
        let name = row.kind.map { "  " + $0.replacingOccurrences(of: "_", with: " ") } ?? row.part
        return Self.line(
          name,
          [
            "\(row.calls)", row.gigaOperations > 0 ? Self.number(row.gigaOperations) : "-",
            String(format: "%.5f", row.wallSeconds), row.gflops.map(Self.number) ?? "-",
            row.shareOfPeak.map { String(format: "%.0f %%", 100 * $0) } ?? "-",
          ])
      } + [
        "peak \(Self.number(peakGflops)) GFLOP/s, measured in registers; operations are those of the plain "
          + "method, of which Winograd's needs fewer"
      ]
  }

  private static func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.3f" : "%.1f", value)
  }

  private static func line(_ name: String, _ cells: [String]) -> String {
    name.padding(toLength: 24, withPad: " ", startingAt: 0)
      + cells.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
  }
}

extension BenchReport.Timings {
  /// The times of a part.
  fileprivate subscript(part: LayerSum.Part) -> BenchReport.Timing {
    switch part {
    case .encode: encode
    case .step: step
    case .decode: decode
    }
  }
}
