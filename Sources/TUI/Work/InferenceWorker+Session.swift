import Foundation
import Inference

extension InferenceWorker {
  /// Reads a session's file.
  func loadSession(_ name: String) {
    do throws(InferenceError) {
      let path = StateFolder(ProcessInfo.processInfo.environment)?.file(name)
      post(.session(.loaded(try SessionFile(path: path ?? PersonPath.expanded(name)))))
    } catch {
      post(.session(.failed(error.description)))
    }
  }

  /// Writes a session with where it comes from and, of its runs, what each step left.
  func saveSession(_ name: String, _ session: Session, _ runs: [RunID]) {
    do throws(InferenceError) {
      let path = try SessionFile.place(for: name)
      let header = try SessionHeader(
        of: session.anchored, runs.map { mapSource($0)?.trajectory })
      try SessionFile.write(header, session, to: path)
      post(.session(.saved(path: path, steps: header.stepCount)))
    } catch {
      post(.session(.failed(error.description)))
    }
  }
}

extension SessionFile {
  /// The file that `:save` writes: with an ending, and over nothing but another session.
  ///
  /// - Throws: `cannotWrite`.
  static func place(for name: String) throws(InferenceError) -> String {
    var path = PersonPath.expanded(name)
    if (path as NSString).pathExtension.isEmpty { path += ".stepscope" }
    guard FileManager.default.fileExists(atPath: path) else { return path }
    do {
      _ = try SessionFile(path: path)
    } catch {
      throw .cannotWrite(path: path, reason: "it is there and no session; choose another name")
    }
    return path
  }
}

extension SessionHeader {
  /// The header of a session, with the digests of all that went into it.
  ///
  /// - Throws: `missing` and `unreadable` for files that are gone by now.
  init(of session: Session, _ trajectories: [Trajectory?]) throws(InferenceError) {
    let folder = try Assets.model(session.model)
    revision = folder.revision
    files = try Self.digests(of: folder)
    picture = try Digest.file(Assets.picturePath(session.picture))
    numerics = Self.currentNumerics
    noise = "\(session.settings.noise.rawValue) seed \(session.settings.seed), \(Self.generator)"
    for (place, trajectory) in trajectories.enumerated() {
      guard let trajectory else { continue }
      let digests = trajectory.steps.map { Digest.floats($0.result.prevSample.scalars) }
      if place == session.current {
        schedule = Self.digest(of: trajectory.plan)
        steps = digests
      } else if !digests.isEmpty {
        runs[place + 1] = digests
      }
    }
  }

  /// The steps of all runs.
  var stepCount: Int { steps.count + runs.values.reduce(0) { $0 + $1.count } }

  /// SHA-256 of each file of a model by its path inside the folder.
  static func digests(of folder: ModelFolder) throws(InferenceError) -> [String: String] {
    var files: [String: String] = [:]
    let prefix = folder.path + "/"
    for file in folder.files {
      files[file.hasPrefix(prefix) ? String(file.dropFirst(prefix.count)) : file] =
        try Digest.file(file)
    }
    return files
  }

  /// SHA-256 of a plan's numbers, exact to the bit: of each entry the timestep told, where it leads and
  /// both noise levels.
  static func digest(of plan: Plan) -> String {
    Digest.floats(
      [plan.initNoiseSigma]
        + plan.entries.flatMap {
          [
            $0.timestep, $0.previousTimestep ?? -1, $0.level.alphaCumprod,
            $0.previousLevel.alphaCumprod,
          ]
        })
  }
}
