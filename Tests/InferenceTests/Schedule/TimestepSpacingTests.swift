import Foundation
import Inference
import Testing

@Suite("Timestep spacing")
struct TimestepSpacingTests {
  struct Table: Sendable, CustomTestStringConvertible {
    let spacing: TimestepSpacing
    let steps: Int
    let timesteps: [Int]
    var testDescription: String { "\(spacing.rawValue) \(steps)" }
  }

  static let tables: [Table] = [
    Table(spacing: .leading, steps: 1, timesteps: [1]),
    Table(spacing: .leading, steps: 2, timesteps: [501, 1]),
    Table(spacing: .leading, steps: 3, timesteps: [667, 334, 1]),
    Table(spacing: .leading, steps: 4, timesteps: [751, 501, 251, 1]),
    Table(spacing: .leading, steps: 5, timesteps: [801, 601, 401, 201, 1]),
    Table(
      spacing: .leading, steps: 10, timesteps: [901, 801, 701, 601, 501, 401, 301, 201, 101, 1]),
    Table(
      spacing: .leading, steps: 25, timesteps: stride(from: 961, through: 1, by: -40).map(\.self)),
    Table(
      spacing: .leading, steps: 50, timesteps: stride(from: 981, through: 1, by: -20).map(\.self)),
    Table(spacing: .trailing, steps: 1, timesteps: [999]),
    Table(spacing: .trailing, steps: 2, timesteps: [999, 499]),
    Table(spacing: .trailing, steps: 3, timesteps: [999, 666, 332]),
    Table(spacing: .trailing, steps: 4, timesteps: [999, 749, 499, 249]),
    Table(spacing: .trailing, steps: 5, timesteps: [999, 799, 599, 399, 199]),
    Table(
      spacing: .trailing, steps: 10, timesteps: [999, 899, 799, 699, 599, 499, 399, 299, 199, 99]),
    Table(
      spacing: .trailing, steps: 25, timesteps: stride(from: 999, through: 39, by: -40).map(\.self)),
    Table(
      spacing: .trailing, steps: 50, timesteps: stride(from: 999, through: 19, by: -20).map(\.self)),
    Table(spacing: .trailing, steps: 1000, timesteps: (0...999).reversed()),
    Table(spacing: .linspace, steps: 1, timesteps: [0]),
    Table(spacing: .linspace, steps: 2, timesteps: [999, 0]),
    Table(spacing: .linspace, steps: 3, timesteps: [999, 500, 0]),
    Table(spacing: .linspace, steps: 4, timesteps: [999, 666, 333, 0]),
    Table(spacing: .linspace, steps: 5, timesteps: [999, 749, 500, 250, 0]),
    Table(
      spacing: .linspace, steps: 10, timesteps: [999, 888, 777, 666, 555, 444, 333, 222, 111, 0]),
    Table(spacing: .linspace, steps: 1000, timesteps: (0...999).reversed()),
  ]

  @Test("The published timesteps of Stable Diffusion's 1000", arguments: tables)
  func published(_ table: Table) throws {
    let found = try table.spacing.timesteps(steps: table.steps, trainTimesteps: 1000, offset: 1)
    #expect(found == table.timesteps)
  }

  @Test("linspace rounds halves to even and keeps both ends")
  func linspaceEnds() throws {
    let found25 = try TimestepSpacing.linspace.timesteps(steps: 25, trainTimesteps: 1000, offset: 1)
    #expect(found25.prefix(4) == [999, 957, 916, 874] && found25.suffix(2) == [42, 0])
    let found50 = try TimestepSpacing.linspace.timesteps(steps: 50, trainTimesteps: 1000, offset: 1)
    #expect(found50.prefix(4) == [999, 979, 958, 938] && found50.suffix(3) == [41, 20, 0])
  }

  struct Golden: Sendable, CustomTestStringConvertible {
    let spacing: TimestepSpacing
    let trainTimesteps: Int
    let offset: Int
    let index: Int
    var testDescription: String { "\(spacing.rawValue), T = \(trainTimesteps), offset \(offset)" }
  }

  static let goldens = [(1000, 1), (50, 0), (997, 3)].enumerated().flatMap { row, numbers in
    TimestepSpacing.allInReferenceOrder.enumerated().map { column, spacing in
      Golden(
        spacing: spacing, trainTimesteps: numbers.0, offset: numbers.1, index: row * 3 + column)
    }
  }

  @Test("Every number of steps gives the reference's timesteps", arguments: goldens)
  func everyNumberOfSteps(_ golden: Golden) throws {
    let table = try golden.table()
    #expect(table["spacing"] as? String == golden.spacing.rawValue)
    let rows = try #require(table["rows"] as? [Any])
    #expect(rows.count == golden.trainTimesteps)
    for (index, row) in rows.enumerated() {
      let timesteps = try? golden.timesteps(index + 1)
      guard let row = row as? [Any] else {
        #expect(timesteps == nil, "n = \(index + 1) leaves the schedule")
        continue
      }
      let found = try #require(timesteps, "n = \(index + 1)")
      #expect(found.first == row[0] as? Int && found.last == row[1] as? Int, "n = \(index + 1)")
      #expect(Self.hash(found) == row[2] as? String, "n = \(index + 1)")
    }
  }

  @Test(
    "Any possible number of steps gives that many falling timesteps in range", arguments: goldens)
  func property(_ golden: Golden) throws {
    for steps in 1...golden.trainTimesteps {
      guard let timesteps = try? golden.timesteps(steps) else { continue }
      #expect(timesteps.count == steps)
      #expect(timesteps.first.map { $0 < golden.trainTimesteps } == true, "n = \(steps)")
      #expect(timesteps.last.map { $0 >= 0 } == true, "n = \(steps)")
      let falls = zip(timesteps, timesteps.dropFirst()).allSatisfy { $0 > $1 }
      #expect(falls, "n = \(steps)")
    }
  }

  @Test("Trailing gives n timesteps where the reference adds a timestep -1")
  func trailingWithoutMinusOne() throws {
    let golden = try #require(
      Self.goldens.first { $0.spacing == .trailing && $0.trainTimesteps == 1000 })
    let longer = try #require(try golden.table()["appends_minus_one"] as? [Int])
    #expect(longer.count == 62 && longer.first == 61)
    for steps in longer {
      let timesteps = try golden.timesteps(steps)
      #expect(timesteps.count == steps)
      #expect(timesteps.last.map { $0 >= 0 } == true, "n = \(steps)")
    }
  }

  @Test("Leading refuses 1000 steps with offset 1 instead of asking for timestep 1000")
  func leadingRefusesTimestepT() throws {
    let error = #expect(throws: InferenceError.self) {
      try TimestepSpacing.leading.timesteps(steps: 1000, trainTimesteps: 1000, offset: 1)
    }
    #expect(error?.description.contains("0…999") == true)
    let last = try TimestepSpacing.leading.timesteps(steps: 999, trainTimesteps: 1000, offset: 1)
    #expect(last.first == 999)
    let whole = try TimestepSpacing.leading.timesteps(steps: 1000, trainTimesteps: 1000, offset: 0)
    #expect(whole == (0...999).reversed())
  }

  @Test("Steps outside 1…T are refused", arguments: [0, -1, 1001, Int.max, Int.min])
  func refusesSteps(_ steps: Int) {
    for spacing in TimestepSpacing.allCases {
      #expect(throws: InferenceError.self) {
        try spacing.timesteps(steps: steps, trainTimesteps: 1000, offset: 1)
      }
    }
  }

  @Test("Offsets that leave the schedule are refused", arguments: [-1, 1000, Int.max, Int.min])
  func refusesOffsets(_ offset: Int) {
    #expect(throws: InferenceError.self) {
      try TimestepSpacing.leading.timesteps(steps: 4, trainTimesteps: 1000, offset: offset)
    }
  }

  /// 64-bit FNV-1a over whole numbers, as the golden's script computes it.
  private static func hash(_ timesteps: [Int]) -> String {
    let state = timesteps.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { state, timestep in
      (state ^ UInt64(timestep)) &* 0x100_0000_01b3
    }
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension TimestepSpacingTests.Golden {
  func table() throws -> [String: Any] {
    let tables = try #require(
      try ReferenceTensors.json("schedule/timesteps.json") as? [[String: Any]])
    return tables[index]
  }

  func timesteps(_ steps: Int) throws -> [Int] {
    try spacing.timesteps(steps: steps, trainTimesteps: trainTimesteps, offset: offset)
  }
}

extension TimestepSpacing {
  fileprivate static let allInReferenceOrder: [TimestepSpacing] = [.leading, .trailing, .linspace]
}
