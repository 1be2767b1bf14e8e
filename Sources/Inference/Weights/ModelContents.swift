internal import Foundation

/// A tensor as it lies in a checkpoint's file.
public struct StoredTensor: Sendable, Hashable {
  /// Its name in the file.
  public let name: String
  /// How its values are stored: `F16`, `F32`, ….
  public let dtype: String
  /// The length of each axis, outermost first.
  public let shape: [Int]
  /// Its bytes in the file.
  public let byteCount: Int
  /// The file.
  public let path: String

  /// A tensor from its parts.
  public init(name: String, dtype: String, shape: [Int], byteCount: Int, path: String) {
    self.name = name
    self.dtype = dtype
    self.shape = shape
    self.byteCount = byteCount
    self.path = path
  }

  /// The number of values.
  public var count: Int { shape.reduce(1, *) }
}

/// One component of a checkpoint.
public struct ComponentContents: Sendable, Hashable {
  /// Its name in `model_index.json`: `unet`, `scheduler`, ….
  public let name: String
  /// The class it was saved from; nil for what the index does not list.
  public let className: String?
  /// Its tensors in the order of their names, numbers by their value; none for what has no weights.
  public let tensors: [StoredTensor]
  /// The files of its weights; for a component without weights, what its folder holds.
  public let files: [String]
  /// The bytes of these files.
  public let byteCount: Int

  /// A component from its parts.
  public init(
    name: String, className: String?, tensors: [StoredTensor], files: [String], byteCount: Int
  ) {
    self.name = name
    self.className = className
    self.tensors = tensors
    self.files = files
    self.byteCount = byteCount
  }

  /// The number of values in all tensors.
  public var parameters: Int { tensors.reduce(0) { $0 + $1.count } }
  /// The number formats there are, the most used first.
  public var dtypes: [String] {
    let counts = Dictionary(tensors.map { ($0.dtype, $0.count) }, uniquingKeysWith: +)
    return counts.keys.sorted { (counts[$0] ?? 0, $1) > (counts[$1] ?? 0, $0) }
  }
}

/// What a checkpoint consists of, from its index and the headers of its weights; no value is read.
public struct ModelContents: Sendable, Hashable {
  /// Those with most parameters first, those without weights last.
  public let components: [ComponentContents]

  /// Contents from their parts.
  public init(components: [ComponentContents]) { self.components = components }

  /// Reads the headers of all weights.
  ///
  /// - Throws: `missing`, `unreadable`, `damaged` for the first file that cannot be opened.
  public init(_ folder: ModelFolder) throws(InferenceError) {
    var found: [ComponentContents] = []
    let classes = folder.modelIndex.components
    for (name, files) in folder.weightFiles {
      let paths = files.paths
      found.append(
        ComponentContents(
          name: name, className: classes[name], tensors: try Self.tensors(paths), files: paths,
          byteCount: Self.bytes(paths)))
    }
    for name in classes.keys where folder.weightFiles[name] == nil {
      let paths = Self.filesWithoutWeights(folder.path + "/" + name)
      found.append(
        ComponentContents(
          name: name, className: classes[name], tensors: [], files: paths,
          byteCount: Self.bytes(paths)))
    }
    let embedding = folder.path + "/" + Self.embedding + ".safetensors"
    if FileManager.default.fileExists(atPath: embedding) {
      found.append(
        ComponentContents(
          name: Self.embedding, className: nil, tensors: try Self.tensors([embedding]),
          files: [embedding], byteCount: Self.bytes([embedding])))
    }
    components = found.sorted { ($0.parameters, $1.name) > ($1.parameters, $0.name) }
  }

  /// The stored result of the text encoder, which stands beside the components.
  private static let embedding = "empty_embedding"

  private static func tensors(_ paths: [String]) throws(InferenceError) -> [StoredTensor] {
    var tensors: [StoredTensor] = []
    for path in paths where path.hasSuffix(".safetensors") {
      tensors += try SafetensorsFile(path: path).entries.map {
        StoredTensor(
          name: $0.name, dtype: $0.dtype.rawValue, shape: $0.shape, byteCount: $0.byteRange.count,
          path: path)
      }
    }
    return tensors.map { (NaturalOrder($0.name), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private static func filesWithoutWeights(_ folder: String) -> [String] {
    FilePath.names(in: folder).sorted().map { folder + "/" + $0 }
      .filter { !FilePath.isFolder($0) }
  }

  private static func bytes(_ paths: [String]) -> Int {
    paths.reduce(0) { $0 + (FilePath.resolved($1).map(FilePath.bytes) ?? 0) }
  }
}

/// A dotted name whose numbers count by their value: `blocks.2` before `blocks.10`.
private struct NaturalOrder: Comparable {
  private let parts: [(text: Substring, number: Int?)]

  init(_ name: String) {
    parts = name.split(separator: ".").map { ($0, Int($0)) }
  }

  static func == (left: NaturalOrder, right: NaturalOrder) -> Bool {
    left.parts.map(\.text) == right.parts.map(\.text)
  }

  static func < (left: NaturalOrder, right: NaturalOrder) -> Bool {
    for (a, b) in zip(left.parts, right.parts) where a.text != b.text {
      if let first = a.number, let second = b.number, first != second { return first < second }
      return a.text < b.text
    }
    return left.parts.count < right.parts.count
  }
}
