internal import Foundation

/// A checkpoint cut into several safetensors files, with an index that says which tensor is where.
public struct ShardedCheckpoint: Sendable, Weights.Source {
  /// All tensors of the index by name.
  public let shapes: [String: [Int]]
  /// The index and the files it names.
  public let paths: [String]

  private let shards: [String: SafetensorsFile]
  private let shardByTensor: [String: String]

  /// More shards than any checkpoint has; each costs an open file.
  private static let shardLimit = 256

  /// Opens an index (`….safetensors.index.json`) and every shard it names.
  ///
  /// Shards are plain names in the index's own folder: a name with a slash could lead anywhere.
  ///
  /// - Throws: `missing` for the index or a shard, `unreadable`, `damaged`.
  public init(indexPath: String) throws(InferenceError) {
    let map = try Self.weightMap(indexPath)
    let folder = (indexPath as NSString).deletingLastPathComponent
    let names = Set(map.values).sorted()
    guard names.count <= Self.shardLimit else {
      throw Self.damaged(
        indexPath, "it names \(names.count) shards where at most \(Self.shardLimit) are expected")
    }
    var shards: [String: SafetensorsFile] = [:]
    for name in names {
      shards[name] = try Self.shard((folder as NSString).appendingPathComponent(name), indexPath)
    }
    var shapes: [String: [Int]] = [:]
    for (tensor, name) in map {
      guard let shape = shards[name]?.shapes[tensor] else {
        throw Self.damaged(indexPath, "the tensor \(tensor) is not in the shard \(name)")
      }
      shapes[tensor] = shape
    }
    self.shapes = shapes
    self.shards = shards
    shardByTensor = map
    paths = [indexPath] + names.map { (folder as NSString).appendingPathComponent($0) }
  }

  /// The files that an index names, sorted, without opening them.
  ///
  /// - Throws: what is wrong with the index.
  static func shardNames(indexPath: String) throws(InferenceError) -> [String] {
    Set(try weightMap(indexPath).values).sorted()
  }

  private static func damaged(_ path: String, _ reason: String) -> InferenceError {
    .damaged(path: path, reason: reason, advice: "fetch the checkpoint again")
  }

  private static func shard(
    _ path: String, _ indexPath: String
  ) throws(InferenceError) -> SafetensorsFile {
    do {
      return try SafetensorsFile(path: path)
    } catch .missing {
      throw .missing(
        path: path, advice: "\(Printable.clean(indexPath)) needs it, fetch the checkpoint again")
    }
  }

  private static func weightMap(_ path: String) throws(InferenceError) -> [String: String] {
    let file = try ConfigFile(path: path, advice: "check the path")
    guard case .object(let members)? = file.value("weight_map") else {
      throw file.mismatch("weight_map", file.value("weight_map") ?? .null, "an object")
    }
    if let name = members.firstDuplicate { throw damaged(path, "\(name) stands twice") }
    var map: [String: String] = [:]
    for member in members {
      guard case .string(let name) = member.value else {
        throw file.mismatch(member.key, member.value, "the name of a file")
      }
      guard name.hasSuffix(".safetensors"), !name.contains("/"), !name.contains("\0") else {
        throw damaged(
          path, "the shard \"\(name)\" is not a safetensors file in the folder of the index")
      }
      map[member.key] = name
    }
    return map
  }

  /// The index.
  public var path: String { paths[0] }

  /// Throws for a tensor in a number format that is not read.
  ///
  /// - Throws: `unsupported`.
  public func checkFormat(of name: String) throws(InferenceError) {
    try shardByTensor[name].flatMap { shards[$0] }?.checkFormat(of: name)
  }

  /// Whether a tensor is stored as binary16.
  public func isHalf(_ name: String) -> Bool {
    shardByTensor[name].flatMap { shards[$0] }?.isHalf(name) ?? false
  }

  /// The values of a tensor as float32, row-major.
  ///
  /// - Throws: as `SafetensorsFile.read`.
  public func read(_ name: String) throws(InferenceError) -> Tensor {
    try shard(of: name).read(name)
  }

  /// Some of a tensor's values as float32, row-major.
  ///
  /// - Throws: as `SafetensorsFile.read`.
  public func read(
    _ name: String, from start: Int, into target: UnsafeMutableBufferPointer<Float>
  ) throws(InferenceError) {
    try shard(of: name).read(name, from: start, into: target)
  }

  /// Some of a tensor's values as they are stored in binary16.
  ///
  /// - Throws: as `SafetensorsFile.readHalves`.
  public func readHalves(
    _ name: String, from start: Int, into target: UnsafeMutableBufferPointer<UInt16>
  ) throws(InferenceError) {
    try shard(of: name).readHalves(name, from: start, into: target)
  }

  private func shard(of name: String) throws(InferenceError) -> SafetensorsFile {
    guard let shard = shardByTensor[name].flatMap({ shards[$0] }) else {
      throw .missing(
        path: "\(paths[0]): tensor \(name)", advice: "the index has \(shapes.count) other tensors")
    }
    return shard
  }
}
