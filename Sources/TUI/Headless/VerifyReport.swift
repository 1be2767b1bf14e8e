import Foundation
import Inference

/// What `stepscope verify` found.
struct VerifyReport: Encodable {
  /// One file and what is known of it.
  struct File: Encodable {
    var name: String
    var bytes = 0
    /// `sha256` or `git-sha1`.
    var algorithm = "sha256"
    var digest: String?
    /// What the blob's name says; missing where nothing does.
    var expected: String?
    /// Of safetensors: how many values were looked at.
    var values: Int?
    var problem: String?
  }

  var model: String
  var path = ""
  var revision: String?
  var family: String?
  /// What is wrong with the model as a whole.
  var structure: String?
  var files: [File] = []
  var healthy: Bool { structure == nil && files.allSatisfy { $0.problem == nil } }

  private enum CodingKeys: String, CodingKey {
    case model, path, revision, family, structure, files, healthy
  }

  init(model: String) { self.model = model }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(model, forKey: .model)
    try container.encode(path, forKey: .path)
    try container.encodeIfPresent(revision, forKey: .revision)
    try container.encodeIfPresent(family, forKey: .family)
    try container.encodeIfPresent(structure, forKey: .structure)
    try container.encode(files, forKey: .files)
    try container.encode(healthy, forKey: .healthy)
  }

  /// Configs, names and shapes.
  mutating func checkStructure(_ open: () throws(InferenceError) -> ModelFolder) {
    do throws(InferenceError) {
      family = type(of: try ModelOutline(try open()).family).id
    } catch {
      structure = error.description
    }
  }

  /// Digest and values of a file.
  ///
  /// - Throws: what `cancelled` would be; problems of the file are part of the report.
  mutating func check(_ file: HubFile, _ progress: Progress) throws(InferenceError) {
    var entry = File(name: file.name)
    switch file.state {
    case .dangling(let blob):
      entry.problem = "its link leads to \(blob), which is not there"
    case .outside(let target):
      entry.problem = "its link leads to \(target), which is no file of the cache"
    case .folder(let target):
      entry.problem = "its link leads to \(target), which is a folder"
    case .present(let path, let bytes):
      entry.bytes = bytes
      do throws(InferenceError) {
        try Self.digest(file.digest, path, &entry, progress)
        if file.name.hasSuffix(".safetensors"), entry.problem == nil {
          try Self.values(path, &entry, progress)
        }
      } catch .cancelled {
        throw .cancelled
      } catch {
        entry.problem = error.description
      }
    }
    files.append(entry)
  }

  private static func digest(
    _ expected: BlobDigest?, _ path: String, _ entry: inout File, _ progress: Progress
  ) throws(InferenceError) {
    let (name, bytes) = (Printable.clean(entry.name, limit: 60), entry.bytes)
    var done = 0
    func tell(_ count: Int) {
      done += count
      progress.show("\(name) \(done / 1_000_000)/\(bytes / 1_000_000) MB")
    }
    switch expected {
    case .git(let digest):
      entry.algorithm = "git-sha1"
      entry.expected = digest
      entry.digest = try Digest.gitBlob(path, tell)
    case .sha256(let digest):
      entry.expected = digest
      entry.digest = try Digest.file(path, tell)
    case nil:
      entry.digest = try Digest.file(path, tell)
    }
    guard let expected = entry.expected, let found = entry.digest, expected != found else { return }
    entry.problem =
      "its \(entry.algorithm) is \(found) and its blob is named \(expected): the bytes are not those "
      + "of the Hub"
    // A damaged file often says itself where it broke.
    if entry.name.hasSuffix(".safetensors") { entry.problem?.append(damage(path, progress)) }
  }

  /// What the file itself says of its damage, as the end of a sentence.
  private static func damage(_ path: String, _ progress: Progress) -> String {
    do throws(InferenceError) {
      let found = try SafetensorsFile(path: path).firstNonFinite(progress.checkpoint)
      return found.map { "; " + phrase($0) } ?? ""
    } catch .damaged(_, let reason, _) {
      return "; " + reason
    } catch {
      return ""
    }
  }

  private static func values(
    _ path: String, _ entry: inout File, _ progress: Progress
  ) throws(InferenceError) {
    let file = try SafetensorsFile(path: path)
    entry.values = file.entries.reduce(0) { $0 + $1.count }
    guard let found = try file.firstNonFinite(progress.checkpoint) else { return }
    entry.problem = phrase(found)
  }

  private static func phrase(_ found: SafetensorsFile.NonFinite) -> String {
    "value \(found.index) of the tensor \(found.tensor) is \(found.value), at byte "
      + "\(found.byteOffset) of the file"
  }
}

extension VerifyReport {
  /// The report as text, a line for each file.
  var lines: [String] {
    var lines = files.map(Self.line)
    if let structure { lines.append("WRONG  structure: " + structure) }
    let findings = files.count { $0.problem != nil } + (structure == nil ? 0 : 1)
    let bytes = files.reduce(0) { $0 + $1.bytes } / 1_000_000
    let what = "\(files.count) files, \(bytes) MB" + (family.map { ", family \($0)" } ?? "")
    lines.append(
      findings == 0 ? "sound: \(what)" : "\(findings) finding\(findings == 1 ? "" : "s") in \(what)"
    )
    return lines
  }

  private static func line(_ file: File) -> String {
    let name = Printable.clean(file.name)
    if let problem = file.problem {
      return "WRONG  \(name): \(Printable.clean(problem, limit: 900))"
    }
    let values = file.values.map { ", \($0) values finite" } ?? ""
    let digest = "\(file.algorithm) \(file.digest ?? "-")"
    let known = file.expected == nil ? "no digest is known, " : "as its blob is named, "
    return "ok     \(name): \(known)\(digest)\(values)"
  }
}
