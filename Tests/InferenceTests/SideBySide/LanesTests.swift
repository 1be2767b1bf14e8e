import Synchronization
import TestSupport
import Testing

@testable import Inference

/// Members and cells that are computed at the same time are those that are computed one after another.
@Suite("Runs side by side give the same bits as one by one", .serialized)
struct LanesTests {
  /// A model, an encoded picture and settings.
  struct Case {
    let estimator: Estimator
    let image: PreparedImage
    var settings: RunSettings

    init(shipped name: String, precision: Precision = .fp32) throws {
      estimator = try Estimator(
        folder: ModelFolder(path: Shipped.models + name), precision: precision)
      settings = estimator.family.defaults
      settings.steps = 3
      image = try estimator.prepare(
        Shipped.picture("scene-05").cropped(height: 300, width: 384), resolution: 64)
    }

    init(miniature name: String) throws {
      estimator = try Estimator(folder: ModelFolder(path: Golden.folder + "/families/" + name))
      settings = estimator.family.defaults
      settings.steps = 2
      image = try estimator.prepare(
        Golden("families/picture.safetensors")().read("picture"),
        resolution: name == "depthfm" ? 0 : 48)
    }

    /// All steps and maps of members, on so many lanes.
    func members(
      _ count: Int, lanes: Int, initialLatents: Tensor? = nil,
      _ checkpoint: Checkpoint = Checkpoint(),
      taken: (Int) -> Void = { _ in }
    ) throws(InferenceError) -> [[Tensor]] {
      var run = try EnsembleRun(
        estimator, image, settings, count: count, initialLatents: initialLatents)
      var all: [[Tensor]] = []
      let (image, settings) = (image, settings)
      try run.complete(on: estimator.lanes(lanes), checkpoint) {
        (_, member, lane, checkpoint) throws(InferenceError) in
        var tensors: [Tensor] = []
        while let step = try member.next(checkpoint, on: lane) {
          tensors += [step.latents, step.result.predOriginalSample, step.result.prevSample]
        }
        return tensors
          + (try lane.memberMaps(member.trajectory.finalLatents, of: image, settings, checkpoint))
      } take: { member, tensors in
        all.append(tensors)
        taken(member)
      }
      return all
    }
  }

  private func expectSame(_ found: [[Tensor]], _ one: [[Tensor]], _ what: String) {
    #expect(found.count == one.count)
    for (member, pair) in zip(found, one).enumerated() {
      #expect(pair.0.count == pair.1.count)
      for (left, right) in zip(pair.0, pair.1) {
        let differing = zip(left.scalars, right.scalars).count { $0.bitPattern != $1.bitPattern }
        #expect(differing == 0, "\(what), member \(member), of \(right.count) values")
      }
    }
  }

  @Test(
    "every scheduler, those that draw between steps among them", arguments: BranchTests.schedulers)
  func schedulers(_ id: SchedulerID) throws {
    var test = try Case(shipped: "marigold-depth-tiny")
    test.settings = Planning.switching(test.settings, to: id, test.estimator.schedulerConfig)
    if id == .ddim { test.settings.eta = 0.7 }
    let one = try test.members(5, lanes: 1)
    #expect(Set(one.map { $0.last?.scalars }).count == 5, "members differ")
    for lanes in [2, 3, 5] {
      expectSame(try test.members(5, lanes: lanes), one, "\(id.rawValue), \(lanes) lanes")
    }
  }

  @Test(
    "every family",
    arguments: [
      "depthfm", "geowizard-v1", "lotus-depth-g", "marigold-depth-lcm", "marigold-iid-lighting",
      "marigold-normals-v1-1",
    ])
  func families(name: String) throws {
    var test = try Case(miniature: name)
    if test.estimator.family.controls.missing[.steps] != nil { test.settings.steps = 1 }
    for noise in [NoiseID.gaussian, .pyramid] {
      test.settings.noise = noise
      let one = try test.members(4, lanes: 1)
      for lanes in [2, 3] {
        expectSame(try test.members(4, lanes: lanes), one, "\(name), \(lanes) lanes")
      }
    }
  }

  @Test(
    "in bfloat16 too",
    .enabled(if: Precision.bf16.isSupported, "this processor has no AVX512-BF16"),
    arguments: [Precision.bf16, .bf16x3])
  func halves(precision: Precision) throws {
    let test = try Case(shipped: "marigold-depth-tiny", precision: precision)
    let one = try test.members(3, lanes: 1)
    #expect(one != (try Case(shipped: "marigold-depth-tiny").members(3, lanes: 1)))
    expectSame(try test.members(3, lanes: 2), one, "\(precision.rawValue), 2 lanes")
  }

  @Test("members as they were drawn before lanes: each takes over the numbers of the one before")
  func order() throws {
    let test = try Case(miniature: "marigold-depth-lcm")
    var run = try EnsembleRun(test.estimator, test.image, test.settings, count: 3)
    var latents: [Tensor] = []
    while var member = try run.next() {
      while try member.next() != nil {}
      run.finish(member)
      latents.append(member.trajectory.finalLatents)
    }
    let beside = try test.members(3, lanes: 3)
    #expect(beside.map { $0[$0.count - 2] } == latents)
  }

  @Test(
    "a member that fails is told as one by one, and those before it are taken",
    arguments: [1, 2, 3])
  func failure(lanes: Int) throws {
    let test = try Case(shipped: "marigold-depth-tiny")
    let size = test.image.mean.shape
    var noise = Tensor(zeros: [5] + size.dropFirst())
    for place in noise.scalars.indices { noise.scalars[place] = Float(place % 7) / 3 - 1 }
    noise.scalars[3 * size.reduce(1, *) + 5] = .nan
    var taken: [Int] = []
    #expect(
      throws: InferenceError.invalidSetting(
        name: "The initial latents", value: "NaN or infinity in 1 places", allowed: "finite values")
    ) {
      _ = try test.members(5, lanes: lanes, initialLatents: noise) { taken.append($0) }
    }
    #expect(taken == [0, 1, 2])
  }

  @Test("a cancel in the middle leaves the members before it", arguments: [1, 2, 3])
  func cancel(lanes: Int) throws {
    let test = try Case(shipped: "marigold-depth-tiny")
    let isCancelled = Atomic<Bool>(false)
    var taken: [Int] = []
    // Many: on a busy machine the other lanes are ahead of this thread by as many as they like.
    #expect(throws: InferenceError.cancelled) {
      _ = try test.members(
        500, lanes: lanes, Checkpoint(isCancelled: { isCancelled.load(ordering: .relaxed) })
      ) { member in
        taken.append(member)
        if member == 2 { isCancelled.store(true, ordering: .relaxed) }
      }
    }
    #expect(taken == Array(0..<taken.count), "in order, none left out")
    #expect((3..<500).contains(taken.count))
    if lanes == 1 { #expect(taken.count == 3, "nobody was ahead") }
  }

  @Test("an error map: every cell, its x0 and the order in which cells are told")
  func map() throws {
    let test = try Case(shipped: "marigold-depth-tiny")
    var run = try test.estimator.begin(test.image, test.settings)
    while try run.next() != nil {}
    let grid = try test.estimator.errorMapGrid(columns: 4, rows: 3, test.settings)
    let truth = try Shipped.depth("scene-05").cropped(height: 300, width: 384)
    func mapping() throws -> ErrorMapping {
      try test.estimator.errorMapping(
        of: run.trajectory, test.image, grid, .absRel(truth, DepthMetrics.Options()))
    }
    var one = try mapping()
    while try one.next() != nil {}
    for lanes in [1, 2, 3] {
      var found = try mapping()
      var told: [ErrorMapGrid.Cell] = []
      while try found.advance(
        by: 5, on: test.estimator.lanes(lanes), Checkpoint(),
        { cell, map in
          told.append(cell)
          #expect(map.count == told.count && map[cell] != nil)
        })
      {}
      #expect(found.map == one.map && told == grid.order)
      let cell = ErrorMapGrid.Cell(column: 2, row: 1)
      #expect(try found.latents(at: cell) == one.latents(at: cell))
    }
  }

  @Test("lanes keep their memory from call to call, and give it back when asked to")
  func memory() throws {
    let test = try Case(shipped: "marigold-depth-tiny")
    let lanes = test.estimator.lanes(2)
    let session = try #require(lanes.each.last).unet.session
    #expect(session.workspace.heldBytes == 0)
    var run = try test.estimator.begin(test.image, test.settings)
    while try run.next(on: lanes.each.last) != nil {}
    let held = session.workspace.heldBytes
    lanes.release()
    // The prompt's tokens stay, which the network keeps.
    #expect(session.workspace.heldBytes < held)
    #expect(test.estimator.lanes(2).each.last?.unet.session === session)
  }

  @Test("how many lanes: by work, threads, runs and memory")
  func rule() throws {
    let test = try Case(shipped: "marigold-depth-tiny")
    func count(_ runs: Int, _ threads: Int, _ bytes: Int? = nil) -> Int {
      test.estimator.lanes(
        for: test.image, runs: runs, threads: threads,
        memory: bytes.map { MemoryRoom(bytes: $0, bound: .machine) }
      ).count
    }
    #expect(count(10, 2) == 2 && count(10, 3) == 3 && count(2, 5) == 2)
    #expect(count(10, 1) == 1 && count(1, 4) == 1)
    #expect(count(10, 2, 0) == 1, "no memory for a second one")
    #expect(count(256, 4096) < 4096, "memory bounds them")
    let large = try LaneRule(
      Self.fullSize, AutoencoderKLConfig(), batch: 1, isJoint: false, latent: (64, 64))
    #expect(large.count(runs: 10, threads: 4, room: nil) == 1)
  }

  private static var fullSize: UNetConfig {
    var config = UNetConfig()
    config.inChannels = 8
    return config
  }
}
