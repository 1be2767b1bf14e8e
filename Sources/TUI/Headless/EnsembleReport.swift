import Inference

/// How an ensemble was merged, in `run.json`.
struct EnsembleReport: Codable, Equatable {
  struct Spread: Codable, Equatable {
    var mean: Float
    var p95: Float
  }

  struct Map: Codable, Equatable {
    var name: String
    var reduction: String
    var uncertainty: Spread
    /// What brought each member to one scale and shift; absent where nothing is aligned.
    var alignments: [Alignment]?

    init(_ merged: MergedPrediction, _ modality: Modality, _ rules: Ensembling) {
      name = modality.name
      reduction = rules.reductionName(modality.quantity)
      uncertainty = Spread(mean: merged.mean, p95: merged.percentile95)
      alignments = merged.alignments.isEmpty ? nil : merged.alignments
    }
  }

  var maps: [Map]
  /// What a person should know of the number of members.
  var note: String?
}

/// A member of an ensemble, in `run.json`.
struct MemberReport: Codable, Equatable {
  var member: Int
  var seconds: Double
  var steps: [StepReport]
  var metrics: MetricsReport?
}

extension Ensembling {
  /// The name of the reduction of a quantity.
  func reductionName(_ quantity: Quantity) -> String {
    quantity == .normals ? normals[0].rawValue : reductions[0].rawValue
  }
}

extension RunReport {
  /// A line a member and one about their spread.
  var memberLines: [String] {
    guard let members, let ensemble else { return [] }
    var lines = members.map { member in
      "  member \(member.member + 1)" + (member.metrics.map { "  " + $0.line } ?? "")
    }
    for map in ensemble.maps {
      lines.append(
        "  \(map.name): \(map.reduction) of \(members.count), uncertainty mean "
          + "\(Self.fixed(map.uncertainty.mean)), p95 \(Self.fixed(map.uncertainty.p95))")
    }
    if let note = ensemble.note { lines.append("  \(note)") }
    return lines
  }
}
