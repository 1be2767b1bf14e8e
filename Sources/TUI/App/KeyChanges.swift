import Inference

/// The section `keys` of a config file: read, checked against the key map, and made into changes of it.
///
/// A command that is named there has the keys that stand there and no others, but for those that lead out of
/// everything. Commands that are not named keep theirs.
struct KeyChanges {
  /// Keys that always mean what they mean.
  static let kept: [Key] = [
    .escape, .control("c"), .control("l"), .control("z"), .character(":"), .character("q"),
  ]

  private(set) var accepted: [Keys.Change] = []
  /// What is wrong and left out, one sentence each, with its line.
  private(set) var problems: [(line: Int, sentence: String)] = []

  /// Reads lines of the section.
  init(_ lines: [ConfigText.KeyLine]) {
    var read: [(line: ConfigText.KeyLine, command: Command)] = []
    for line in lines {
      do throws(CommandError) {
        let command = try Self.command(line)
        if let first = read.first(where: { $0.command == command }) {
          throw CommandError(
            ":\(command.text) has its keys on line \(first.line.number) already.")
        }
        read.append((line, command))
      } catch {
        problems.append((line.number, error.description))
      }
    }
    // The keys of menus first: what follows them is written with them.
    let menus = read.filter { $0.command.isMenu }
    let others = read.filter { !$0.command.isMenu }
    take(menus, Keys.usual)
    take(others, Keys(changes: accepted))
    leaveOutContradictions()
    accepted.sort { $0.line < $1.line }
    problems.sort { $0.line < $1.line }
  }

  /// The key map as the lines make it.
  var keys: Keys { accepted.isEmpty ? .usual : Keys(changes: accepted) }

  private mutating func take(
    _ lines: [(line: ConfigText.KeyLine, command: Command)], _ keys: Keys
  ) {
    for (line, command) in lines {
      do throws(CommandError) {
        var chords: [Keys.Chord] = []
        for name in try Self.names(line) {
          let chord = try Self.chord(name, keys)
          try Self.check(chord, name, command)
          if !chords.contains(chord) { chords.append(chord) }
        }
        accepted.append(Keys.Change(command: command, chords: chords, line: line.number))
      } catch {
        problems.append((line.number, error.description))
      }
    }
  }

  private static func command(_ line: ConfigText.KeyLine) throws(CommandError) -> Command {
    try CommandLine.parse(line.command, CommandContext(colours: Palettes.names))
  }

  private static func names(_ line: ConfigText.KeyLine) throws(CommandError) -> [String] {
    guard let keys = line.keys else {
      throw CommandError(
        "The keys of :\(Printable.clean(line.command, limit: 60)) are a text such as \"r F5\", or a list "
          + "of texts.")
    }
    let names = keys.flatMap { $0.split(separator: " ").map(String.init) }
    guard !names.isEmpty || keys.isEmpty else {
      throw CommandError(
        ":\(Printable.clean(line.command, limit: 60)) has no key there; the long key is written Space, and "
          + "[] takes every key away.")
    }
    return names
  }

  /// A key, or a prefix's key and one more.
  private static func chord(_ name: String, _ keys: Keys) throws(CommandError) -> Keys.Chord {
    if let key = KeyName.key(name) { return Keys.Chord(prefix: nil, key: key) }
    for prefix in KeyMap.Prefix.allCases where name.hasPrefix(keys.name(of: prefix)) {
      if let key = KeyName.key(String(name.dropFirst(keys.name(of: prefix).count))) {
        return Keys.Chord(prefix: prefix, key: key)
      }
    }
    let shown = Printable.clean(name, limit: 40)
    let isControl = name.lowercased().hasPrefix("ctrl-")
    if !isControl, let nearest = sameLetters(name) {
      throw CommandError("There is no key \"\(shown)\"; did you mean \(nearest)?")
    }
    let prefixes = KeyMap.Prefix.allCases.map { keys.name(of: $0) }.joined(separator: ", ")
    throw CommandError(
      "There is no key \"\(shown)\"; a key is a letter, a sign, or a name such as Space, Ctrl-R or F2, and "
        + "two may follow each other after \(prefixes).")
  }

  /// A key's name with one letter more, less or other.
  private static func sameLetters(_ name: String) -> String? {
    KeyName.all.first { $0.count > 2 && Nearest.distance(name.lowercased(), $0.lowercased()) <= 1 }
  }

  /// Keys that nobody can lose.
  private static func check(
    _ chord: Keys.Chord, _ name: String, _ command: Command
  ) throws(CommandError) {
    if chord.prefix != nil {
      guard chord.key != .escape, chord.key != .control("c") else {
        throw CommandError("\(name) cannot be taken: Esc and Ctrl-C close what a prefix opened.")
      }
      return
    }
    let isOwn = KeyMap.bindings.contains { $0.command == command && $0.keys.contains(chord.key) }
    guard kept.contains(chord.key), !isOwn else { return }
    let usual = Keys.usual.command(for: chord.key, in: .normal).map { " (:\($0.text))" } ?? ""
    throw CommandError(
      "\(KeyMap.name(chord.key))\(usual) cannot be taken: it must always do what it does, so that nobody "
        + "is locked in.")
  }

  /// Takes lines out, one at a time, until no key has two meanings.
  private mutating func leaveOutContradictions() {
    while let (place, sentence) = contradiction {
      problems.append((accepted[place].line, sentence))
      accepted.remove(at: place)
    }
  }

  /// The first change that takes a key another command has, with a sentence.
  private var contradiction: (place: Int, sentence: String)? {
    let changed = Set(accepted.map(\.command))
    var owners: [KeyMap.Mode: [Key: (command: Command, line: Int?)]] = [:]
    for binding in KeyMap.bindings {
      let keys = changed.contains(binding.command) ? Self.stay(binding) : binding.keys
      for key in keys { owners[binding.mode, default: [:]][key] = (binding.command, nil) }
    }
    for (place, change) in accepted.enumerated() {
      let (altered, added) = Self.applied(change)
      for binding in Array(altered.values) + added {
        for key in binding.keys {
          if binding.mode == .files, key == .character("/") {
            return (
              place, "/ finds in the open dialogue; :\(change.command.text) needs another key."
            )
          }
          if let owner = owners[binding.mode]?[key], owner.command != change.command {
            return (place, Self.clash(key, binding, owner, change))
          }
          owners[binding.mode, default: [:]][key] = (change.command, change.line)
        }
      }
    }
    return nil
  }

  private static func clash(
    _ key: Key, _ binding: KeyMap.Binding, _ owner: (command: Command, line: Int?),
    _ change: Keys.Change
  ) -> String {
    let name = Keys.usual.label(
      KeyMap.Binding([key], binding.command, "", mode: binding.mode))
    if owner.command.isMenu, binding.mode == .normal {
      return
        "\(name) begins the keys of :\(owner.command.text), which could then not be pressed; give "
        + ":\(owner.command.text) another key too, or :\(change.command.text) another one."
    }
    let place = owner.line.map { " on line \($0)" } ?? ""
    return
      "\(name) is :\(owner.command.text)\(place)\(binding.mode.inWords) already; give that another key "
      + "too, or :\(change.command.text) another one."
  }

  /// The keys that stay whatever a person prefers.
  private static func stay(_ binding: KeyMap.Binding) -> [Key] {
    binding.keys.filter { kept.contains($0) }
  }

  /// What a change makes of the command's built-in bindings, and what it adds.
  static func applied(
    _ change: Keys.Change
  ) -> (altered: [KeyMap.Binding: KeyMap.Binding], added: [KeyMap.Binding]) {
    let own = KeyMap.bindings.filter { $0.command == change.command }
    let singles = change.chords.filter { $0.prefix == nil }.map(\.key)
    var altered: [KeyMap.Binding: KeyMap.Binding] = [:]
    var open = change.chords
    for binding in own {
      var new = binding
      let stays = stay(binding)
      switch binding.mode {
      case .normal, .after:
        let wanted = open.filter { $0.mode == binding.mode }
        open.removeAll { $0.mode == binding.mode }
        new.keys = stays + wanted.map(\.key).filter { !stays.contains($0) }
      default:
        // Where nothing but the way out is bound, nothing else is.
        let isOnlyWayOut = stays.count == binding.keys.count
        new.keys = isOnlyWayOut ? stays : singles + stays.filter { !singles.contains($0) }
      }
      altered[binding] = new
    }
    let isEverywhere = own.isEmpty || own.contains { $0.mode.isEverywhere }
    if !isEverywhere { open.removeAll { $0.prefix == nil } }
    let help = own.first?.help ?? help(of: change.command)
    var added: [KeyMap.Binding] = []
    for chord in open {
      if let place = added.firstIndex(where: { $0.mode == chord.mode }) {
        added[place].keys.append(chord.key)
      } else {
        added.append(KeyMap.Binding([chord.key], change.command, help, mode: chord.mode))
      }
    }
    return (altered, added)
  }

  private static func help(of command: Command) -> String {
    let name = String(command.text.prefix { $0 != " " })
    return CommandLine.spec(named: name)?.help ?? ""
  }
}

extension Keys.Chord {
  /// Where the key is pressed.
  var mode: KeyMap.Mode { prefix.map { .after($0) } ?? .normal }
}

extension Command {
  /// Whether it waits for a second key.
  fileprivate var isMenu: Bool {
    if case .menu = self { return true }
    return false
  }
}

extension KeyMap.Mode {
  /// Whether its keys are there on every screen.
  fileprivate var isEverywhere: Bool {
    switch self {
    case .normal, .after: true
    default: false
    }
  }

  /// Where its keys mean what they mean, for a sentence.
  fileprivate var inWords: String {
    switch self {
    case .normal, .after: ""
    case .on(let screen): " on screen \(screen.title)"
    case .runs: " in the list of runs"
    case .presets: " in the list of presets"
    case .files: " in the open dialogue"
    case .settings: " in the settings panel"
    case .holding, .wiping, .inspecting, .inspectingClosely, .zoomed: " while something is moved"
    case .touring: " during the tour"
    }
  }
}
