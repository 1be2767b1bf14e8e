/// A plan as a table: what `stepscope schedule` prints.
public struct ScheduleTable: Sendable, Hashable {
  /// One row for each entry of the plan.
  public let rows: [ScheduleRow]

  /// The table of a plan.
  ///
  /// - Parameters:
  ///   - plan: the plan, with told timesteps where they were replaced.
  ///   - initialNoise: 1 for gaussian, pyramid and annealed starts, 0 for zeros.
  public init(_ plan: Plan, initialNoise: Float = 1) {
    let mismatches = Mismatch.nominal(plan, initialNoise: initialNoise)
    rows = zip(plan.entries, mismatches).enumerated().map { index, pair in
      ScheduleRow(index: index, entry: pair.0, mismatch: pair.1)
    }
  }

  /// A header line and one line for each row; a missing number is an empty field.
  public var csv: String {
    ([ScheduleRow.columns] + rows.map { $0.values.map { $0 ?? "" } })
      .map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// An array of one object for each row, each on its own line; a missing number is null.
  public var json: String {
    let objects = rows.map { row in
      let fields = zip(ScheduleRow.columns, row.values).map { "\"\($0)\": \($1 ?? "null")" }
      return "  {" + fields.joined(separator: ", ") + "}"
    }
    return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }
}
