/// Where one tensor of a safetensors file lies.
public struct SafetensorsEntry: Sendable, Hashable {
  /// Its name.
  public let name: String
  /// How its values are stored.
  public let dtype: SafetensorsDType
  /// The length of each axis, outermost first.
  public let shape: [Int]
  /// Its bytes, counted from the end of the header.
  public let byteRange: Range<Int>

  /// The number of values.
  public var count: Int { shape.reduce(1, *) }
}

/// The header of a safetensors file, checked.
///
/// The rules are those of the format's reference reader (safetensors 0.8.0), seven stricter ones
/// against files that two readers would understand differently (`Violation.Rule` lists them), and
/// limits on what a hostile header can cost: the four constants below, eight levels of nesting,
/// three million values.
struct SafetensorsHeader {
  /// A rule that a header breaks, with the rest of the sentence.
  struct Violation: Error, Equatable {
    /// The seven rules beyond the reference, the size limits, and the reference's own.
    enum Rule: Equatable {
      case firstByte, duplicateTensor, duplicateMetadata, tensorNotObject, unknownField
      case unsafeName, tooManyTensors
      case limit, reference
    }

    let rule: Rule
    let reason: String
  }

  /// The most bytes a header may have.
  static let byteLimit = 100_000_000
  /// The most tensors.
  static let tensorLimit = 100_000
  /// The longest name in bytes.
  static let nameLimit = 4096
  /// The most axes, as in PyTorch.
  static let rankLimit = 64

  /// The tensors in the order of their bytes.
  let entries: [SafetensorsEntry]
  /// `__metadata__`, in the order of the file.
  let metadata: [(key: String, value: String)]

  /// Checks the header's bytes against each other and against the `dataBytes` that follow.
  init(_ bytes: [UInt8], dataBytes: Int) throws(Violation) {
    let members = try Self.members(of: bytes)
    var entries: [SafetensorsEntry] = []
    var metadata: [(key: String, value: String)] = []
    entries.reserveCapacity(members.count)
    for member in members {
      if member.key == "__metadata__" {
        metadata = try Self.metadata(member.value)
      } else {
        entries.append(try Self.entry(member))
      }
    }
    entries.sort {
      ($0.byteRange.lowerBound, $0.byteRange.upperBound)
        < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
    }
    try Self.checkLayout(entries, dataBytes: dataBytes)
    self.entries = entries
    self.metadata = metadata
  }

  private static func members(of bytes: [UInt8]) throws(Violation) -> [JSONMember] {
    guard let first = bytes.first else {
      throw Violation(rule: .reference, reason: "the header is empty")
    }
    guard first == UInt8(ascii: "{") else {
      throw Violation(rule: .firstByte, reason: "the header does not begin with {")
    }
    let limits = JSONReader.Limits(
      depth: 8, values: 3_000_000, members: tensorLimit + 1, keyBytes: nameLimit,
      allowsNonFinite: false)
    let value: JSONValue
    do {
      value = try JSONReader.parse(bytes, limits: limits)
    } catch {
      throw violation(error)
    }
    guard case .object(let members) = value else {
      throw Violation(rule: .reference, reason: "the header is not an object")
    }
    if let name = members.firstDuplicate {
      let rule: Violation.Rule = name == "__metadata__" ? .reference : .duplicateTensor
      throw Violation(rule: rule, reason: "the name \"\(name)\" stands twice in the header")
    }
    let tensors = members.count - (members.contains { $0.key == "__metadata__" } ? 1 : 0)
    guard tensors <= tensorLimit else { throw tooManyTensors }
    return members
  }

  private static var tooManyTensors: Violation {
    Violation(rule: .tooManyTensors, reason: "it has more than \(tensorLimit) tensors")
  }

  private static func violation(_ error: JSONError) -> Violation {
    switch error.reason {
    case .tooManyMembers(_, depth: 1): tooManyTensors
    case .tooDeep, .tooManyValues, .tooManyMembers, .longKey:
      Violation(rule: .limit, reason: "in its header, " + error.phrase)
    case .endsEarly, .expected, .invalidText:
      Violation(rule: .reference, reason: "in its header, " + error.phrase)
    }
  }

  private static func metadata(_ value: JSONValue) throws(Violation) -> [(String, String)] {
    if value == .null { return [] }
    guard case .object(let members) = value else {
      throw Violation(rule: .reference, reason: "__metadata__ is \(value.phrase), not an object")
    }
    if let key = members.firstDuplicate {
      throw Violation(
        rule: .duplicateMetadata, reason: "the metadata key \"\(key)\" stands twice")
    }
    var result: [(String, String)] = []
    for member in members {
      guard case .string(let text) = member.value else {
        throw Violation(
          rule: .reference,
          reason: "the metadata \"\(member.key)\" is \(member.value.phrase), not a string")
      }
      result.append((member.key, text))
    }
    return result
  }
}

// MARK: - Tensors

extension SafetensorsHeader {
  private static func entry(_ member: JSONMember) throws(Violation) -> SafetensorsEntry {
    let name = member.key
    guard !name.isEmpty else {
      throw Violation(rule: .unsafeName, reason: "a tensor has an empty name")
    }
    guard !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw Violation(
        rule: .unsafeName, reason: "the tensor name \"\(name)\" has control characters")
    }
    guard case .object(let fields) = member.value else {
      throw Violation(
        rule: .tensorNotObject,
        reason: "the tensor \"\(name)\" is \(member.value.phrase), not an object")
    }
    if let field = fields.firstDuplicate {
      throw reference(name, "has the field \"\(field)\" twice")
    }
    var dtype: SafetensorsDType?
    var shape: [Int]?
    var offsets: [Int]?
    for field in fields {
      switch field.key {
      case "dtype": dtype = try self.dtype(field.value, of: name)
      case "shape": shape = try sizes(field.value, "shape", of: name)
      case "data_offsets": offsets = try sizes(field.value, "data_offsets", of: name)
      default:
        throw Violation(
          rule: .unknownField,
          reason: "the tensor \"\(name)\" has the unknown field \"\(field.key)\"")
      }
    }
    guard let dtype else { throw reference(name, "has no dtype") }
    guard let shape else { throw reference(name, "has no shape") }
    guard shape.count <= rankLimit else {
      throw Violation(
        rule: .limit,
        reason: "the tensor \"\(name)\" has \(shape.count) axes, at most "
          + "\(rankLimit) are read")
    }
    guard let offsets else { throw reference(name, "has no data_offsets") }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw reference(name, "has the data_offsets \(offsets.prefix(4)), not a begin and an end")
    }
    let entry = SafetensorsEntry(
      name: name, dtype: dtype, shape: shape, byteRange: offsets[0]..<offsets[1])
    try checkSize(entry)
    return entry
  }

  private static func reference(_ name: String, _ what: String) -> Violation {
    Violation(rule: .reference, reason: "the tensor \"\(name)\" \(what)")
  }

  private static func dtype(
    _ value: JSONValue, of name: String
  ) throws(Violation) -> SafetensorsDType {
    guard case .string(let text) = value, let dtype = SafetensorsDType(rawValue: text) else {
      throw reference(name, "has the dtype \(value.phrase), which the format does not know")
    }
    return dtype
  }

  private static func sizes(
    _ value: JSONValue, _ field: String, of name: String
  ) throws(Violation) -> [Int] {
    guard case .array(let elements) = value else {
      throw reference(name, "has \(value.phrase) as \(field), not a list")
    }
    var sizes: [Int] = []
    sizes.reserveCapacity(elements.count)
    for element in elements {
      guard case .integer(let size) = element, size >= 0 else {
        throw reference(name, "has \(element.phrase) in its \(field), not a size")
      }
      sizes.append(size)
    }
    return sizes
  }

  private static func checkSize(_ entry: SafetensorsEntry) throws(Violation) {
    var bits = entry.dtype.bitCount
    // The reference multiplies in the same order, so an axis of length zero does not hide an
    // overflow.
    var count = 1
    for length in entry.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow else {
        throw reference(entry.name, "has the impossible shape \(entry.shape)")
      }
      count = product
    }
    let (product, overflow) = bits.multipliedReportingOverflow(by: count)
    guard !overflow else { throw reference(entry.name, "has the impossible shape \(entry.shape)") }
    bits = product
    guard bits % 8 == 0 else {
      throw reference(entry.name, "does not fill whole bytes: \(bits) bits")
    }
    guard bits / 8 == entry.byteRange.count else {
      throw reference(
        entry.name,
        "has \(entry.byteRange.count) bytes where \(entry.dtype.rawValue) \(entry.shape) needs "
          + "\(bits / 8)")
    }
  }

  private static func checkLayout(
    _ entries: [SafetensorsEntry], dataBytes: Int
  ) throws(Violation) {
    var end = 0
    for entry in entries {
      guard entry.byteRange.lowerBound == end else {
        throw reference(
          entry.name,
          "begins at byte \(entry.byteRange.lowerBound) of the data where \(end) is expected")
      }
      end = entry.byteRange.upperBound
    }
    guard end == dataBytes else {
      throw Violation(
        rule: .reference,
        reason: "\(end) bytes of tensors are expected after the header and \(dataBytes) are there")
    }
  }
}
