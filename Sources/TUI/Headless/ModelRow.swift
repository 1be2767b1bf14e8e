import Foundation
import Inference

/// One line of `stepscope models`.
struct ModelRow: Encodable {
  enum Status: String, Encodable {
    /// It can be run.
    case sound
    /// It is for stepscope and cannot be run.
    case broken
    /// It is for other programs.
    case other
  }

  var name: String
  /// `shipped` or `cache`.
  var source: String
  var revision: String?
  var family: String?
  var quantity: String?
  var bytes = 0
  var status = Status.sound
  var healthy: Bool
  var problem: String?

  private init(name: String, source: String) {
    self.name = name
    self.source = source
    healthy = false
  }

  init(shipped name: String) {
    self.init(name: name, source: "shipped")
    check { () throws(InferenceError) in
      let folder = try Assets.model(name)
      return (folder, folder.files.reduce(0) { $0 + Self.size($1) })
    }
  }

  /// The snapshots of a repository, or one row that says why there is none.
  static func rows(of repository: HubRepository) -> [ModelRow] {
    let snapshots = repository.snapshots
    guard snapshots.isEmpty else { return snapshots.map { ModelRow($0) } }
    var row = ModelRow(name: repository.name, source: "cache")
    row.status = .other
    row.problem = "not a model"
    guard repository.isModel else { return [row] }
    row.check { () throws(InferenceError) in
      (try Assets.cache.modelFolder(try HubID(repository.name)), 0)
    }
    return [row]
  }

  private init(_ snapshot: HubSnapshot) {
    self.init(name: snapshot.id.text, source: "cache")
    revision = snapshot.commit
    guard snapshot.looksLikeModel else {
      status = .other
      problem = "not a diffusers pipeline: it has neither model_index.json nor a UNet"
      return
    }
    let bytes = (try? snapshot.bytes()) ?? 0
    self.bytes = bytes
    check { () throws(InferenceError) in
      (try snapshot.modelFolder(), bytes)
    }
  }

  /// Health is structure: every tensor that the configs ask for is there with its shape.
  private mutating func check(
    _ open: () throws(InferenceError) -> (folder: ModelFolder, bytes: Int)
  ) {
    do throws(InferenceError) {
      let (folder, bytes) = try open()
      self.bytes = bytes
      let outline = try ModelOutline(folder)
      family = type(of: outline.family).id
      quantity = outline.family.quantity.rawValue
      healthy = true
    } catch {
      problem = error.description
      if case .unsupported = error { status = .other } else { status = .broken }
    }
  }

  private static func size(_ path: String) -> Int {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
    return (attributes?[.size] as? Int) ?? 0
  }

  /// Rows as lines with columns that are as wide as they must be.
  static func table(_ rows: [ModelRow]) -> [String] {
    let names = rows.map { Printable.clean($0.name, limit: 120) }
    let width = names.map(\.count).max() ?? 0
    return zip(rows, names).map { row, name in
      let columns = [
        pad(name, width), pad(row.family ?? "-", 9), pad(row.quantity ?? "-", 9), size(row.bytes),
      ]
      return columns.joined(separator: "  ") + "  " + row.health
    }
  }

  private var health: String {
    guard let problem else { return "ok" }
    return (status == .other ? "not for stepscope: " : "") + Printable.clean(problem, limit: 900)
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 1_000_000_000
      ? String(format: "%6.1f MB", Double(bytes) / 1e6)
      : String(format: "%6.2f GB", Double(bytes) / 1e9)
  }
}
