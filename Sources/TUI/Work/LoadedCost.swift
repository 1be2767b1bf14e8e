import Inference

/// What runs of the model that the worker holds take, and whether they fit.
struct LoadedCost: Sendable {
  let model: CostModel
  /// Bytes that the process held before the model was loaded.
  let heldBefore: Int
  /// Of these, those that were its own.
  private let ownBefore: Int
  /// How fast the kernels are; nil for a small model, whose first step tells sooner.
  private(set) var speed: EngineSpeed?

  /// Weights from which on the kernels are measured.
  private static let largeBytes = 64 << 20

  /// The costs of a folder's model, before it is loaded.
  ///
  /// - Throws: what is wrong with the folder; `tooLarge` where even the weights do not fit.
  init(
    _ folder: ModelFolder, family: String?, precision: Precision
  ) throws(InferenceError) {
    model = try CostModel(folder, family: family, precision: precision)
    heldBefore = MemoryRoom.heldBytes ?? 0
    ownBefore = MemoryRoom.ownBytes ?? heldBefore
    try model.checkLoading(memory: MemoryRoom.now(limit: MemoryLimit.preferred), .commands)
  }

  /// Measures the kernels where that is worth it.
  ///
  /// - Throws: `outOfMemory`.
  mutating func measure() throws(InferenceError) {
    guard model.weightBytes >= Self.largeBytes else { return }
    // Activations take about a quarter of what the weights do.
    speed = try EngineSpeed.measured(model.precision, newBytes: model.weightBytes / 4)
  }

  /// How the autoencoder is to compute in a run that fits into what is free and what the model holds already.
  ///
  /// - Throws: `tooLarge`, naming the resolution that would fit.
  func decoding(
    _ settings: RunSettings, on picture: Picture
  ) throws(InferenceError) -> Decoding {
    try model.fitting(
      settings, height: picture.height, width: picture.width, memory: room, .commands
    ).decoding
  }

  /// What is free, and what the model holds already; nil where the system does not tell.
  private var room: MemoryRoom? {
    guard let room = MemoryRoom.now(limit: MemoryLimit.preferred) else { return nil }
    // Weights that are pages of a file count as free already, except to a person's limit on the process.
    let own = (MemoryRoom.ownBytes ?? 0) - ownBefore
    let whole = (MemoryRoom.heldBytes ?? 0) - heldBefore
    let held = max(0, room.bound == .person ? whole : own)
    return MemoryRoom(bytes: room.bytes + held, bound: room.bound)
  }
}
