internal import Synchronization

/// A JSON config file read key by key, each value checked for type and range.
///
/// Every problem is one sentence that names the file, the key, what stands there and what is
/// expected.
struct ConfigFile {
  /// Where the file is.
  let path: String
  private let members: [JSONMember]
  private let asked = Asked()

  /// The keys that were asked for: those that the config's class has.
  private final class Asked: Sendable {
    let keys = Mutex(Set<String>())
  }

  /// The largest config that is read; a sharded checkpoint's index may be some megabytes.
  private static let byteLimit = 32 << 20

  /// Reads a file whose content is a JSON object.
  ///
  /// - Throws: `missing` with `advice`, `unreadable`, `damaged`.
  init(path: String, advice: String) throws(InferenceError) {
    let bytes = try OpenFile.contents(of: path, limit: Self.byteLimit, advice: advice)
    try self.init(bytes: bytes, path: path)
  }

  /// Reads a config from its bytes; `path` is for messages.
  ///
  /// - Throws: `damaged`.
  init(bytes: [UInt8], path: String) throws(InferenceError) {
    self.path = path
    let value: JSONValue
    do {
      value = try JSONReader.parse(bytes, limits: .config)
    } catch {
      throw .damaged(path: path, reason: error.phrase, advice: Self.advice)
    }
    guard case .object(let members) = value else {
      throw .damaged(
        path: path, reason: "it is \(value.phrase) where an object is expected",
        advice: Self.advice)
    }
    if let key = members.firstDuplicate {
      throw .damaged(path: path, reason: "\(key) stands twice", advice: Self.advice)
    }
    self.members = members
  }

  private static let advice = "fetch the file again"

  /// The same file with other values; keys that it lacks are added.
  func replacing(_ values: [String: JSONValue]) -> ConfigFile {
    guard !values.isEmpty else { return self }
    let kept = members.filter { values[$0.key] == nil }
    let added = values.sorted { $0.key < $1.key }.map { JSONMember(key: $0.key, value: $0.value) }
    return ConfigFile(members: kept + added, path: path)
  }

  private init(members: [JSONMember], path: String) {
    self.members = members
    self.path = path
  }

  /// The value of a key; nil when the key is missing.
  func value(_ key: String) -> JSONValue? {
    asked.keys.withLock { _ = $0.insert(key) }
    return members.first { $0.key == key }?.value
  }

  /// The value of a key that no class is asked for; nil when the key is missing.
  func unasked(_ key: String) -> JSONValue? { members.first { $0.key == key }?.value }

  /// The keys that a class asked for so far, whether or not the file has them.
  var askedKeys: Set<String> { asked.keys.withLock { $0 } }

  /// The keys in the order of the file.
  var keys: [String] { members.map(\.key) }

  /// The value of a key; nil when the key is missing or null.
  func present(_ key: String) -> JSONValue? {
    value(key).flatMap { $0 == .null ? nil : $0 }
  }

  /// All members as whole numbers by key.
  ///
  /// - Throws: `damaged`.
  func integersByKey(in range: ClosedRange<Int>) throws(InferenceError) -> [String: Int] {
    var result: [String: Int] = [:]
    for member in members {
      result[member.key] = try integer(member.value, member.key, in: range)
    }
    return result
  }

  /// The error for a value that is not what is expected.
  func mismatch(_ key: String, _ value: JSONValue, _ expected: String) -> InferenceError {
    .damaged(
      path: path, reason: "\(key) is \(value.phrase) where \(expected) is expected",
      advice: "correct it or " + Self.advice)
  }

  /// The error for a sound value that stepscope does not support.
  func unsupported(_ key: String, _ value: JSONValue, _ supported: String) -> InferenceError {
    .unsupported(what: "\(key) in \(path)", found: value.phrase, supported: supported)
  }
}

// MARK: - Typed values

extension ConfigFile {
  /// A whole number in a range.
  func integer(
    _ key: String, default standard: Int, in range: ClosedRange<Int>
  ) throws(InferenceError) -> Int {
    guard let value = value(key) else { return standard }
    return try integer(value, key, in: range)
  }

  /// A whole number in a range, nil when the key is missing or null.
  func optionalInteger(
    _ key: String, in range: ClosedRange<Int>
  ) throws(InferenceError) -> Int? {
    guard let value = present(key) else { return nil }
    return try integer(value, key, in: range)
  }

  private func integer(
    _ value: JSONValue, _ key: String, in range: ClosedRange<Int>
  ) throws(InferenceError) -> Int {
    guard case .integer(let number) = value, range.contains(number) else {
      throw mismatch(
        key, value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A finite number in a range.
  func number(
    _ key: String, default standard: Double, in range: ClosedRange<Double>
  ) throws(InferenceError) -> Double {
    guard let value = value(key) else { return standard }
    return try number(value, key, in: range)
  }

  /// A finite number in a range, nil when the key is missing or null.
  func optionalNumber(
    _ key: String, in range: ClosedRange<Double>
  ) throws(InferenceError) -> Double? {
    guard let value = present(key) else { return nil }
    return try number(value, key, in: range)
  }

  private func number(
    _ value: JSONValue, _ key: String, in range: ClosedRange<Double>
  ) throws(InferenceError) -> Double {
    let number: Double? =
      switch value {
      case .integer(let whole): Double(whole)
      case .number(let fraction): fraction
      default: nil
      }
    guard let number, range.contains(number) else {
      throw mismatch(key, value, "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// A truth value.
  func bool(_ key: String, default standard: Bool) throws(InferenceError) -> Bool {
    guard let value = value(key) else { return standard }
    guard case .bool(let flag) = value else { throw mismatch(key, value, "true or false") }
    return flag
  }

  /// A truth value, nil when the key is missing or null.
  func optionalBool(_ key: String) throws(InferenceError) -> Bool? {
    present(key) == nil ? nil : try bool(key, default: false)
  }

  /// A string, nil when the key is missing or null.
  func optionalString(_ key: String) throws(InferenceError) -> String? {
    guard let value = present(key) else { return nil }
    guard case .string(let text) = value else { throw mismatch(key, value, "a string") }
    return text
  }

  /// One of an enumeration's names.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default standard: Choice
  ) throws(InferenceError) -> Choice where Choice.RawValue == String {
    guard let value = value(key) else { return standard }
    guard case .string(let text) = value else { throw mismatch(key, value, "a string") }
    guard let choice = Choice(rawValue: text) else {
      throw unsupported(key, value, Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// A list whose elements `element` reads, nil when the key is missing or null.
  private func list<Element>(
    _ key: String, _ expected: String,
    _ element: (JSONValue) throws(InferenceError) -> Element
  ) throws(InferenceError) -> [Element]? {
    guard let value = present(key) else { return nil }
    guard case .array(let values) = value else { throw mismatch(key, value, expected) }
    var result: [Element] = []
    for value in values { result.append(try element(value)) }
    return result
  }

  /// A list of strings, nil when the key is missing or null.
  func strings(_ key: String) throws(InferenceError) -> [String]? {
    try list(key, "a list of strings") { (value) throws(InferenceError) in
      guard case .string(let text) = value else {
        throw mismatch(key, value, "a string in the list")
      }
      return text
    }
  }

  /// A list of whole numbers, nil when the key is missing or null.
  func integers(
    _ key: String, in range: ClosedRange<Int>
  ) throws(InferenceError) -> [Int]? {
    try list(key, "a list of whole numbers") { (value) throws(InferenceError) in
      try integer(value, key, in: range)
    }
  }

  /// A list of numbers, nil when the key is missing or null.
  func numbers(
    _ key: String, in range: ClosedRange<Double>
  ) throws(InferenceError) -> [Double]? {
    try list(key, "a list of numbers") { (value) throws(InferenceError) in
      try number(value, key, in: range)
    }
  }

  /// One whole number for all of `count` places, or a list with one for each.
  func integerOrList(
    _ key: String, default standard: Int, count: Int, in range: ClosedRange<Int>
  ) throws(InferenceError) -> [Int] {
    guard let value = present(key) else { return [Int](repeating: standard, count: count) }
    guard case .array(let values) = value else {
      return [Int](repeating: try integer(value, key, in: range), count: count)
    }
    guard values.count == count, let list = try integers(key, in: range) else {
      throw mismatch(key, value, "one whole number or a list of \(count)")
    }
    return list
  }
}

// MARK: - What is not supported

extension ConfigFile {
  /// Throws unless the key is missing or holds one of the values.
  func require(_ key: String, oneOf allowed: [JSONValue]) throws(InferenceError) {
    guard let value = value(key), !allowed.contains(value) else { return }
    throw unsupported(key, value, allowed.map(\.plain).joined(separator: ", "))
  }
}
