import Foundation
import Inference
import Render
import TestSupport
import Testing

@testable import TUI

/// A real run of GeoWizard in small, through the workers: both maps, all views, both kinds of scene.
@Suite("GeoWizard in the explorer", .serialized)
struct GeoWizardViewTests {
  /// The state with the workers behind it; messages are taken in as the loop does.
  private final class Session {
    var state = AppState()
    let store = PictureStore()
    private let mailbox: Mailbox
    private let worker: InferenceWorker

    init() throws {
      let mailbox = try #require(Mailbox())
      self.mailbox = mailbox
      worker = InferenceWorker(
        store: store, opened: GeoWizardViewTests.picture, post: { mailbox.post($0) }, wake: {})
      worker.begin()
    }

    func end() { worker.quit() }

    func send(_ message: Message) { perform(update(&state, message)) }

    private func perform(_ effects: [Effect]) {
      for effect in effects {
        switch effect {
        case .loadModel(let name): worker.add(.loadModel(name))
        case .openPicture(let path): worker.add(.openPicture(path: path))
        case .start(let run, let settings): worker.add(.start(run, settings))
        case .cancel(let run): worker.cancel(run)
        case .decode(let run, let index, let target):
          worker.add(.decode(run, index: index, target))
        case .survey(let picture): worker.add(.survey(picture))
        default: break
        }
      }
    }

    /// Takes in messages until something holds.
    func wait(_ what: String, until isDone: (AppState) -> Bool) throws {
      let deadline = Date(timeIntervalSinceNow: 60)
      while !isDone(state) {
        let messages = mailbox.drain()
        for message in messages { send(message) }
        if messages.isEmpty { usleep(5_000) }
        guard Date() < deadline else { throw TimedOut(what: what) }
      }
    }
  }

  private struct TimedOut: Error {
    var what: String
  }

  /// A picture of 48 × 48, small enough for the miniature.
  private static func picture(_ path: String, _ id: PictureID) -> Picture {
    var raster = Raster(width: 48, height: 48)
    for index in raster.pixels.indices {
      raster.pixels[index] = RGB(UInt8(index % 48 * 5), UInt8(index / 48 * 5), 90)
    }
    return Picture(
      id: id, name: "small", path: path, width: 48, height: 48, raster: raster,
      groundTruthDepth: nil, groundTruthNormals: nil)
  }

  @Test("depth and normals are decoded together; every view of both has values; outdoor differs")
  func views() throws {
    let session = try Session()
    defer { session.end() }
    session.send(.command("model \(Golden.folder)/families/geowizard-v1"))
    session.send(.command("open small.png"))
    try session.wait("loading") { $0.summary != nil && $0.picture != nil }
    #expect(session.state.summary?.modalities.map(\.quantity) == [.depth, .normals])
    session.send(.command("set resolution 48"))
    session.send(.command("set steps 2"))
    if session.state.currentRun?.isGoing != true { session.send(.command("run")) }
    try session.wait("the run") { $0.currentRun?.isFinished == true }
    session.send(.command("together maps"))
    try session.wait("both maps") { state in
      guard let run = state.currentRun else { return false }
      return state.togetherTargets(1).allSatisfy { run.decoded[$0] != nil }
    }
    let run = try #require(session.state.currentRun)
    let indoor = try #require(run.decoded[.init(index: 1, target: .predOriginal)])
    #expect(indoor.quantity == .depth)
    #expect(run.decoded[.init(index: 1, target: .predOriginal.of(1))]?.quantity == .normals)
    for map in ["depth", "normals"] {
      session.send(.command("quantity \(map)"))
      for view in StepView.allCases where view != .input && view != .error {
        try check(session, view, map)
      }
    }
    session.send(.command("set domain outdoor"))
    if session.state.currentRun?.isGoing != true { session.send(.command("run")) }
    try session.wait("the other scene") { state in
      state.currentRun?.id != run.id && state.currentRun?.isFinished == true
        && state.currentRun?.decoded[.init(index: 1, target: .predOriginal)] != nil
    }
    let outdoor = session.state.currentRun?.decoded[.init(index: 1, target: .predOriginal)]
    #expect(outdoor?.values != indoor.values)
  }

  /// A view, decoded and as latents, is there and finite.
  private func check(_ session: Session, _ view: StepView, _ map: String) throws {
    session.send(.command("latent off"))
    session.send(.command("view \(view.rawValue)"))
    try session.wait("\(view) of \(map)") { state in
      guard let run = state.currentRun else { return false }
      return state.isDecoded(run, 1, view)
    }
    for isLatent in [false, true] {
      session.send(.command("latent \(isLatent ? "on" : "off")"))
      let run = try #require(session.state.currentRun)
      let picture = session.state.stepPicture(run, 1, view)
      #expect(picture.isLatent == isLatent)
      let content = try #require(session.store.content(picture), "\(view) of \(map)")
      switch content {
      case .latents(let latents):
        #expect(latents.shape.prefix(2) == [1, 4])
        #expect(!latents.scalars.contains { !$0.isFinite })
      case .plane(let plane): #expect(!plane.scalars.contains { !$0.isFinite })
      case .prediction(let prediction):
        #expect(prediction.quantity == (map == "depth" ? .depth : .normals))
      }
      let image = try PictureMaker(store: session.store).picture(
        ImageKey(content: .step(picture), pixels: PixelSize(width: 40, height: 30)),
        Fineness(divisor: 1, levels: 64, cost: 1))
      #expect(image?.width == 40)
    }
  }
}
