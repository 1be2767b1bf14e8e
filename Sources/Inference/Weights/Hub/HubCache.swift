internal import Foundation

/// The cache in which `hf download` and Python's libraries keep what comes from the Hugging Face Hub.
///
/// It is only read. Nothing outside its folder is read through an id.
///
/// - Source: huggingface_hub 2.4 `constants.py` and `file_download.py`.
public struct HubCache: Sendable {
  /// Where it is; it need not exist.
  public let folder: String
  /// The folder with all links followed, nil when it does not exist.
  let root: String?

  /// The cache in a folder.
  public init(folder: String) {
    self.folder = folder
    root = FilePath.resolved(folder)
  }

  /// The cache that an environment names.
  ///
  /// In this order: `HF_HUB_CACHE`, `HUGGINGFACE_HUB_CACHE`, `HF_HOME/hub`,
  /// `XDG_CACHE_HOME/huggingface/hub`, `~/.cache/huggingface/hub`.
  public init(environment: [String: String]) {
    self.init(folder: Self.location(environment))
  }

  private static func location(_ environment: [String: String]) -> String {
    func value(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : expanded($0, environment) }
    }
    if let folder = value("HF_HUB_CACHE") ?? value("HUGGINGFACE_HUB_CACHE") { return folder }
    if let home = value("HF_HOME") { return home + "/hub" }
    let caches = value("XDG_CACHE_HOME") ?? expanded("~/.cache", environment)
    return caches + "/huggingface/hub"
  }

  /// The text with a leading `~` and every `$NAME` replaced, as Python's `expanduser` and `expandvars`
  /// do; names that are not set stay.
  private static func expanded(_ text: String, _ environment: [String: String]) -> String {
    var text = text
    if text == "~" || text.hasPrefix("~/") {
      text = (environment["HOME"] ?? NSHomeDirectory()) + text.dropFirst()
    }
    return text.replacing(/\$(?:\{(\w+)\}|(\w+))/) { match in
      let name = match.output.1 ?? match.output.2 ?? ""
      return environment[String(name)].map { Substring($0) } ?? match.output.0
    }
  }

  /// Everything that has a folder in the cache, sorted by name.
  public var repositories: [HubRepository] {
    guard let root else { return [] }
    return FilePath.names(in: root).compactMap { HubRepository(folderName: $0, cache: root) }
  }

  /// A model's repository, nil when the cache has none.
  func repository(_ id: HubID) -> HubRepository? {
    let name = "models--" + id.repository.replacing("/", with: "--")
    guard let root, FilePath.isFolder(root + "/" + name) else { return nil }
    return HubRepository(folderName: name, cache: root)
  }

  /// The snapshot of a model that an id names.
  ///
  /// - Throws: `missing` with the command that fetches it; `damaged` for a reference that names no
  ///   commit.
  public func snapshot(_ id: HubID) throws(InferenceError) -> HubSnapshot {
    guard let repository = repository(id) else {
      throw .missing(
        path: "The model \(id.text)",
        advice: HubCommand.download(id) + " brings it into " + Printable.clean(folder))
    }
    return try repository.snapshot(id)
  }

  /// The model that an id names, its files found and the headers of its weights checked.
  ///
  /// - Throws: `missing` with the files that are not there and the command that fetches them; `damaged`,
  ///   `unreadable`, `unsupported` as `ModelFolder`.
  public func modelFolder(
    _ id: HubID, variant: String? = nil
  ) throws(InferenceError) -> ModelFolder {
    try snapshot(id).modelFolder(variant: variant)
  }
}

/// Questions to the file system that have no error worth telling.
enum FilePath {
  /// A path with all links followed, nil when it leads to nothing.
  static func resolved(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// The names in a folder, sorted; none when it cannot be listed.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// Whether a path leads to a folder.
  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether a path that was resolved lies in a folder that was resolved.
  static func lies(_ path: String, in folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
  }

  /// What a link says, nil for what is no link.
  static func target(ofLink path: String) -> String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: path)
  }

  /// The size of the file that a path leads to.
  static func bytes(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
