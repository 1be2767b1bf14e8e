import Foundation
import Inference
import Render
import Synchronization

/// Reads folders and decodes previews on a thread of its own, so that neither waits for a network.
///
/// Only the newest folder and the newest preview count.
final class FolderWorker: Sendable {
  private struct Wanted {
    var folder: String?
    var preview: String?
    var busy = 0
    var previews = 0
  }

  private let wanted = Mutex(Wanted())
  private let queue = DispatchQueue(label: "folders")
  private let store: PictureStore
  private let post: @Sendable (Message) -> Void
  private let wake: @Sendable () -> Void

  /// Pixels along the longer edge that a preview keeps.
  private static let edge = 512

  init(
    store: PictureStore, post: @escaping @Sendable (Message) -> Void,
    wake: @escaping @Sendable () -> Void
  ) {
    self.store = store
    self.post = post
    self.wake = wake
  }

  /// Whether nothing waits.
  var isIdle: Bool { wanted.withLock { $0.busy == 0 } }

  /// Reads a folder.
  func list(_ folder: String) {
    wanted.withLock { $0.folder = folder }
    begin { [self] in
      guard let folder = wanted.withLock({ $0.folder.take() }) else { return }
      post(.folder(Self.listing(folder)))
    }
  }

  /// Looks for models: those that ship, and those of the cache.
  func listModels() {
    begin { [self] in post(.model(.found(Assets.modelNames + Assets.cachedModels))) }
  }

  /// Reads a file of commands.
  func readScript(_ path: String) {
    begin { [self] in
      do throws(ScriptProblem) {
        post(.script(.loaded(try ScriptFile(path: PersonPath.expanded(path)))))
      } catch {
        post(.script(.failed(path: path, reason: error.reason)))
      }
    }
  }

  /// Decodes a picture in small.
  func preview(_ path: String) {
    wanted.withLock { $0.preview = path }
    begin { [self] in
      let next = wanted.withLock { wanted -> (String, Int)? in
        guard let path = wanted.preview.take() else { return nil }
        wanted.previews += 1
        return (path, -wanted.previews)
      }
      guard let (path, number) = next else { return }
      post(.folder(decode(path, PictureID(number: number))))
    }
  }

  private func begin(_ body: @escaping @Sendable () -> Void) {
    wanted.withLock { $0.busy += 1 }
    queue.async { [self] in
      body()
      wanted.withLock { $0.busy -= 1 }
      wake()
    }
  }

  private func decode(_ path: String, _ id: PictureID) -> FolderEvent {
    do throws(InferenceError) {
      let file = Assets.picturePath(path)
      let raster = try PictureDecoder.decode(file)
      let scale = min(1, Double(Self.edge) / Double(max(raster.width, raster.height)))
      let small = Resize.raster(
        raster, width: max(1, Int(Double(raster.width) * scale)),
        height: max(1, Int(Double(raster.height) * scale)))
      store.show(
        Picture(
          id: id, name: path, path: file, width: raster.width, height: raster.height,
          raster: small))
      return .previewed(path: path, id, width: raster.width, height: raster.height)
    } catch {
      return .unseen(path: path, reason: error.description)
    }
  }

  /// The names in a folder: folders first, each kind in the order of their names.
  static func listing(_ name: String) -> FolderEvent {
    let folder = URL(fileURLWithPath: PersonPath.expanded(name)).standardizedFileURL.path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      return .unreadable(
        folder: folder, asked: name,
        reason: "\(Printable.clean(folder)) is not there.")
    }
    guard isFolder.boolValue else {
      return .unreadable(
        folder: folder, asked: name, reason: "\(Printable.clean(folder)) is a file; :open opens it."
      )
    }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return .unreadable(
        folder: folder, asked: name,
        reason: "\(Printable.clean(folder)) cannot be read; check its permissions.")
    }
    let sorted = names.sorted { $0.localizedStandardCompare($1) == .orderedAscending }
    let entries = sorted.prefix(FileDialogue.mostEntries).map { entry(folder, $0) }
    return .listed(
      folder: folder, asked: name, entries.filter(\.isFolder) + entries.filter { !$0.isFolder },
      left: max(0, names.count - FileDialogue.mostEntries))
  }

  private static func entry(_ folder: String, _ name: String) -> FileDialogue.Entry {
    var facts = stat()
    guard stat(folder + "/" + name, &facts) == 0 else {
      return FileDialogue.Entry(name: name, isFolder: false)
    }
    let isFolder = facts.st_mode & S_IFMT == S_IFDIR
    return FileDialogue.Entry(name: name, isFolder: isFolder, bytes: Int(facts.st_size))
  }
}
