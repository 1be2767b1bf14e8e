import Inference

/// Which key does what for this person: the key map with what the config file changes.
struct Keys: Sendable, Equatable {
  /// A key, or one after a prefix.
  struct Chord: Hashable, Sendable {
    var prefix: KeyMap.Prefix?
    var key: Key
  }

  /// A command with the keys that a person gives it, and where.
  struct Change: Sendable, Hashable {
    var command: Command
    var chords: [Chord]
    /// The line of the config file, from 1.
    var line: Int
  }

  /// The key map as it is built in.
  static let usual = Keys(changes: [])

  /// What is changed, in the file's order.
  let changes: [Change]
  /// Every binding in the key map's order, as it is now; a person's own behind them.
  let bindings: [KeyMap.Binding]
  private let table: [KeyMap.Mode: [Key: KeyMap.Binding]]
  /// What has become of each built-in binding.
  private let current: [KeyMap.Binding: KeyMap.Binding]

  /// The key map with changes that do not contradict each other; `KeyChanges` sees to that.
  init(changes: [Change]) {
    self.changes = changes
    var current: [KeyMap.Binding: KeyMap.Binding] = [:]
    var own: [KeyMap.Binding] = []
    for change in changes {
      let (altered, added) = KeyChanges.applied(change)
      current.merge(altered) { _, new in new }
      own += added
    }
    self.current = current
    bindings = KeyMap.bindings.map { current[$0] ?? $0 }.filter { !$0.keys.isEmpty } + own
    table = Self.table(bindings)
  }

  private static func table(_ bindings: [KeyMap.Binding]) -> [KeyMap.Mode: [Key: KeyMap.Binding]] {
    var table: [KeyMap.Mode: [Key: KeyMap.Binding]] = [:]
    for binding in bindings {
      for key in binding.keys { table[binding.mode, default: [:]][key] = binding }
    }
    return table
  }

  /// Bindings of the key map as they are now; those without a key are left out.
  func current(_ group: [KeyMap.Binding]) -> [KeyMap.Binding] {
    group.map { current[$0] ?? $0 }.filter { !$0.keys.isEmpty }
  }

  /// What a person has added to the key map.
  var own: [KeyMap.Binding] {
    let known = Set(KeyMap.bindings.map { current[$0] ?? $0 })
    return bindings.filter { !known.contains($0) }
  }

  /// The binding of a key in exactly this mode.
  func binding(_ key: Key, in mode: KeyMap.Mode) -> KeyMap.Binding? { table[mode]?[key] }

  /// The command of a key in a mode.
  func command(for key: Key, in mode: KeyMap.Mode, on screen: ScreenID = .steps) -> Command? {
    // What a key does on one screen goes before what it does on all.
    if mode != .normal, let binding = table[mode]?[key] { return binding.command }
    switch mode {
    case .after, .runs, .presets, .files: return nil
    default: break
    }
    if let binding = table[.on(screen)]?[key] { return binding.command }
    return table[.normal]?[key]?.command
  }

  /// The key that opens a prefix's menu; nil where a person gave it none.
  func key(of prefix: KeyMap.Prefix) -> Key? {
    bindings.first { $0.command == .menu(prefix) && $0.mode == .normal }?.keys.first
  }

  /// A prefix's key as it is written.
  func name(of prefix: KeyMap.Prefix) -> String {
    key(of: prefix).map(KeyMap.name) ?? ":menu \(prefix.rawValue) "
  }

  /// A key as it is written, behind its prefix.
  func name(_ chord: Chord) -> String {
    (chord.prefix.map { name(of: $0) } ?? "") + KeyMap.name(chord.key)
  }

  /// The keys of a binding as they are written: `h ←`, `cp`.
  func label(_ binding: KeyMap.Binding) -> String {
    let names = binding.keys.map(KeyMap.name)
    guard case .after(let prefix) = binding.mode else { return names.joined(separator: " ") }
    return names.map { name(of: prefix) + $0 }.joined(separator: " ")
  }

  /// The key of a command line, where it has one.
  func key(for line: String) -> String? {
    bindings.first { $0.command.text == line }.map(label)
  }

  /// A command's first key as it is written; the command itself where it has none.
  func name(of command: Command) -> String {
    guard let binding = bindings.first(where: { $0.command == command }),
      let key = binding.keys.first
    else { return ":" + command.text }
    guard case .after(let prefix) = binding.mode else { return KeyMap.name(key) }
    return name(of: prefix) + KeyMap.name(key)
  }

  /// A command's first key as it stands before another one: where it has none, the command and a space.
  func beginning(_ command: Command) -> String {
    let name = name(of: command)
    return name == ":" + command.text ? name + " " : name
  }

  /// Whether a command's keys are a person's own.
  func isChanged(_ command: Command) -> Bool { changes.contains { $0.command == command } }

  /// A text with a person's keys where it names built-in ones as `{cm|palette model}`.
  func filled(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "{"), let end = rest[start...].firstIndex(of: "}") {
      let parts = rest[rest.index(after: start)..<end].split(separator: "|", maxSplits: 1)
      result += rest[..<start]
      if parts.count == 2 { result += key(String(parts[0]), of: String(parts[1])) }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  static func == (left: Keys, right: Keys) -> Bool { left.changes == right.changes }
}

extension Keys {
  /// What has become of a built-in key of a command line: a person's own, or the same behind another prefix.
  fileprivate func key(_ usual: String, of line: String) -> String {
    guard !changes.isEmpty else { return usual }
    if let change = changes.first(where: { $0.command.text == line }) {
      return name(of: change.command)
    }
    for binding in KeyMap.bindings where binding.command.text == line {
      guard case .after(let prefix) = binding.mode else { continue }
      let names = binding.keys.map(KeyMap.name)
      if let name = names.first(where: { Keys.usual.name(of: prefix) + $0 == usual }) {
        return self.name(of: prefix) + name
      }
    }
    return usual
  }

  /// How a hint for a command and its other directions names its keys: the built-in ones as they are written
  /// there, or a person's own.
  func hint(_ usual: String, _ command: Command) -> String {
    let family = command.directions
    guard family.contains(where: isChanged) else { return key(usual, of: command.text) }
    return family.map { name(of: $0) }.joined(separator: "/")
  }
}

extension Command {
  /// The command and those that do the same in other directions, which share a hint.
  fileprivate var directions: [Command] {
    switch self {
    case .stepBy(let count): [.stepBy(-count), .stepBy(count)]
    case .select(let count): [.select(count), .select(-count)]
    case .turn(let count): [.turn(-count), .turn(count)]
    case .adjust(let count): [.adjust(-count), .adjust(count)]
    case .wipeBy(let count): [.wipeBy(-count), .wipeBy(count)]
    case .weights(.next(let count)): [.weights(.next(count)), .weights(.next(-count))]
    case .inspectBy(let count, 0):
      [.inspectBy(-count, 0), .inspectBy(0, count), .inspectBy(0, -count), .inspectBy(count, 0)]
    case .errorMap(.move(let count, 0)):
      [(-count, 0), (0, -count), (0, count), (count, 0)].map {
        .errorMap(.move(across: $0.0, up: $0.1))
      }
    case .zoom(.pan(let count, 0)):
      [(-count, 0), (0, -count), (0, count), (count, 0)].map {
        .zoom(.pan(across: $0.0, down: $0.1))
      }
    default: [self]
    }
  }
}
