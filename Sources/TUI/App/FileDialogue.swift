/// The open dialogue: a folder's pictures and folders, with a look at the selected one.
struct FileDialogue: Sendable, Equatable {
  /// A file or a folder.
  struct Entry: Sendable, Hashable {
    var name: String
    var isFolder: Bool
    var bytes = 0
  }

  /// What is known of the selected picture.
  enum Preview: Sendable, Equatable {
    case none
    case waiting(String)
    case ready(String, PictureID, width: Int, height: Int)
    case failed(String, reason: String)

    var path: String? {
      switch self {
      case .none: nil
      case .waiting(let path), .ready(let path, _, _, _), .failed(let path, _): path
      }
    }
  }

  /// Whole, or `scenes` for the shipped ones.
  var folder: String
  var entries: [Entry] = []
  /// How many were too many to list.
  var left = 0
  var isListing = true
  var problem: String?
  var selection = 0
  /// Typed after `/`: only names with it are shown.
  var filter = ""
  var isFiltering = false
  /// Also hidden files and those that are no pictures.
  var showsAll = false
  var preview = Preview.none
  /// The folder one came up from, which is then selected.
  var origin: String?

  /// The shipped scenes, which are no folder of a person's.
  static let scenes = "scenes"
  /// The most names that are listed.
  static let mostEntries = 2_000
  /// Endings of files that can be opened.
  static let endings: Set<String> = ["png", "jpg", "jpeg", "ppm", "pgm", "pnm"]

  init(folder: String) {
    self.folder = folder
  }

  /// What is shown: the way up, folders, then pictures.
  var visible: [Entry] {
    let up = folder == Self.scenes ? [] : [Entry(name: "..", isFolder: true)]
    let found = entries.filter { entry in
      (showsAll || folder == Self.scenes
        || (!entry.name.hasPrefix(".") && (entry.isFolder || Self.isPicture(entry.name))))
        && (filter.isEmpty || Fuzzy.cost(entry.name, filter) != nil)
    }
    return (filter.isEmpty ? up : []) + found
  }

  var selected: Entry? {
    let visible = visible
    return visible.indices.contains(selection) ? visible[selection] : nil
  }

  /// Where an entry lies; scenes are opened by name.
  func path(of entry: Entry) -> String {
    if folder == Self.scenes { return entry.name }
    if entry.name == ".." { return Self.parent(of: folder) }
    return (folder == "/" ? "" : folder) + "/" + entry.name
  }

  static func parent(of folder: String) -> String {
    guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { return "/" }
    return String(folder[..<slash])
  }

  static func isPicture(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
    return endings.contains(name[name.index(after: dot)...].lowercased())
  }
}

/// A folder's names, for completing a path that is being typed.
struct FolderListing: Sendable, Equatable {
  var folder: String
  /// As it was asked for, where that is written otherwise.
  var asked: String?
  var entries: [FileDialogue.Entry]
}

/// What the worker says of folders.
enum FolderEvent: Sendable {
  case listed(folder: String, asked: String, [FileDialogue.Entry], left: Int)
  case unreadable(folder: String, asked: String, reason: String)
  case previewed(path: String, PictureID, width: Int, height: Int)
  case unseen(path: String, reason: String)
}
