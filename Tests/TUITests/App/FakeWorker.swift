import Inference

@testable import TUI

/// Answers effects as the inference worker would, without any network; nothing is delivered until asked for.
struct FakeWorker {
  private var answers: [Message] = []
  private var pictureCount = 0
  /// Steps of a run that are computed; longer runs stay under way.
  static let mostSteps = 6

  /// The proportions of the pictures: now square, now wide, now high.
  private var shape: (width: Int, height: Int) {
    [(96, 96), (160, 90), (60, 120)][pictureCount % 3]
  }

  var isIdle: Bool { answers.isEmpty }

  /// The next answer.
  mutating func next() -> Message? { answers.isEmpty ? nil : answers.removeFirst() }

  /// Takes work.
  mutating func take(_ effects: [Effect], _ state: AppState) throws {
    for effect in effects { try take(effect, state) }
  }

  private mutating func take(_ effect: Effect, _ state: AppState) throws {
    switch effect {
    case .loadModel(let name):
      answers.append(
        .model(.loaded(name.contains("normals") ? Scenario.normals : Scenario.marigold)))
    case .usePrecision, .usePreviews: break
    case .listModels: answers.append(.model(.found(state.modelChoices)))
    case .openPicture:
      pictureCount += 1
      var picture = Scenario.picture(pictureCount)
      (picture.width, picture.height) = shape
      answers.append(.picture(.opened(picture)))
    case .start(let id, _), .restore(let id, _), .startMember(let id, _),
      .branch(let id, _, _, _):
      try compute(id, state)
    case .decode(let id, let index, let target):
      let quantity: Quantity = state.predictsNormals ? .normals : .depth
      let (width, height) = shape
      let values = Tensor(zeros: quantity == .normals ? [height, width, 3] : [height, width])
      let metrics = StepMetrics(absRel: 0.3 - Float(index) / 100, delta1: 0.6)
      answers.append(
        .run(
          id,
          .decoded(
            index: index, target, Prediction(quantity: quantity, values: values), metrics)))
    case .measure(let id, let index):
      answers.append(.run(id, .measured(index: index, StepMetrics(absRel: 0.5))))
    case .probe(let id, let index, let number, let told, let held, _):
      let probe = Probe(
        number: number, index: index, toldTimestep: told, heldNoise: held ?? 1,
        prediction: Scenario.prediction())
      answers.append(.run(id, .probed(probe)))
    case .compare(let pair):
      answers.append(.compared(pair, PairDifference(mean: 0.1, percentile95: 0.2, largest: 0.3)))
    case .survey(let picture): answers.append(.surveyed(picture, 0...1))
    case .fillMap(let key, _, _):
      let map = try Scenario.map(key, cells: 20)
      answers.append(.map(key, .began(map)))
      let rest = map.grid.order.dropFirst(20).prefix(8)
      answers += rest.map { .map(key, .cell($0, 0.25)) }
    case .predictCell(let key, _, let cell, let number):
      let prediction = MapPrediction(
        number: number, key: key, cell: cell, prediction: Scenario.prediction())
      answers.append(.map(key, .predicted(prediction)))
    case .listFolder(let folder):
      let entries = [
        FileDialogue.Entry(name: "..", isFolder: true),
        FileDialogue.Entry(name: "a.png", isFolder: false),
      ]
      answers.append(.folder(.listed(folder: folder, asked: folder, entries, left: 0)))
    case .preview(let path):
      answers.append(
        .folder(
          .previewed(path: path, PictureID(number: 9), width: shape.width, height: shape.height)))
    case .look, .keep, .saveSession, .loadSession, .endSession, .remember, .copy:
      break
    case .export: answers.append(.export(.written("Step 1 of run 1", path: "a.png")))
    case .growSeeds(let id, _, let count, _):
      let first = state.seeds[id].map { $0.count + 1 } ?? 1
      answers.append(.seeds(id, .began(reduction: "median", measure: "MAD")))
      for member in first..<max(first, min(count, first + 3) + 1) {
        answers += Scenario.memberAnswers(id, member, state)
      }
      answers.append(.seeds(id, .finished(count)))
    case .stopSeeds, .mergeSeeds, .forgetSeeds, .restoreSeeds: break
    case .readWeights(let key):
      answers.append(.weights(key, .contents(Scenario.contents, structure: nil)))
    case .measureTensor(let key, let tensor):
      answers.append(.weights(key, .measured(tensor, .statistics(Scenario.statistics))))
    case .cancel, .forget, .pauseMap, .checkValues, .digestFiles, .leaveWeights: break
    case .readScript(let path):
      answers.append(.script(.loaded(ScriptFile(path: path, text: "view next\nview previous\n"))))
    case .verify(let number, _): answers.append(.verified(number, .cancelled))
    case .stopVerifying: break
    case .redraw, .suspend, .quit: break
    }
  }

  private mutating func compute(_ id: RunID, _ state: AppState) throws {
    guard let run = state.runs[id] else { return }
    let trajectory = try Scenario.trajectory(run, state)
    answers.append(.run(id, .started(trajectory)))
    let count = trajectory.plan.entries.count
    for index in 0..<min(count, Self.mostSteps) {
      answers.append(.run(id, .step(Scenario.step(index, trajectory.plan))))
    }
    if count <= Self.mostSteps { answers.append(.run(id, .finished(seconds: 0.25))) }
  }
}
