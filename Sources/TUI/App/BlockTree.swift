import Inference

/// A block of a component: a line of the tree.
struct BlockRow: Hashable, Sendable {
  /// Its name in the checkpoint; empty for the whole component.
  var path: String
  /// How deep it is indented.
  var depth: Int
  /// The places of its tensors among the component's.
  var tensors: Range<Int>
  var parameters: Int

  /// Without what the lines above say.
  var title: String {
    let parts = path.split(separator: ".")
    let isNumbered = parts.count > 1 && parts.last.flatMap { Int($0) } != nil
    return parts.suffix(isNumbered ? 2 : 1).joined(separator: ".")
  }
}

/// The blocks that a component's tensors belong to, from their names.
enum BlockTree {
  /// The tree stops at these: they are the blocks that the networks report.
  private static let ends: Set<String> = [
    "resnets", "attentions", "downsamplers", "upsamplers", "layers",
  ]

  /// The tree of tensors that are sorted by name; the whole component first.
  static func rows(_ tensors: [StoredTensor]) -> [BlockRow] {
    guard !tensors.isEmpty else { return [] }
    var rows = [BlockRow(path: "", depth: 0, tensors: tensors.indices, parameters: 0)]
    var places: [String: Int] = [:]
    for (place, tensor) in tensors.enumerated() {
      rows[0].parameters += tensor.count
      for (depth, path) in paths(tensor.name).enumerated() {
        let row = places[path] ?? rows.count
        if row == rows.count {
          places[path] = row
          rows.append(
            BlockRow(path: path, depth: depth + 1, tensors: place..<place, parameters: 0))
        }
        rows[row].tensors = rows[row].tensors.lowerBound..<(place + 1)
        rows[row].parameters += tensor.count
      }
    }
    return rows
  }

  /// The blocks around a tensor, outermost first: a name with the number after it is one.
  private static func paths(_ name: String) -> [String] {
    let parts = name.split(separator: ".")
    var paths: [String] = []
    var place = 0
    while place < parts.count - 1 {
      let isNumbered = Int(parts[place + 1]) != nil
      let end = place + (isNumbered ? 2 : 1)
      guard paths.count < 2 || isNumbered, paths.count < 4 else { break }
      paths.append(parts[..<end].joined(separator: "."))
      if ends.contains(String(parts[place])) { break }
      place = end
    }
    return paths
  }
}
