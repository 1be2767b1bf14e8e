import Inference
import Render

/// Does the explorer's work: models and runs on one thread, pictures on another.
final class Workers: EffectRunner {
  private let inference: InferenceWorker
  private let render: RenderWorker
  private let keeper: SessionKeeper?
  private let folders: FolderWorker
  private let weights: WeightsWorker
  private let verifier: VerifyWorker
  private let cache: ImageCache

  init(
    mailbox: Mailbox, capabilities: Capabilities, log: EventLog?,
    family: (model: String, family: String)? = nil, keptIn state: StateFolder? = nil,
    autosave: Double = 10
  ) {
    keeper = state.map { folder in
      SessionKeeper(folder: folder, interval: autosave) { mailbox.post($0) }
    }
    let cache = ImageCache()
    let store = PictureStore()
    self.cache = cache
    let post: @Sendable (Message) -> Void = { message in
      mailbox.post(message)
      if let line = LogLine.text(message) { log?.add(line) }
    }
    let wake: @Sendable () -> Void = { mailbox.wake() }
    folders = FolderWorker(store: store, post: post, wake: wake)
    inference = InferenceWorker(store: store, named: family, post: post, wake: wake)
    render = RenderWorker(
      maker: PictureMaker(store: store),
      encoder: PictureEncoder(graphics: capabilities.graphics, colours: capabilities.colours),
      deliver: { key, picture in
        cache.insert(picture, for: key)
        mailbox.wake()
      }, rest: { mailbox.rest() })
    weights = WeightsWorker(post: post, wake: wake)
    verifier = VerifyWorker(post: post, wake: wake)
    weights.begin()
    inference.begin()
    render.begin()
    keeper?.begin()
  }

  func run(_ effect: Effect) {
    switch effect {
    case .loadModel(let name): inference.add(.loadModel(name))
    case .usePrecision(let choice): inference.add(.usePrecision(choice))
    case .usePreviews(let choice): inference.add(.usePreviews(choice))
    case .openPicture(let path, let truth):
      inference.add(.openPicture(path: path, truth: truth))
    case .start(let run, let settings): inference.add(.start(run, settings))
    case .branch(let run, let from, let after, let settings):
      inference.add(.branch(run, from: from, after: after, settings))
    case .restore(let run, let stages): inference.add(.restore(run, stages))
    case .startMember(let run, let member): inference.add(.startMember(run, member))
    case .cancel(let run): inference.cancel(run)
    case .forget(let run, let picturesOnly):
      inference.add(.forget(run, picturesOnly: picturesOnly))
    case .decode(let run, let index, let target): inference.add(.decode(run, index: index, target))
    case .look(let places): inference.look(at: places)
    case .measure(let run, let index): inference.add(.measure(run, index: index))
    case .survey(let picture): inference.add(.survey(picture))
    case .compare(let pair): inference.add(.compare(pair))
    case .probe(let run, let index, let number, let told, let held, let modality):
      inference.add(
        .probe(
          run, index: index, number: number, toldTimestep: told, heldNoise: held,
          modality: modality))
    case .fillMap(let key, let run, let known):
      inference.add(.fillMap(key, run: run, known: known))
    case .pauseMap: inference.pauseMap()
    case .predictCell(let key, let run, let cell, let number):
      inference.add(.predictCell(key, run: run, cell, number: number))
    case .listFolder(let folder): folders.list(folder)
    case .preview(let path): folders.preview(path)
    case .keep(let session, let isUrgent): keeper?.keep(session, urgent: isUrgent)
    case .remember(let line): keeper?.remember(line)
    case .endSession: keeper?.endWell()
    case .saveSession(let path, let session, let runs):
      inference.add(.saveSession(path, session, runs))
    case .export(let job): inference.add(.export(job))
    case .loadSession(let path): inference.add(.loadSession(path))
    case .growSeeds(let id, let settings, let count, let reduction):
      inference.add(.growSeeds(id, settings, to: count, reduction))
    case .restoreSeeds(let id, let growth): inference.add(.restoreSeeds(id, growth))
    case .stopSeeds(let id): inference.stopSeeds(id)
    case .mergeSeeds(let id, let reduction): inference.add(.mergeSeeds(id, reduction))
    case .forgetSeeds(let id): inference.add(.forgetSeeds(id))
    case .readWeights(let key): weights.add(.read(key))
    case .measureTensor(let key, let tensor): weights.add(.measure(key, tensor))
    case .checkValues(let key, let component): weights.add(.check(key, component))
    case .digestFiles(let key, let component): weights.add(.digest(key, component))
    case .leaveWeights: weights.leave()
    case .verify(let number, let model): verifier.verify(number, model)
    case .stopVerifying: verifier.stop()
    case .listModels: folders.listModels()
    case .readScript(let path): folders.readScript(path)
    // The loop itself does these.
    case .redraw, .suspend, .quit, .copy: break
    }
  }

  func picture(_ key: ImageKey) -> EncodedPicture? {
    if let picture = cache[key] { return picture }
    render.wish(key)
    return nil
  }

  var isIdle: Bool {
    inference.isIdle && render.isIdle && folders.isIdle && weights.isIdle
      && verifier.isIdle
  }

  func shutDown() {
    inference.quit()
    render.quit()
    keeper?.close()
    weights.quit()
    verifier.stop()
  }
}

/// What the log says of the workers' messages.
enum LogLine {
  static func text(_ message: Message) -> String? {
    switch message {
    case .model(.loaded(let summary)): "model \(summary.name)"
    case .model(.failed(let name, let reason)): "model \(name) failed: \(reason)"
    case .picture(.opened(let picture)): "picture \(picture.name)"
    case .picture(.failed(let path, let reason)): "picture \(path) failed: \(reason)"
    case .session(.saved(let path, _)): "session \(path) saved"
    case .session(.loaded(let file)): "session \(file.path) loaded"
    case .session(.failed(let reason)), .session(.notKept(let reason)): "session failed: \(reason)"
    case .script(.loaded(let file)): "script \(file.path) loaded"
    case .script(.failed(let path, let reason)): "script \(path) failed: \(reason)"
    case .verified(_, .finished(let report)): "verified \(report.model): \(report.summary)"
    case .verified(_, .failed(let reason)): "verifying failed: \(reason)"
    case .verified(_, .cancelled): "verifying stopped"
    case .export(.written(_, let path)): "export \(path)"
    case .export(.failed(let reason)): "export failed: \(reason)"
    case .run(let run, .step(let step)): "run \(run.number) step \(step.index)"
    case .run(let run, .finished): "run \(run.number) finished"
    case .run(let run, .cancelled): "run \(run.number) cancelled"
    case .run(let run, .failed(let reason)): "run \(run.number) failed: \(reason)"
    case .run(let run, .decoded(let index, let target, _, _)):
      "run \(run.number) decoded \(index) \(target)"
    case .run(let run, .previews(let preview)):
      "run \(run.number) previews \(preview.map { "\($0.version)" } ?? "off")"
    case .run(let run, .fault(let fault)): "run \(run.number) not finite \(fault.place)"
    case .weights(let key, .contents): "weights \(key.model)"
    case .weights(_, .measured(let tensor, _)): "tensor \(tensor.name) measured"
    case .map(_, .finished): "map finished"
    case .map(_, .failed(let reason)): "map failed: \(reason)"
    case .map(_, .predicted(let shown)):
      "map cell \(shown.cell.column) \(shown.cell.row) predicted"
    case .seeds(let id, .member(let count, _, _)): "seeds \(id.number) member \(count)"
    case .seeds(let id, .merged(let version, let reduction, _, _)):
      "seeds \(id.number) merged \(version) \(reduction)"
    case .seeds(let id, .finished): "seeds \(id.number) finished"
    case .seeds(let id, .failed(let reason)): "seeds \(id.number) failed: \(reason)"
    default: nil
    }
  }
}
