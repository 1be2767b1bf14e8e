internal import TestSupport
internal import Testing

@testable internal import Inference

/// What a run takes, said before it begins.
@Suite("Costs of runs")
struct CostModelTests {
  private static func model(_ name: String = "marigold-depth-tiny") throws -> CostModel {
    try CostModel(ModelFolder(path: Golden.root + "/assets/models/" + name))
  }

  private static func settings(_ resolution: Int, steps: Int = 4) -> RunSettings {
    var settings = RunSettings()
    settings.processingResolution = resolution
    settings.steps = steps
    return settings
  }

  @Test("a larger picture takes more memory and work, more steps more work")
  func growing() throws {
    let model = try Self.model()
    let costs = try [128, 256, 512].map {
      try model.cost(Self.settings($0), height: 384, width: 384)
    }
    #expect(costs[0].peakBytes < costs[1].peakBytes && costs[1].peakBytes < costs[2].peakBytes)
    #expect(costs[0].step.total < costs[1].step.total)
    let longer = try model.cost(Self.settings(128, steps: 40), height: 384, width: 384)
    #expect(longer.step == costs[0].step)
    #expect(longer.operations > costs[0].operations)
  }

  @Test("weights of binary16 are counted as they are packed")
  func footprint() {
    let panel = PanelLayout(outputs: 640).panel
    var half = WeightFootprint()
    half.add([640, 640, 3, 3], name: "conv.weight", fitsHalf: true, threads: 3)
    var small = WeightFootprint()
    small.add([100, 64], name: "linear.weight", fitsHalf: true)
    if panel > 0 {
      #expect(half.bytes == 2 * 640 * 640 * 9)
      #expect(half.transient == 2 * 3 * panel * 640 * 9)
      #expect(small.bytes == 4 * 112 * 64)
    } else {
      // OpenBLAS takes floats, and a whole weight is brought into its order.
      #expect(half.bytes == 4 * 640 * 640 * 9)
      #expect(half.transient == 4 * 640 * 640 * 9)
      #expect(small.bytes == 4 * 100 * 64)
    }
    var embedding = WeightFootprint()
    embedding.add([49408, 1024], name: "token_embedding.weight", fitsHalf: true)
    #expect(embedding.bytes == 4 * 49408 * 1024)
  }

  @Test(
    "weights in parts are counted twice as large as those of 16 bits",
    .enabled(if: Precision.bf16x3.isSupported, "this processor has no AVX512-BF16"))
  func footprintOfParts() {
    func bytes(_ shape: [Int], _ name: String, _ precision: Precision) -> Int {
      var footprint = WeightFootprint()
      footprint.add(shape, name: name, fitsHalf: true, precision)
      return footprint.bytes
    }
    for (shape, name) in [
      ([640, 640], "to_q.weight"), ([640, 640, 1, 1], "conv_shortcut.weight"),
      ([640, 640, 3, 3], "downsamplers.0.conv.weight"),
    ] {
      let half = bytes(shape, name, .bf16)
      #expect(half == 2 * shape.reduce(1, *))
      #expect(bytes(shape, name, .bf16x3) == 2 * half)
    }
    // What may be transformed stays what it is in 32 bits.
    let conv = ([640, 640, 3, 3], "resnets.0.conv1.weight")
    #expect(bytes(conv.0, conv.1, .bf16x3) == bytes(conv.0, conv.1, .fp32))
  }

  @Test(
    "what a model takes in three products is counted, and bf16 would take less",
    .enabled(if: Precision.bf16x3.isSupported, "this processor has no AVX512-BF16"))
  func parts() throws {
    let folder = try ModelFolder(path: Golden.root + "/assets/models/marigold-depth-tiny")
    let model = try CostModel(folder, precision: .bf16x3)
    #expect(model.weightBytes > model.computing(in: .bf16).weightBytes)
    #expect(model.lighter?.precision == .bf16)
    #expect(model.computing(in: .bf16).lighter == nil)
  }

  @Test("what does not fit is refused with the largest resolution that would")
  func shortage() throws {
    let model = try Self.model()
    let settings = Self.settings(1024)
    func bytes(_ resolution: Int) throws -> Int {
      try model.cost(Self.settings(resolution), height: 768, width: 1024).peakBytes
    }
    let room = MemoryRoom(bytes: try bytes(512), bound: .machine)
    let shortage = try #require(
      try model.shortage(settings, height: 768, width: 1024, memory: room))
    #expect(shortage.fitting == 512)
    let sentence = shortage.error(
      resolution: "--resolution", precision: "--precision"
    ).description
    #expect(sentence.contains("--resolution 512 would fit"))
    #expect(sentence.contains("free on this machine"))
    let plenty = MemoryRoom(bytes: try bytes(1024), bound: .machine)
    #expect(try model.shortage(settings, height: 768, width: 1024, memory: plenty) == nil)
    let none = MemoryRoom(bytes: 1 << 20, bound: .person)
    let hopeless = try #require(
      try model.shortage(settings, height: 768, width: 1024, memory: none))
    #expect(hopeless.fitting == nil)
    #expect(
      hopeless.error(
        resolution: "--resolution", precision: "--precision"
      ).description.contains("no resolution"))
  }

  @Test("the first way that fits is chosen, or else the one that takes least")
  func decoding() throws {
    let model = try Self.model()
    let settings = Self.settings(1024)
    func bytes(_ way: Decoding) throws -> Int {
      try model.computing(in: way).cost(settings, height: 768, width: 1024).peakBytes
    }
    let (whole, bands, passes) = try (bytes(.whole), bytes(.bands), bytes(.passes))
    #expect(10 * bands < 9 * whole && passes < bands)
    func chosen(_ choice: DecodingChoice, _ bytes: Int?) throws -> Decoding {
      try model.computing(
        in: choice, settings, height: 768, width: 1024,
        memory: bytes.map { MemoryRoom(bytes: $0, bound: .group) }
      ).decoding
    }
    #expect(try chosen(.auto, whole) == .whole)
    #expect(try chosen(.auto, whole - 1) == .bands)
    #expect(try chosen(.auto, bands) == .bands)
    #expect(try chosen(.auto, bands - 1) == .passes)
    #expect(try chosen(.auto, 0) == .passes)
    #expect(try chosen(.auto, nil) == .whole)
    #expect(try chosen(.whole, 0) == .whole)
    #expect(try chosen(.bands, whole) == .bands)
    #expect(try chosen(.passes, whole) == .passes)
    let room = MemoryRoom(bytes: bands, bound: .person)
    let banded = model.computing(in: .bands)
    #expect(try banded.shortage(settings, height: 768, width: 1024, memory: room) == nil)
    let refused = try #require(
      try model.shortage(settings, height: 768, width: 1024, memory: room))
    #expect(refused.fittingWay == .bands)
    let advice = refused.error(resolution: "--resolution", precision: "--precision").description
    #expect(advice.contains("; the preference decoding = \"bands\" or "))
    let less = MemoryRoom(bytes: bands - 1, bound: .person)
    let short = try #require(
      try banded.shortage(settings, height: 768, width: 1024, memory: less))
    #expect(short.fittingWay == .passes)
    #expect(short.sentence.contains("of memory even by bands where"))
    let least = MemoryRoom(bytes: passes - 1, bound: .person)
    let hopeless = try #require(
      try model.computing(in: .passes).shortage(
        settings, height: 768, width: 1024, memory: least))
    #expect(hopeless.fittingWay == nil)
    #expect(hopeless.sentence.contains("of memory even by passes where"))
  }

  @Test(
    "a narrow layer that was disturbed takes nothing from the pace of operations",
    arguments: [1.0, 1000])
  func disturbed(times: Double) {
    // What 1e-11 s an operation and 1e-10 s a value make of a wide and a narrow layer.
    let wide = EngineSpeed.Sample(operations: 2e9, values: 2e6, seconds: 2e-2 + 2e-4)
    let narrow = EngineSpeed.Sample(
      operations: 8e6, values: 1e5, seconds: times * (8e-5 + 1e-5))
    let pace = EngineSpeed.Pace(wide, narrow)
    #expect(abs(pace.operation / 1e-11 - 1) < 0.02, "\(pace)")
    #expect(times == 1 ? abs(pace.value / 1e-10 - 1) < 1e-6 : pace.value == 0, "\(pace)")
  }

  @Test("kernels are measured once, and work takes time")
  func speed() throws {
    let speed = try EngineSpeed.measured()
    #expect(try EngineSpeed.measured() == speed)
    for kernel in Work.Kernel.allCases where kernel != .transform {
      var work = Work()
      work[kernel] = 1e9
      #expect((1e-4...100).contains(speed.seconds(work)), "\(kernel)")
    }
  }
}

/// What is left of the memory.
@Suite("Memory that is left")
struct MemoryRoomTests {
  @Test("the machine's is what it says is available")
  func machine() {
    let text = "MemTotal:       24609348 kB\nMemFree:  100 kB\nMemAvailable:   20971520 kB\n"
    #expect(MemoryRoom.available(meminfo: text) == 20 << 30)
    #expect(MemoryRoom.available(meminfo: "MemTotal: 1 kB") == nil)
    #expect(MemoryRoom.available(meminfo: "MemAvailable: 99999999999999999999 kB") == nil)
    #expect(MemoryRoom.available(meminfo: "MemAvailable: \(Int.max) kB") == nil)
  }

  @Test("a control group's is its limit without what it can give up")
  func group() {
    #expect(MemoryRoom.groupPath(cgroup: "1:name=x:/y\n0::/user.slice/a\n") == "/user.slice/a")
    #expect(MemoryRoom.groupPath(cgroup: "4:memory:/a\n") == nil)
    let stat = "anon 5\ninactive_file 300\nactive_file 7\n"
    #expect(MemoryRoom.room(max: "1000\n", current: "900\n", stat: stat) == 400)
    #expect(MemoryRoom.room(max: "max\n", current: "900\n", stat: stat) == nil)
    #expect(MemoryRoom.room(max: "1000", current: "2000", stat: "") == 0)
  }

  @Test("a limit of the person's own counts what the process holds")
  func limit() throws {
    let room = try #require(MemoryRoom.now(limit: 1))
    #expect(room == MemoryRoom(bytes: 0, bound: .person))
    #expect(try #require(MemoryRoom.now()).bytes > 0)
  }
}
