import Foundation
import Inference
import Render

/// Runs models on a thread of its own, one job at a time, and tells the application by messages.
///
/// Between two steps of a run it serves what a person waits for: probes and decodes.
final class InferenceWorker: @unchecked Sendable {
  /// A run with everything its later jobs need; the model may have been changed since.
  struct Run {
    var estimator: Estimator
    var folder: ModelFolder
    var image: PreparedImage
    var picture: Picture
    var denoising: Denoising
    var started: Double
  }

  let queue = InferenceQueue()
  let store: PictureStore
  /// The family that one model is taken for, instead of its own.
  private let named: (model: String, family: String)?
  let post: @Sendable (Message) -> Void
  private let wake: @Sendable () -> Void

  // Touched by the worker's thread only.
  private(set) var model:
    (name: String, estimator: Estimator, cost: LoadedCost, folder: ModelFolder)?
  let times = BlockTimes()
  private var picture: Picture?
  private var prepared:
    (picture: PictureID, resolution: Int, rule: ResizeRule, model: String, image: PreparedImage)?
  private(set) var runs: [RunID: Run] = [:]
  var maps = MapFiller()
  var seeds = SeedsGrower()
  private var pictureCount = 0
  private var lastStage = 0.0
  private var stepSeconds: Double?

  /// - Parameters:
  ///   - store: Where pictures are made from.
  ///   - named: The family that one model is taken for, instead of what its structure tells.
  ///   - post: Tells the application.
  ///   - wake: Called when a job is done, so that somebody who waits for idleness looks again.
  init(
    store: PictureStore, named: (model: String, family: String)? = nil,
    post: @escaping @Sendable (Message) -> Void,
    wake: @escaping @Sendable () -> Void
  ) {
    self.store = store
    self.named = named
    self.post = post
    self.wake = wake
  }

  /// Begins to work.
  func begin() {
    let thread = Thread { [self] in work() }
    // Networks recurse little, but attention keeps blocks on the stack.
    thread.stackSize = 8 << 20
    thread.name = "inference"
    thread.start()
  }

  func add(_ job: InferenceQueue.Job) { queue.add(job) }

  func cancel(_ run: RunID) {
    queue.cancel(run)
    post(.run(run, .cancelled))
  }

  /// Nobody looks at a map.
  func pauseMap() { queue.pauseMap() }

  var isIdle: Bool { queue.isIdle }

  /// No more members are wanted.
  func stopSeeds(_ id: SeedsID) { queue.stopSeeds(id) }

  /// Ends the thread; what goes on is cancelled.
  func quit() { queue.add(.quit) }

  private func work() {
    while true {
      let job = queue.next(whenIdle: wake)
      // What was computed for a probe or a map, or given up, is no time of this job.
      _ = times.take()
      switch job {
      case .quit: return
      case .loadModel(let name): load(name)
      case .openPicture(let path): open(path)
      case .start(let run, let settings): start(run, settings)
      case .branch(let run, let from, let after, let settings):
        branch(run, from, after, settings)
      case .step(let run): step(run)
      case .decode(let run, let index, let target): decode(run, index, target)
      case .compare(let pair): compare(pair)
      case .saveSession(let path, let session, let run): saveSession(path, session, run)
      case .loadSession(let path): loadSession(path)
      case .measure(let run, let index): measure(run, index)
      case .survey(let picture): survey(picture)
      case .forget(let run, let picturesOnly):
        if !picturesOnly { runs[run] = nil }
        store.forget(run, picturesOnly: picturesOnly)
      case .probe(let run, let index, let number, let told, let held, let modality):
        probe(run, index, number, told, held, modality)
      case .fillMap(let key, let run, let known): fillMap(key, run, known: known)
      case .predictCell(let key, let run, let cell, let number):
        predictCell(key, run, cell, number: number)
      case .growSeeds(let id, let settings, let count, let reduction):
        growSeeds(id, settings, to: count, reduction)
      case .mergeSeeds(let id, let reduction): mergeSeeds(id, reduction)
      case .forgetSeeds(let id):
        seeds.groups[id] = nil
        store.forget(id)
      }
    }
  }

  // MARK: - Models and pictures

  private func load(_ name: String) {
    post(.model(.loading(name: name)))
    do throws(InferenceError) {
      let folder = try Assets.model(name)
      let family = named?.model == name ? named?.family : nil
      var cost = try LoadedCost(folder, family: family)
      let estimator = try Estimator(folder: folder, family: family, checkpoint(nil))
      try cost.measure()
      model = (name, estimator, cost, folder)
      tell(name, estimator, cost)
    } catch {
      post(.model(.failed(name: name, message: error.description)))
    }
  }

  private func open(_ name: String) {
    pictureCount += 1
    do throws(InferenceError) {
      let opened = try PictureOpener.open(name, id: PictureID(number: pictureCount))
      picture = opened
      store.add(opened)
      post(.picture(.opened(opened)))
    } catch {
      post(.picture(.failed(path: name, message: error.description)))
    }
  }

  // MARK: - Runs

  private func start(_ run: RunID, _ settings: RunSettings) {
    attempt(run) { () throws(InferenceError) in
      guard let model, let picture else {
        throw .invalidSetting(
          name: "A run", value: "without model and picture", allowed: "after both are loaded")
      }
      try model.cost.check(settings, on: picture)
      let image = try prepare(picture, settings, run)
      let denoising = try model.estimator.begin(image, settings)
      register(run, model.estimator, model.folder, image, picture, denoising)
    }
  }

  private func branch(_ run: RunID, _ from: RunID, _ after: Int, _ settings: RunSettings) {
    attempt(run) { () throws(InferenceError) in
      guard let old = runs[from] else {
        throw .invalidSetting(name: "The branch", value: "a run that is gone", allowed: "another")
      }
      let denoising = try old.estimator.resume(old.denoising.trajectory, after: after, settings)
      register(run, old.estimator, old.folder, old.image, old.picture, denoising)
    }
  }

  private func register(
    _ run: RunID, _ estimator: Estimator, _ folder: ModelFolder, _ image: PreparedImage,
    _ picture: Picture, _ denoising: Denoising
  ) {
    runs[run] = Run(
      estimator: estimator, folder: folder, image: image, picture: picture, denoising: denoising,
      started: Self.now())
    post(.run(run, .started(denoising.trajectory)))
    store.add(run, of: picture.id)
    for step in denoising.trajectory.steps {
      store.add(step, run, estimator, denoising.trajectory.settings.predictionType)
    }
    queue.add(.step(run))
  }

  private func prepare(
    _ picture: Picture, _ settings: RunSettings, _ run: RunID?
  ) throws(InferenceError) -> PreparedImage {
    let name = model?.name ?? ""
    if let prepared, prepared.picture == picture.id, prepared.model == name,
      prepared.resolution == settings.processingResolution, prepared.rule == settings.resize
    {
      return prepared.image
    }
    guard let estimator = model?.estimator else { throw .cancelled }
    let image = try estimator.prepare(
      Tensor(picture.raster), resolution: settings.processingResolution, rule: settings.resize,
      checkpoint(run))
    prepared = (picture.id, settings.processingResolution, settings.resize, name, image)
    if let run { tellTimes(nil, run) }
    return image
  }

  private func step(_ run: RunID) {
    attempt(run) { () throws(InferenceError) in
      guard var current = runs[run] else { return queue.finish(run) }
      let step = try current.denoising.next(checkpoint(run))
      runs[run] = current
      guard let step else {
        queue.finish(run)
        return post(.run(run, .finished(seconds: Self.now() - current.started)))
      }
      stepSeconds = step.seconds
      store.add(
        step, run, current.estimator, current.denoising.trajectory.settings.predictionType)
      post(.run(run, .step(step)))
      tellTimes(step.index, run)
    }
  }

  private func attempt(_ run: RunID, _ body: () throws(InferenceError) -> Void) {
    do throws(InferenceError) {
      try body()
    } catch {
      queue.finish(run)
      // A cancel was already told when it was asked for.
      if error != .cancelled { fail(run, error) }
    }
  }

  // MARK: - Decoding and probing

  private func decode(_ run: RunID, _ index: Int, _ target: DecodeTarget) {
    attempt(run) { () throws(InferenceError) in
      guard let current = runs[run], index < current.denoising.trajectory.steps.count else {
        return
      }
      let settings = current.denoising.trajectory.settings
      let step = current.denoising.trajectory.steps[index]
      guard let latents = step.tensor(target.part, settings.predictionType) else { return }
      let prediction = try locating(index, current) { () throws(InferenceError) in
        try current.estimator.predict(
          latents, of: current.image, settings, modality: target.modality, matchingInput: false,
          checkpoint(run))
      }
      tellTimes(index, run)
      store.add(prediction, run, index, target)
      let metrics =
        target.part == .predOriginal ? try Self.metrics(prediction, current) : nil
      post(.run(run, .decoded(index: index, target, prediction, metrics)))
    }
  }

  private func probe(
    _ run: RunID, _ index: Int, _ number: Int, _ told: Int, _ held: Float?, _ modality: Int
  ) {
    attempt(run) { () throws(InferenceError) in
      guard let current = runs[run], index < current.denoising.trajectory.steps.count else {
        return
      }
      let trajectory = current.denoising.trajectory
      let (sample, noise) = trajectory.sample(at: index, holding: held)
      let latents = try current.estimator.probe(
        sample, toldTimestep: told, of: trajectory, checkpoint(run))
      let prediction = try current.estimator.predict(
        latents, of: current.image, trajectory.settings, modality: modality,
        matchingInput: false, checkpoint(run))
      let probe = Probe(
        number: number, index: index, toldTimestep: told, heldNoise: noise,
        prediction: prediction, metrics: try Self.metrics(prediction, current))
      store.add(probe, run)
      post(.run(run, .probed(probe)))
    }
  }

  /// The model and the picture as they are now, encoded for these settings.
  func source(_ settings: RunSettings) throws(InferenceError) -> (Estimator, PreparedImage) {
    guard let model, let picture else {
      throw .invalidSetting(
        name: "An ensemble", value: "without model and picture", allowed: "after both are loaded")
    }
    return (model.estimator, try prepare(picture, settings, nil))
  }

  // MARK: - Progress

  /// What a map around a run is made of.
  func mapSource(
    _ run: RunID
  ) -> (trajectory: Trajectory, estimator: Estimator, image: PreparedImage, picture: Picture)? {
    runs[run].map { ($0.denoising.trajectory, $0.estimator, $0.image, $0.picture) }
  }

  func checkpoint(_ run: RunID?) -> Checkpoint {
    times.collecting(
      Checkpoint(
        reach: { [self] stage throws(InferenceError) in
          if queue.isCancelled { throw .cancelled }
          tell(stage, run)
        },
        isCancelled: { [queue] in queue.isCancelled }))
  }

  /// At most twenty messages a second: the interface draws no more.
  private func tell(_ stage: Checkpoint.Stage, _ run: RunID?) {
    let now = Self.now()
    guard now - lastStage > 0.05 else { return }
    lastStage = now
    guard let run else { return post(.model(.stage(stage))) }
    post(.run(run, .stage(stage, secondsLeft: secondsLeft(stage, run))))
  }

  private func secondsLeft(_ stage: Checkpoint.Stage, _ run: RunID) -> Double? {
    guard stage.network == "unet", let stepSeconds, let current = runs[run] else { return nil }
    let trajectory = current.denoising.trajectory
    let whole = trajectory.plan.entries.count - trajectory.steps.count
    let done = Double(stage.completed) / Double(max(1, stage.total))
    return stepSeconds * (Double(whole) - done)
  }

  private static func now() -> Double {
    Double(DispatchTime.now().uptimeNanoseconds) / 1e9
  }
}

extension Step {
  /// The tensor that a decode is asked for; nil where the output says nothing of it.
  func tensor(_ part: DecodeTarget.Part, _ type: PredictionType) -> Tensor? {
    switch part {
    case .predOriginal: result.predOriginalSample
    case .latents: entry.networkInput(latents)
    case .modelOutput: modelOutput
    case .epsilon: predEpsilon(type)
    case .velocity: predVelocity(type)
    }
  }
}
