/// The layers of a kind in one part of a run, measured several times.
public struct LayerSum: Sendable, Equatable {
  /// The parts of a run.
  public enum Part: String, Sendable, CaseIterable {
    /// Picture to image latents, a call of the UNet, latents to values.
    case encode, step, decode
  }

  /// Of which part.
  public let part: Part
  /// Which layers.
  public let kind: LayerKind
  /// How many of them a run computes.
  public let calls: Int
  /// Operations of a run that the plain method needs; 0 where reading is what takes the time.
  public let operations: Double
  /// Wall time of all of them in each run.
  public let wall: Benchmark.Samples
}

/// Adds up the layers of runs by part and kind.
struct LayerSums {
  private struct Key: Hashable {
    let part: LayerSum.Part
    let kind: LayerKind
  }

  private struct Run {
    var (calls, operations, seconds) = (0, 0.0, 0.0)
  }

  private var runs: [Key: [Run]] = [:]

  /// Adds the layers of one run's part.
  mutating func add(_ times: [LayerTime], of part: LayerSum.Part) {
    var sums: [LayerKind: Run] = [:]
    for time in times {
      sums[time.kind, default: Run()].calls += 1
      sums[time.kind, default: Run()].operations += time.operations
      sums[time.kind, default: Run()].seconds += time.seconds
    }
    for (kind, run) in sums { runs[Key(part: part, kind: kind), default: []].append(run) }
  }

  /// The sums, by part, the longest first.
  var sums: [LayerSum] {
    LayerSum.Part.allCases.flatMap { part in
      LayerKind.allCases.compactMap { kind -> LayerSum? in
        guard let runs = runs[Key(part: part, kind: kind)], let first = runs.first else {
          return nil
        }
        return LayerSum(
          part: part, kind: kind, calls: first.calls, operations: first.operations,
          wall: Benchmark.Samples(runs.map(\.seconds)))
      }.sorted { $0.wall.median > $1.wall.median }
    }
  }
}
