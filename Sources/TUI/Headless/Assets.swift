import Foundation
import Inference

/// The models and scenes that ship with the program.
enum Assets {
  /// The model that runs when none is named.
  static let defaultModel = "marigold-depth-tiny"
  /// The scene that opens when no picture is named.
  static let defaultScene = "scene-05"

  private static let variable = "STEPSCOPE_ASSETS"

  /// The program's file.
  private static let program = try? FileManager.default.destinationOfSymbolicLink(
    atPath: "/proc/self/exe")

  /// The folder `assets`: named by `STEPSCOPE_ASSETS`, else the nearest one above the program's file,
  /// else beside an installed program in `../share/stepscope`.
  static let folder: String? = {
    if let named = ProcessInfo.processInfo.environment[variable] { return named }
    guard let program else { return nil }
    var place = URL(fileURLWithPath: program).deletingLastPathComponent()
    let installed = installation(beside: place)
    if isAssets(installed) { return installed.path }
    while place.path != "/" {
      let candidate = place.appendingPathComponent("assets")
      if isAssets(candidate) { return candidate.path }
      place.deleteLastPathComponent()
    }
    return nil
  }()

  /// The end of an advice on what to name instead: the models or scenes that ship.
  ///
  /// - Parameters:
  ///   - kind: `model` or `scene`.
  ///   - names: Those that were found.
  ///   - folder: The folder `assets`; nil where there is none.
  ///   - program: The program's file; nil where it is not known.
  /// - Returns: Their names; where there are none, where they were looked for and what to do.
  static func shipped(
    _ kind: String, _ names: [String], folder: String? = folder, program: String? = program
  ) -> String {
    guard names.isEmpty else { return "a shipped \(kind): " + names.joined(separator: ", ") }
    return "a shipped \(kind), of which " + noneFound(kind, folder: folder, program: program)
  }

  /// Where no model or scene that ships was found, and what to do.
  ///
  /// - Parameters: Those of `shipped`.
  static func noneFound(
    _ kind: String, folder: String? = folder, program: String? = program
  ) -> String {
    let place =
      folder.map { "in \(Printable.clean($0))/\(kind)s" }
      ?? program.map { path in
        let beside = URL(fileURLWithPath: path).deletingLastPathComponent()
        return "in a folder assets in or above \(Printable.clean(beside.path)), nor in "
          + Printable.clean(installation(beside: beside).path)
      } ?? "beside the program"
    return "none was found \(place); set \(variable) to the folder assets "
      + "that comes with the program"
  }

  /// Where an installed program has what it ships with.
  private static func installation(beside folder: URL) -> URL {
    folder.deletingLastPathComponent().appendingPathComponent("share/stepscope")
  }

  private static func isAssets(_ place: URL) -> Bool {
    FileManager.default.fileExists(atPath: place.appendingPathComponent("models").path)
  }

  /// The names of the shipped models, sorted.
  static var modelNames: [String] {
    guard let folder else { return [] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/models")) ?? []
    return names.filter { name in
      FileManager.default.fileExists(atPath: folder + "/models/\(name)/model_index.json")
    }.sorted()
  }

  /// The names of the shipped scenes, sorted.
  static var sceneNames: [String] {
    guard let folder else { return [] }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/scenes")) ?? []
    return files.filter { $0.hasSuffix("-depth.png") }.map { String($0.dropLast(10)) }.sorted()
  }

  /// The cache of the Hugging Face Hub, which is only read.
  static let cache = HubCache(environment: ProcessInfo.processInfo.environment)

  /// What a model's name stands for.
  enum ModelPlace {
    case folder(String)
    case hub(HubID)
  }

  /// Where a model is: a shipped name, a path, or an id of the Hub.
  ///
  /// A path that exists goes before an id.
  ///
  /// - Throws: `missing` with what could have been meant; `invalidSetting` for an impossible id.
  static func place(_ name: String) throws(InferenceError) -> ModelPlace {
    if let folder, modelNames.contains(name) { return .folder(folder + "/models/" + name) }
    if FileManager.default.fileExists(atPath: name) { return .folder(name) }
    if HubID.isLikely(name) { return .hub(try HubID(name)) }
    throw .missing(
      path: name,
      advice: "name a diffusers folder, a Hub id org/name from the cache, or "
        + shipped("model", modelNames))
  }

  /// The files of a model: a shipped name, a path, or an id of the Hub.
  ///
  /// - Throws: what is wrong with the name or the files.
  static func model(_ name: String, variant: String? = nil) throws(InferenceError) -> ModelFolder {
    switch try place(name) {
    case .folder(let path): try ModelFolder(path: path, variant: variant)
    case .hub(let id): try cache.modelFolder(id, variant: variant)
    }
  }

  /// The file of a picture: a path, or a shipped scene's name.
  static func picturePath(_ name: String) -> String {
    if !FileManager.default.fileExists(atPath: name), let folder, sceneNames.contains(name) {
      return folder + "/scenes/\(name).png"
    }
    return name
  }

  /// The ground truth files that lie beside a picture as `NAME-depth.png` and `NAME-normals.png`, or as `.npy`.
  static func groundTruth(of picture: String) -> (depth: String?, normals: String?) {
    let url = URL(fileURLWithPath: picture)
    let stem = url.deletingPathExtension().path
    func existing(_ name: String) -> String? {
      ["png", "npy"].map { "\(stem)-\(name).\($0)" }.first {
        FileManager.default.fileExists(atPath: $0)
      }
    }
    return (existing("depth"), existing("normals"))
  }
}
