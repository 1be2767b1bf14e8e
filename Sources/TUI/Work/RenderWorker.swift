import Foundation
import Inference
import Render
import Synchronization

/// Makes and encodes pictures on a thread of its own; the newest wish first.
final class RenderWorker: Sendable {
  private struct State {
    /// Newest last.
    var wishes: [ImageKey] = []
    var isBusy = false
    var quits = false
  }

  /// Wishes older than this many are dropped: nobody looks at them any more.
  private static let patience = 24

  private let fitter: PictureFitter
  private let deliver: @Sendable (ImageKey, EncodedPicture) -> Void
  private let rest: @Sendable () -> Void
  private let state = Mutex(State())
  private let signal = DispatchSemaphore(value: 0)

  /// - Parameters:
  ///   - maker: Makes the pictures.
  ///   - encoder: Turns them into what the terminal shows.
  ///   - deliver: Called with every picture.
  ///   - rest: Called when nothing is left to do, so that somebody who waits for idleness looks again: a picture
  ///     is delivered before the worker rests, and one that cannot be made is not delivered at all.
  init(
    maker: PictureMaker, encoder: PictureEncoder,
    deliver: @escaping @Sendable (ImageKey, EncodedPicture) -> Void,
    rest: @escaping @Sendable () -> Void
  ) {
    fitter = PictureFitter(maker: maker, encoder: encoder)
    self.deliver = deliver
    self.rest = rest
  }

  func begin() {
    let thread = Thread { [self] in work() }
    thread.stackSize = 4 << 20
    thread.name = "render"
    thread.start()
  }

  /// Asks for a picture; one that waits already moves to the front.
  func wish(_ key: ImageKey) {
    state.withLock { state in
      state.wishes.removeAll { $0 == key }
      state.wishes.append(key)
      if state.wishes.count > Self.patience { state.wishes.removeFirst() }
    }
    signal.signal()
  }

  var isIdle: Bool { state.withLock { !$0.isBusy && $0.wishes.isEmpty } }

  func quit() {
    state.withLock { $0.quits = true }
    signal.signal()
  }

  private func work() {
    while true {
      signal.wait()
      while let key = take() { make(key) }
      if state.withLock({ $0.quits }) { return }
      rest()
    }
  }

  private func take() -> ImageKey? {
    state.withLock { state in
      // A strip of small previews may take a second; what is looked at does not wait for it.
      let place =
        state.wishes.lastIndex { !$0.isSmallPreview } ?? state.wishes.indices.last
      let key = state.quits ? nil : place.map { state.wishes.remove(at: $0) }
      state.isBusy = key != nil
      return key
    }
  }

  private func make(_ key: ImageKey) {
    // A picture that cannot be made stays away; the pane says why where there is a reason.
    guard let picture = try? fitter.picture(key) else { return }
    deliver(key, picture)
  }
}

/// Turns a picture into what the terminal shows.
struct PictureEncoder: Sendable {
  var graphics: GraphicsMode
  var colours: ColourDepth

  func encode(_ picture: IndexedImage) -> EncodedPicture {
    switch graphics {
    case .sixel:
      .sixel(bytes: SixelEncoder.encode(picture), indexed: picture)
    case .blocks:
      .blocks(
        BlockArt.halfBlocks(
          Raster(picture), columns: picture.width, rows: max(1, picture.height / 2),
          colours: colours == .direct ? .direct : .indexed256))
    case .ascii, .none:
      .blocks(
        BlockArt.ascii(
          Raster(picture), columns: picture.width, rows: max(1, picture.height / 2)
        ).map { line in line.map { Self.plain($0) } })
    }
  }

  /// A character in the terminal's own colours: the painter shows no colour where there is none.
  private static func plain(_ character: Character) -> BlockCell {
    BlockCell(text: character, foreground: RGB(208, 208, 208), background: RGB(0, 0, 0))
  }
}
