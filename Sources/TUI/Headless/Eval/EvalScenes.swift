import Foundation
import Inference

/// A picture and the ground truth that lies beside it.
struct EvalScene: Hashable {
  var name: String
  var picture: String
  var groundTruth: String
}

/// The scenes of a folder: pictures `NAME.png`, `.jpg`, `.jpeg` or `.ppm` with `NAME-depth` or
/// `NAME-normals` (`.npy` or `.png`) beside them.
struct EvalScenes: Equatable {
  private(set) var scenes: [EvalScene] = []
  /// Pictures without ground truth, one sentence each.
  private(set) var problems: [String] = []

  /// The scenes that have ground truth of a quantity.
  ///
  /// - Throws: `missing` and `unreadable` for the folder, `missing` where there is no picture.
  init(_ folder: String, _ quantity: EvalQuantity) throws(InferenceError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
    else { throw .missing(path: folder, advice: "--scenes takes a folder of pictures") }
    guard let entries = try? FileManager.default.contentsOfDirectory(atPath: folder).sorted() else {
      throw .unreadable(path: folder, reason: "its entries cannot be listed")
    }
    let present = Set(entries)
    var names: Set<String> = []
    for entry in entries {
      guard let name = Self.pictureName(entry), names.insert(name).inserted else { continue }
      // A picture is its own truth where it is to be given back.
      let truths =
        quantity == .picture
        ? [entry] : [".npy", ".png"].map { "\(name)-\(quantity.rawValue)\($0)" }
      if let truth = truths.first(where: present.contains) {
        scenes.append(
          EvalScene(name: name, picture: folder + "/" + entry, groundTruth: folder + "/" + truth))
      } else {
        problems.append(
          "\(Printable.clean(folder + "/" + entry)) has no ground truth \(Printable.clean(truths[0])) "
            + "or .png beside it; it is left out.")
      }
    }
    guard !names.isEmpty else {
      throw .missing(path: folder + "/NAME.png", advice: "--scenes takes a folder of pictures")
    }
  }

  /// The name of a picture that is no ground truth itself.
  private static func pictureName(_ entry: String) -> String? {
    for ending in [".png", ".jpg", ".jpeg", ".ppm"] where entry.hasSuffix(ending) {
      let name = String(entry.dropLast(ending.count))
      let isTruth = EvalQuantity.maps.contains { name.hasSuffix("-" + $0.rawValue) }
      return name.isEmpty || isTruth ? nil : name
    }
    return nil
  }
}
