internal import Foundation

/// What a path must be before it is looked at as a model.
enum FolderCheck {
  /// Throws unless the path is a folder with something in it.
  ///
  /// - Throws: `missing`, `unreadable`; `unsupported` for a single file.
  static func run(_ path: String) throws(InferenceError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .missing(path: path, advice: "give the path of a model folder")
    }
    guard isFolder.boolValue else {
      if isPickle(path) { throw refusal(path) }
      throw .unsupported(
        what: path, found: "a single file",
        supported: "a folder that diffusers saved, with model_index.json")
    }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw .unreadable(path: path, reason: "the folder cannot be listed")
    }
    guard !names.isEmpty else {
      throw .missing(
        path: (path as NSString).appendingPathComponent("model_index.json"),
        advice: "the folder is empty, choose a folder that diffusers saved")
    }
    if !names.contains("model_index.json"), let pickle = names.sorted().first(where: isPickle) {
      throw refusal((path as NSString).appendingPathComponent(pickle))
    }
  }

  /// Whether a file's name says that it is a Python pickle.
  static func isPickle(_ name: String) -> Bool {
    ["bin", "ckpt", "pt", "pth", "pkl", "pickle"]
      .contains((name as NSString).pathExtension.lowercased())
  }

  /// The error for a pickle.
  static func refusal(_ path: String) -> InferenceError {
    // DepthFM is published only as such a file.
    let isCheckpoint = (path as NSString).pathExtension.lowercased() == "ckpt"
    return .unsupported(
      what: path, found: "a Python pickle, which can run any program when it is opened",
      supported: isCheckpoint
        ? "safetensors; convert it, DepthFM's with scripts/convert_depthfm.py, others with diffusers' "
          + "save_pretrained(safe_serialization=True)"
        : "safetensors; convert it with diffusers' save_pretrained(safe_serialization=True)")
  }
}
