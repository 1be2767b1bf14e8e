import Foundation
import TestSupport
import Testing

/// `stepscope bench` measures every part and says on what.
///
/// How long anything takes is no business of a test.
@Suite("Benchmark")
struct BenchTests {
  @Test("JSON tells every part's times, the memory and the machine")
  func json() throws {
    let result = try Shell.stepscope([
      "bench", "--repeat", "2", "--threads", "1", "--resolution", "64", "--json",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(report["model"] as? String == "marigold-depth-tiny")
    #expect(report["family"] as? String == "marigold")
    #expect(report["resolution"] as? Int == 64)
    #expect(report["threads"] as? Int == 1)
    #expect(report["repeat"] as? Int == 2)
    #expect(try #require(report["openblas_core"] as? String) != "")
    #expect(try #require(report["peak_memory_bytes"] as? Int) > 1_000_000)
    #expect(try #require(report["load_seconds"] as? Double) > 0)
    #expect(try #require(report["warm_up_seconds"] as? Double) > 0)
    let timings = try #require(report["timings"] as? [String: [String: [String: Any]]])
    #expect(Set(timings.keys) == ["encode", "step", "decode", "run"])
    for (part, clocks) in timings {
      #expect(Set(clocks.keys) == ["wall_seconds", "cpu_seconds"])
      for (clock, numbers) in clocks {
        let samples = try #require(numbers["samples"] as? [Double])
        #expect(samples.count == 2)
        #expect(numbers["min"] as? Double == samples.min(), "\(part) \(clock)")
        #expect(numbers["max"] as? Double == samples.max(), "\(part) \(clock)")
        let median = try #require(numbers["median"] as? Double)
        #expect(abs(median - (samples[0] + samples[1]) / 2) < 1e-9, "\(part) \(clock)")
      }
    }
    try checkLayers(try #require(report["layers"] as? [String: Any]), timings)
    // The parts make the whole.
    let walls = timings.mapValues { $0["wall_seconds"]?["samples"] as? [Double] ?? [] }
    for index in 0..<2 {
      let parts = try ["encode", "step", "decode"].map { try #require(walls[$0])[index] }
      #expect(parts.allSatisfy { $0 > 0 })
      let whole = try #require(walls["run"])[index]
      #expect(abs(parts.reduce(0, +) - whole) < 1e-6)
    }
  }

  /// Layers are counted as the model has them, take less than their part, and their speed is what that makes.
  private func checkLayers(
    _ layers: [String: Any], _ timings: [String: [String: [String: Any]]]
  ) throws {
    let peak = try #require(layers["peak_gflops"] as? Double)
    #expect(peak > 1)
    let rows = try #require(layers["rows"] as? [[String: Any]])
    for part in ["encode", "step", "decode"] {
      let own = rows.filter { $0["part"] as? String == part }
      let whole = try #require(own.first { $0["kind"] == nil })
      let seconds = try #require(whole["wall_seconds"] as? Double)
      #expect(seconds == timings[part]?["wall_seconds"]?["median"] as? Double)
      let kinds = own.filter { $0["kind"] != nil }
      #expect(!kinds.isEmpty)
      let sum = kinds.reduce(0) { $0 + ($1["giga_operations"] as? Double ?? -1) }
      #expect(abs(sum - (whole["giga_operations"] as? Double ?? -1)) < 1e-9 * max(1, sum))
      for row in own {
        let speed = row["gflops"] as? Double
        let operations = try #require(row["giga_operations"] as? Double)
        #expect((speed == nil) == (operations == 0))
        guard let speed else { continue }
        let time = try #require(row["wall_seconds"] as? Double)
        #expect(abs(speed * time / operations - 1) < 1e-6)
        #expect(abs(try #require(row["share_of_peak"] as? Double) * peak / speed - 1) < 1e-6)
      }
    }
    // 4 latents and 4 of noise at 8×8: the UNet's first layer alone, 8 to 64 channels, is in the sum.
    let names = Set(rows.compactMap { $0["kind"] as? String })
    #expect(names.isSuperset(of: ["linear", "self_attention", "cross_attention", "conv1x1"]))
    #expect(names.contains { $0.hasPrefix("conv3x3") })
  }

  @Test("the table has a row for every part")
  func table() throws {
    let result = try Shell.stepscope(["bench", "--repeat", "1", "--resolution", "64"])
    #expect(result.status == 0, "\(result.errors)")
    for words in [
      "marigold-depth-tiny (marigold)", "64×64", "encode", "UNet step", "decode", "one-step run",
      "peak memory", "self attention", "GFLOP/s",
    ] {
      #expect(result.output.contains(words), "no “\(words)” in:\n\(result.output)")
    }
  }

  @Test(
    "what cannot be measured is refused with a sentence",
    arguments: [
      (["--repeat", "0"], "--repeat"), (["--resolution", "100"], "multiples of 8"),
      (["--resolution", "0"], "multiples of 8"), (["--resolution", "80000"], "8192"),
      (["--threads", "0"], "--threads"), (["--interface", "--keys", "0"], "--keys"),
      (["--interface", "--window", "8"], "--window"),
    ])
  func refused(flags: [String], words: String) throws {
    let result = try Shell.stepscope(["bench"] + flags)
    #expect(result.status == 64)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test("The explorer's frames stay within their bytes, and what rests writes nothing")
  func interface() throws {
    let result = try Shell.stepscope([
      "bench", "--interface", "--window", "80x24", "--keys", "12", "--json",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let windows = try #require(report["windows"] as? [[String: Any]])
    let window = try #require(windows.first)
    #expect(windows.count == 1)
    #expect(window["idle_bytes"] as? Int == 0)
    for (number, part) in [("first_text_seconds", window), ("first_picture_seconds", window)] {
      #expect(try #require(part[number] as? Double) > 0)
    }
    let keys = try #require(window["keys"] as? [String: Any])
    #expect(keys["count"] as? Int == 12)
    #expect(try #require(keys["p50_seconds"] as? Double) > 0)
    #expect(try #require(window["switch_seconds"] as? Double) > 0)
    let pictures = try #require(report["pictures"] as? [[String: Any]])
    #expect(pictures.count == 4)
    for picture in pictures {
      let encoding = try #require(picture["encode_seconds"] as? Double)
      #expect(encoding > 0 && encoding < (picture["whole_seconds"] as? Double ?? 0))
    }
    let frames = try #require(window["frames"] as? [[String: Any]])
    #expect(frames.count >= 15)
    // Bounds are kept by whoever sends nothing, so something must have been sent.
    for number in ["moving_bytes", "resting_bytes"] {
      #expect(frames.contains { ($0[number] as? Int ?? 0) > 0 }, "all \(number) are 0")
    }
    for frame in frames {
      let view = frame["view"] as? String ?? "?"
      #expect(try #require(frame["moving_bytes"] as? Int) <= 64 << 10, "\(view)")
      let resting = try #require(frame["resting_bytes"] as? Int)
      #expect(resting <= 256 << 10, "\(view): \(resting)")
    }
  }
}
