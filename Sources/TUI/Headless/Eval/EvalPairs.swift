import Foundation
import Inference

/// A prediction and the ground truth it is compared with.
struct EvalPair: Hashable {
  var name: String
  var prediction: String
  var groundTruth: String
}

/// Which predictions belong to which ground truth.
///
/// A prediction is `NAME.npy`, `NAME.png` or the run folder `NAME` with its `prediction.npy`; its ground
/// truth `NAME.npy`, `NAME.png`, `NAME-depth.png` or `NAME-normals.png`. Arrays go before pictures.
struct EvalPairs: Equatable {
  private(set) var pairs: [EvalPair] = []
  /// What has no partner, one sentence each.
  private(set) var problems: [String] = []

  /// The pairs of two folders, or of two files.
  ///
  /// - Throws: `missing`, `unreadable`; `invalidSetting` for a folder beside a file.
  init(
    predictions: String, groundTruth: String, quantity: EvalQuantity?
  ) throws(InferenceError) {
    let (isFolder, isTruthFolder) = (try Self.isFolder(predictions), try Self.isFolder(groundTruth))
    guard isFolder == isTruthFolder else {
      throw .invalidSetting(
        name: "eval", value: "a folder beside a file", allowed: "two folders, or two files")
    }
    guard isFolder else {
      let name = URL(fileURLWithPath: predictions).deletingPathExtension().lastPathComponent
      pairs = [EvalPair(name: name, prediction: predictions, groundTruth: groundTruth)]
      return
    }
    let found = try Self.predictions(in: predictions)
    let truths = try Self.truths(in: groundTruth, quantity)
    for (name, path) in found.sorted(by: { $0.key < $1.key }) {
      if let truth = truths[name] {
        pairs.append(EvalPair(name: name, prediction: path, groundTruth: truth))
      } else {
        problems.append(
          "\(Printable.clean(path)) has no ground truth in \(Printable.clean(groundTruth)); it is "
            + "left out.")
      }
    }
    for name in truths.keys.sorted() where found[name] == nil {
      problems.append(
        "\(Printable.clean(truths[name] ?? name)) has no prediction in "
          + "\(Printable.clean(predictions)); it is left out.")
    }
  }

  private static func isFolder(_ path: String) throws(InferenceError) -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .missing(path: path, advice: "eval takes two folders, or two files")
    }
    return isFolder.boolValue
  }

  private static func entries(_ folder: String) throws(InferenceError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw .unreadable(path: folder, reason: "its entries cannot be listed")
    }
  }

  private static func predictions(in folder: String) throws(InferenceError) -> [String: String] {
    var found: [String: String] = [:]
    // Sorted, .npy comes before .png, and the first counts.
    for entry in try entries(folder) {
      let path = folder + "/" + entry
      if FileManager.default.fileExists(atPath: path + "/prediction.npy") {
        found[entry] = found[entry] ?? path + "/prediction.npy"
      } else if let name = stem(entry) {
        found[name] = found[name] ?? path
      }
    }
    return found
  }

  private static func truths(
    in folder: String, _ quantity: EvalQuantity?
  ) throws(InferenceError) -> [String: String] {
    let entries = try entries(folder)
    let quantities = quantity.map { [$0] } ?? EvalQuantity.maps
    // A folder of scenes has the pictures beside their ground truth: then only the latter counts.
    for quantity in quantities {
      let suffix = "-\(quantity.rawValue).png"
      let named = entries.filter { $0.hasSuffix(suffix) }
      guard !named.isEmpty else { continue }
      return Dictionary(
        uniqueKeysWithValues: named.map { (String($0.dropLast(suffix.count)), folder + "/" + $0) })
    }
    var found: [String: String] = [:]
    for entry in entries {
      if let name = stem(entry) { found[name] = found[name] ?? folder + "/" + entry }
    }
    return found
  }

  private static func stem(_ entry: String) -> String? {
    for ending in [".npy", ".png"] where entry.hasSuffix(ending) && entry.count > ending.count {
      return String(entry.dropLast(ending.count))
    }
    return nil
  }
}
