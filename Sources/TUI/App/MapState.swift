import Inference

/// Names an error map within a session by all that decides it.
struct MapKey: Hashable, Sendable {
  var model: String
  var picture: PictureID
  /// What does not decide the map is put to its default.
  var settings: RunSettings
  var size: MapSize
  var kind: ErrorMap.Kind
}

/// The prediction of one cell.
struct MapPrediction: Sendable, Equatable {
  /// The question it answers.
  var number: Int
  var key: MapKey
  var cell: ErrorMapGrid.Cell
  var prediction: Prediction
  /// What made it, where it is not decoded yet.
  var preview: RunPreview.Kind?

  /// Whether it takes another one's place: it answers a newer question, or the same one by the decoder.
  func replaces(_ other: MapPrediction?) -> Bool {
    guard let other else { return true }
    return number > other.number || (number == other.number && other.preview != nil)
  }
}

/// The error maps of a session and what is looked at of them.
struct MapState: Sendable {
  /// How many maps are kept.
  static let kept = 12

  var size = MapSize.usual
  /// What a person asked to have measured; nil goes by the ground truth.
  var kind: ErrorMap.Kind?
  /// The map that the worker fills now.
  var filling: MapKey?
  /// A map that could not be made, with the reason.
  var failed: (key: MapKey, reason: String)?
  /// The cell that a person chose; nil goes with the step that is looked at.
  var cell: ErrorMapGrid.Cell?
  /// The number of the newest question for a cell's prediction.
  var number = 0
  /// The newest answer.
  var prediction: MapPrediction?

  private var maps: [MapKey: ErrorMap] = [:]
  /// Those looked at last, last.
  private var recent: [MapKey] = []

  subscript(key: MapKey) -> ErrorMap? { maps[key] }

  /// Keeps a map; the one not looked at for longest goes when there are too many.
  mutating func keep(_ map: ErrorMap, _ key: MapKey) {
    maps[key] = map
    touch(key)
    while recent.count > Self.kept { maps[recent.removeFirst()] = nil }
  }

  /// Says that a map is looked at.
  mutating func touch(_ key: MapKey) {
    recent.removeAll { $0 == key }
    recent.append(key)
  }

  /// Fills in a cell; nothing happens to a map that is gone.
  mutating func set(_ error: Float, _ cell: ErrorMapGrid.Cell, of key: MapKey) {
    maps[key]?[cell] = error
  }
}

/// What can be done on the map.
enum MapAction: Hashable, Sendable {
  /// To a neighbouring cell.
  case move(across: Int, up: Int)
  /// To the cell of a told timestep and a held noise level.
  case cell(told: Int, noise: Float)
  /// The prediction of the cell.
  case show
  case grid(MapSize)
  /// What is measured; nil goes by the ground truth.
  case error(ErrorMap.Kind?)

  /// The words after `:map`.
  var text: String {
    switch self {
    case .move(let across, let up): "move \(across) \(up)"
    case .cell(let told, let noise): "cell \(told) \(Format.plain(noise))"
    case .show: "show"
    case .grid(let size): "grid \(size.text)"
    case .error(let kind): "error \(kind?.rawValue ?? "auto")"
    }
  }
}

/// What the inference worker says of a map.
enum MapEvent: Sendable {
  /// Its axes are known; it may hold errors already.
  case began(ErrorMap)
  case cell(ErrorMapGrid.Cell, Float)
  case finished
  case failed(message: String)
  case predicted(MapPrediction)
}
