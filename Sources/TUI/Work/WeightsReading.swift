import Foundation
import Inference

/// One piece of the weights worker's work; each gives back whether it came to an end, rather than was stopped.
struct WeightsReading {
  let checkpoint: Checkpoint
  let tell: (WeightsEvent) -> Void

  /// What a model consists of, and whether its structure is what its configs say.
  func read(_ model: String) -> Bool {
    do throws(InferenceError) {
      let folder = try Assets.model(model)
      tell(.contents(try ModelContents(folder), structure: Self.structure(folder)))
    } catch {
      tell(.failed(message: error.description))
    }
    return true
  }

  private static func structure(_ folder: ModelFolder) -> String? {
    do throws(InferenceError) {
      _ = try ModelOutline(folder)
      return nil
    } catch {
      return error.description
    }
  }

  func measure(_ tensor: StoredTensor, _ open: inout [String: SafetensorsFile]) -> Bool {
    do throws(InferenceError) {
      let file = try Self.file(tensor.path, &open)
      tell(.measured(tensor, .statistics(try file.statistics(of: tensor.name, checkpoint))))
    } catch .cancelled {
      return false
    } catch {
      tell(.measured(tensor, .failed(error.description)))
    }
    return true
  }

  /// The first value of a component that is not finite.
  func check(_ component: ComponentContents, _ open: inout [String: SafetensorsFile]) -> Bool {
    func news(_ values: ComponentHealth.Values) {
      tell(.values(component: component.name, values))
    }
    do throws(InferenceError) {
      for (place, tensor) in component.tensors.enumerated() {
        let file = try Self.file(tensor.path, &open)
        if let found = try file.firstNonFinite(in: tensor.name, checkpoint) {
          news(.bad(tensor: tensor.name, index: found.index, value: "\(found.value)"))
          return true
        }
        if place.isMultiple(of: 32) {
          news(.checking(done: place + 1, total: component.tensors.count))
        }
      }
      news(.finite)
    } catch .cancelled {
      return false
    } catch {
      news(.failed(error.description))
    }
    return true
  }

  /// SHA-256 of every file of a component, beside the name of its blob in the Hub's cache.
  func digest(_ component: ComponentContents) -> Bool {
    for path in component.files {
      func news(_ digest: ComponentHealth.Digest) {
        tell(.digest(component: component.name, path: path, digest))
      }
      do throws(InferenceError) {
        let digest = try sha256(path, component, news)
        news(.known(digest, isExpected: Self.expected(path).map { $0 == digest }))
      } catch .cancelled {
        return false
      } catch {
        news(.failed(error.description))
      }
    }
    return true
  }

  private func sha256(
    _ path: String, _ component: ComponentContents, _ news: (ComponentHealth.Digest) -> Void
  ) throws(InferenceError) -> String {
    var done = 0
    return try Digest.file(path) { (count) throws(InferenceError) in
      if checkpoint.isCancelled() { throw .cancelled }
      done += count
      if done % (32 << 20) < count { news(.computing(done: done, total: component.byteCount)) }
    }
  }

  /// What the file's blob is named by in the Hub's cache; nil for other files.
  private static func expected(_ path: String) -> String? {
    let blob = URL(fileURLWithPath: path).resolvingSymlinksInPath().lastPathComponent
    guard case .sha256(let digest)? = BlobDigest(blob: blob) else { return nil }
    return digest
  }

  private static func file(
    _ path: String, _ open: inout [String: SafetensorsFile]
  ) throws(InferenceError) -> SafetensorsFile {
    if let file = open[path] { return file }
    let file = try SafetensorsFile(path: path)
    open[path] = file
    return file
  }
}
