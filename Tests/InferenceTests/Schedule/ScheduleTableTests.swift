import Foundation
import Inference
import Testing

@Suite("Schedule table")
struct ScheduleTableTests {
  @Test("CSV of two leading steps")
  func csv() throws {
    let table = ScheduleTable(try DDIM(.stableDiffusion(.leading)).plan(steps: 2))
    let lines = table.csv.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines[3].isEmpty)
    #expect(lines[0] == ScheduleRow.columns.joined(separator: ",")[...])
    #expect(lines[1].hasPrefix("0,501,1,0.2749988"))
    #expect(lines[2].hasPrefix("1,1,-499,0.998296"))
  }

  @Test("JSON reads back to the same floats", arguments: TimestepSpacing.allCases, [1, 7, 50])
  func json(_ spacing: TimestepSpacing, _ steps: Int) throws {
    let plan = try DDIM(.stableDiffusion(spacing, zeroSNR: true)).plan(steps: steps)
    let table = ScheduleTable(plan)
    let objects = try #require(
      try JSONSerialization.jsonObject(with: Data(table.json.utf8)) as? [[String: Any]])
    #expect(objects.count == steps)
    for (row, object) in zip(table.rows, objects) {
      #expect(Set(object.keys) == Set(ScheduleRow.columns))
      #expect(object["index"] as? Int == row.index)
      #expect((object["previous_timestep"] as? Int).map { Float($0) } == row.previousTimestep)
      let numbers = [
        "timestep": row.timestep, "alpha_cumprod": row.alphaCumprod,
        "previous_alpha_cumprod": row.previousAlphaCumprod, "told_noise": row.toldNoise,
        "held_noise": row.heldNoise, "gap": row.gap, "snr": row.snr,
      ]
      for (name, number) in numbers {
        let found = try #require(object[name] as? Double)
        #expect(Float(found) == number, "\(name)")
      }
    }
  }

  @Test("What is no number is null in JSON and empty in CSV")
  func noNumber() {
    let clean = NoiseLevel(alphaCumprod: 1)
    let entry = Plan.Entry(
      timestep: 0.5, previousTimestep: nil, level: clean, previousLevel: clean, needsNoise: false)
    let table = ScheduleTable(Plan(entries: [entry], initNoiseSigma: 1), initialNoise: 0)
    #expect(table.csv.hasSuffix("\n0,0.5,,1,1,0,0,0,\n"))
    #expect(table.json.contains("\"previous_timestep\": null"))
    #expect(table.json.contains("\"snr\": null"))
  }

  @Test("An empty plan is an empty table")
  func empty() {
    let table = ScheduleTable(Plan(entries: [], initNoiseSigma: 1))
    #expect(table.json == "[]\n")
    #expect(table.csv.split(separator: "\n").count == 1)
  }
}
