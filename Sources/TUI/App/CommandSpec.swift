/// One command of the command line: how it is written, what it does, and how its words are read.
struct CommandSpec: Sendable {
  /// The first word.
  var name: String
  /// Other first words, which people know from elsewhere.
  var aliases: [String] = []
  /// The words after it, for the help; empty where there are none.
  var usage: String
  /// One line of help.
  var help: String
  /// A whole line that works.
  var example: String
  /// What may stand in a place after the name, given the words before it.
  var completions: @Sendable ([String], CommandContext) -> [String]
  /// Whether everything after the name is one path, which may hold spaces.
  var takesPath = false
  /// Reads the words after the name; `rest` is everything after it as one text.
  var parse: @Sendable ([String], _ rest: String, CommandContext) throws(CommandError) -> Command

  init(
    _ name: String, _ usage: String = "", _ help: String, example: String,
    parse: @escaping @Sendable ([String], String, CommandContext) throws(CommandError) -> Command
  ) {
    self.name = name
    self.usage = usage
    self.help = help
    self.example = example
    completions = { _, _ in [] }
    self.parse = parse
  }

  /// The same command with words to complete.
  func completing(
    _ completions: @escaping @Sendable ([String], CommandContext) -> [String]
  ) -> CommandSpec {
    var result = self
    result.completions = completions
    return result
  }

  /// The same command under other names too.
  func known(as aliases: String...) -> CommandSpec {
    var result = self
    result.aliases = aliases
    return result
  }

  /// The same command, whose words are a path to complete.
  var completingPaths: CommandSpec {
    var result = self
    result.takesPath = true
    return result
  }

  /// A command without words after its name.
  init(_ name: String, _ help: String, _ command: Command) {
    self.init(name, "", help, example: name) {
      (words, _, _) throws(CommandError) -> Command in
      guard words.isEmpty else { throw CommandError(":\(name) takes nothing after it.") }
      return command
    }
  }

  /// The name and the words after it.
  var synopsis: String { usage.isEmpty ? name : "\(name) \(usage)" }

  /// What it does, and its other names.
  var description: String {
    guard !aliases.isEmpty else { return help }
    return help + "; also " + aliases.map { ":" + $0 }.joined(separator: ", ")
  }
}

/// What the command line needs to know of the program's state to complete and check.
struct CommandContext: Sendable, Equatable {
  var models: [String] = []
  var pictures: [String] = []
  var colours: [String] = []
  /// The model's maps, where they are others than depth and normals.
  var maps: [String] = []
  /// The folder read last, for paths.
  var listing: FolderListing?
  /// Which key does what.
  var keys = Keys.usual
}

/// Reads single words.
enum Words {
  /// A whole number inside a range.
  static func integer(
    _ name: String, _ words: [String], _ range: ClosedRange<Int>
  ) throws(CommandError) -> Int {
    let allowed = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard words.count == 1, let value = Int(words[0]), range.contains(value) else {
      throw .notInRange(name, words.joined(separator: " "), allowed)
    }
    return value
  }

  /// A count with a sign: `+1`, `-5`, `3`.
  static func signed(_ name: String, _ words: [String]) throws(CommandError) -> Int {
    guard words.count == 1, let value = Int(words[0]), (-1000...1000).contains(value), value != 0
    else {
      throw .notInRange(name, words.joined(separator: " "), "a count such as +1 or -5")
    }
    return value
  }

  /// One of a type's names.
  static func choice<Value: RawRepresentable & CaseIterable>(
    _ name: String, _ words: [String]
  ) throws(CommandError) -> Value where Value.RawValue == String {
    guard words.count == 1, let value = Value(rawValue: words[0]) else {
      throw .notOneOf(name, words.joined(separator: " "), Value.allCases.map(\.rawValue))
    }
    return value
  }
}
