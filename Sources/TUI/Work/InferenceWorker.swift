import Foundation
import Inference

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
    /// The branches that are still to come, where a session brought the run back.
    var stages: [Session.Stage] = []
    var started: Double
  }

  let queue = InferenceQueue()
  /// Where packed weights are kept from start to start.
  let cache: WeightCache?
  let store: PictureStore
  /// The family that one model is taken for, instead of its own.
  let named: (model: String, family: String)?
  /// What models are asked to compute with from now on.
  var precision = PrecisionChoice.fp32
  let post: @Sendable (Message) -> Void
  private let wake: @Sendable () -> Void

  // Touched by the worker's thread only.
  var model: (name: String, estimator: Estimator, cost: LoadedCost, folder: ModelFolder)?
  let times = BlockTimes()
  var picture: Picture?
  var prepared:
    (picture: PictureID, resolution: Int, rule: ResizeRule, model: String, image: PreparedImage)?
  var runs: [RunID: Run] = [:]
  var maps = MapFiller()
  var seeds = SeedsGrower()
  var previews = PreviewFits()
  var tiny = TinyPreviews()
  var previewCount = 0
  /// What the newest probe of a preview found.
  var probed: (run: RunID, probe: Probe, latents: Tensor, modality: Int)?
  var pictureCount = 0
  var lastStage = 0.0
  var stepSeconds: Double?

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
    cache = KeptWeights.cache { post(.model(.remark($0))) }
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

  /// Decodes follow what is looked at.
  func look(at places: [StepPlace]) { queue.look(at: places) }

  /// Nobody looks at a map.
  func pauseMap() { queue.pauseMap() }

  var isIdle: Bool { queue.isIdle }

  /// No more members are wanted.
  func stopSeeds(_ id: SeedsID) { queue.stopSeeds(id) }

  /// Ends the thread; what goes on is cancelled.
  func quit() { queue.add(.quit) }

  private func work() {
    ThreadPriority.giveWay()
    while true {
      let job = queue.next(whenIdle: wake)
      // What was computed for a probe or a map, or given up, is no time of this job.
      _ = times.take()
      switch job {
      case .quit: return
      case .loadModel(let name): load(name)
      case .usePrecision(let choice): precision = choice
      case .usePreviews(let choice): usePreviews(choice)
      case .openPicture(let path, let truth): open(path, truth)
      case .start(let run, let settings): start(run, settings)
      case .branch(let run, let from, let after, let settings):
        branch(run, from, after, settings)
      case .startMember(let run, let member): startMember(run, member)
      case .restore(let run, let stages): restore(run, stages)
      case .step(let run): step(run)
      case .decode(let run, let index, let target): decode(run, index, target)
      case .compare(let pair): compare(pair)
      case .saveSession(let path, let session, let runs): saveSession(path, session, runs)
      case .export(let job): export(job)
      case .loadSession(let path): loadSession(path)
      case .restoreSeeds(let id, let growth): seeds.plans[id] = growth
      case .measure(let run, let index): measure(run, index)
      case .survey(let picture): survey(picture)
      case .forget(let run, let picturesOnly):
        if !picturesOnly {
          runs[run] = nil
          previews.forget(run)
        }
        store.forget(run, picturesOnly: picturesOnly)
      case .probe(let run, let index, let number, let told, let held, let modality):
        probe(run, index, number, told, held, modality)
      case .decodeProbe(let run, let number): decodeProbe(run, number)
      case .decodeCell(let key, let cell, let number): decodeCell(key, cell, number)
      case .fillMap(let key, let run, let known): fillMap(key, run, known: known)
      case .predictCell(let key, let run, let cell, let number):
        predictCell(key, run, cell, number: number)
      case .growSeeds(let id, let settings, let count, let reduction):
        growSeeds(id, settings, to: count, reduction)
      case .mergeSeeds(let id, let reduction): mergeSeeds(id, reduction)
      case .forgetSeeds(let id):
        seeds.groups[id] = nil
        seeds.plans[id] = nil
        store.forget(id)
      }
    }
  }
}
