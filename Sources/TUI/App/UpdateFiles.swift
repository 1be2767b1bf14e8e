import Inference

extension AppState {
  /// Opens the dialogue at a folder, or at the one looked at last.
  mutating func browse(_ folder: String) -> [Effect] {
    if case .files(let dialogue) = overlay, folder == ".." {
      guard dialogue.folder != FileDialogue.scenes else { return [] }
      return list(FileDialogue.parent(of: dialogue.folder), dialogue)
    }
    return list(folder.isEmpty ? browsedFolder : folder, nil)
  }

  private mutating func list(_ folder: String, _ before: FileDialogue?) -> [Effect] {
    var dialogue = FileDialogue(folder: folder)
    dialogue.showsAll = before?.showsAll ?? false
    if let before, FileDialogue.parent(of: before.folder) == folder {
      dialogue.origin = before.folder.split(separator: "/").last.map(String.init)
    }
    overlay = .files(dialogue)
    if folder == FileDialogue.scenes {
      return receive(
        .listed(
          folder: folder, asked: folder,
          pictureChoices.map { FileDialogue.Entry(name: $0, isFolder: false) }, left: 0))
    }
    return [.listFolder(folder)]
  }

  /// What the worker says of folders and of pictures in them.
  mutating func receive(_ event: FolderEvent) -> [Effect] {
    switch event {
    case .listed(let folder, let asked, let entries, let left):
      listing = FolderListing(folder: folder, asked: asked, entries: entries)
      return changeDialogue { dialogue in
        // A path that was being typed asked for other folders.
        guard dialogue.isListing, dialogue.folder == asked else { return }
        dialogue.folder = folder
        dialogue.entries = entries
        dialogue.left = left
        dialogue.isListing = false
        let names = dialogue.visible.map(\.name)
        // The way up comes first and is seldom what is wanted.
        dialogue.selection =
          dialogue.origin.flatMap(names.firstIndex) ?? (names.first == ".." ? 1 : 0)
      }
    case .unreadable(let folder, let asked, let reason):
      return changeDialogue { dialogue in
        guard dialogue.isListing, dialogue.folder == asked else { return }
        dialogue.folder = folder
        dialogue.problem = reason
        dialogue.isListing = false
      }
    case .previewed(let path, let id, let width, let height):
      return changeDialogue { dialogue in
        guard dialogue.preview.path == path else { return }
        dialogue.preview = .ready(path, id, width: width, height: height)
      }
    case .unseen(let path, let reason):
      return changeDialogue { dialogue in
        guard dialogue.preview.path == path else { return }
        dialogue.preview = .failed(path, reason: reason)
      }
    }
  }

  /// Changes the dialogue, where it is open, and looks at what is then selected.
  private mutating func changeDialogue(_ body: (inout FileDialogue) -> Void) -> [Effect] {
    guard case .files(var dialogue) = overlay else { return [] }
    body(&dialogue)
    dialogue.selection = min(max(0, dialogue.selection), max(0, dialogue.visible.count - 1))
    var effects: [Effect] = []
    if let entry = dialogue.selected, !entry.isFolder,
      FileDialogue.isPicture(entry.name)
        || dialogue.folder == FileDialogue.scenes
    {
      let path = dialogue.path(of: entry)
      if dialogue.preview.path != path {
        dialogue.preview = .waiting(path)
        effects = [.preview(path)]
      }
    } else {
      dialogue.preview = .none
    }
    overlay = .files(dialogue)
    return effects
  }

  /// Moves the selection of the dialogue.
  mutating func selectFile(_ count: Int) -> [Effect] {
    changeDialogue { $0.selection += count }
  }

  /// A click: on another row it selects, on the selected one it opens.
  mutating func clickFile(_ place: Int) -> [Effect] {
    guard case .files(let dialogue) = overlay else { return [] }
    if dialogue.selection == place { return chooseFile() }
    return changeDialogue { $0.selection = place }
  }

  /// Goes into the selected folder, or opens the selected picture.
  mutating func chooseFile() -> [Effect] {
    guard case .files(let dialogue) = overlay else {
      fail(keys.filled("No file is selected; {o|browse} lists those there are."))
      return []
    }
    guard let entry = dialogue.selected else { return [] }
    let path = dialogue.path(of: entry)
    if entry.isFolder { return list(path, dialogue) }
    browsedFolder = dialogue.folder
    overlay = nil
    return perform(.open(path))
  }

  /// Shows also hidden files and those that are no pictures, or no longer.
  mutating func toggleAllFiles() -> [Effect] {
    changeDialogue { $0.showsAll.toggle() }
  }

  /// Keys while the dialogue is open: its own, and while a filter is typed letters of it.
  mutating func chooseFile(_ key: Key) -> [Effect] {
    guard case .files(let dialogue) = overlay else { return [] }
    if dialogue.isFiltering, let effects = filter(key) { return effects }
    if key == .character("/") { return changeDialogue { $0.isFiltering = true } }
    return keys.command(for: key, in: .files).map { perform($0) } ?? []
  }

  /// A key while a filter is typed; nil for keys that mean what they mean without.
  private mutating func filter(_ key: Key) -> [Effect]? {
    switch key {
    case .character(let character):
      return changeDialogue {
        $0.filter += Printable.clean(String(character))
        $0.selection = 0
      }
    case .backspace:
      return changeDialogue {
        if $0.filter.isEmpty { $0.isFiltering = false }
        $0.filter = String($0.filter.dropLast())
        $0.selection = 0
      }
    case .escape:
      return changeDialogue {
        $0.filter = ""
        $0.isFiltering = false
        $0.selection = 0
      }
    default: return nil
    }
  }
}
