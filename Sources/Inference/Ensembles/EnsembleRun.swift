/// An ensemble in the making: members that are pulled one after another, or several at a time, each a run of its
/// own.
///
/// The initial latents of all members are one draw `[N, 4·n, h, w]`, as diffusers' pipelines make it;
/// what the steps add is drawn member by member from the same generator, as they do with a batch of one.
/// Noise of several resolutions is drawn member by member. A member that is added later starts from the
/// generator's next numbers.
public struct EnsembleRun: Sendable {
  /// How many members have begun.
  public private(set) var begun = 0
  /// How many there will be.
  public private(set) var count: Int

  private let estimator: Estimator
  private let image: PreparedImage
  private let settings: RunSettings
  private var random: TorchRandom
  private var noise: [Tensor]
  private let isGiven: Bool
  private var finished = 0
  /// The last member that has begun, before its first step.
  private var latest: Denoising?

  /// An ensemble before its first member.
  ///
  /// - Parameters:
  ///   - estimator: The model.
  ///   - image: The picture, encoded.
  ///   - settings: What decides each member.
  ///   - count: How many members, at least 1.
  ///   - initialLatents: Unit noise `[N, 4·n, h, w]` instead of drawing it.
  /// - Throws: `invalidSetting`, `unsupported`; `shapeMismatch` for the initial latents.
  public init(
    _ estimator: Estimator, _ image: PreparedImage, _ settings: RunSettings, count: Int,
    initialLatents: Tensor? = nil
  ) throws(InferenceError) {
    self.estimator = estimator
    self.image = image
    self.settings = settings
    self.count = count
    isGiven = initialLatents != nil
    random = TorchRandom(seed: settings.seed)
    noise = []
    if let initialLatents {
      let shape = [count] + estimator.noiseShape(image.mean).dropFirst()
      guard initialLatents.shape == shape else {
        throw .shapeMismatch(
          what: "The initial latents", expected: shape, found: initialLatents.shape)
      }
      noise = (0..<count).map { initialLatents.slice($0) }
    } else {
      noise = try estimator.noise(settings, image, count: count, using: &random)
    }
  }

  /// Asks for one member more.
  ///
  /// - Throws: `invalidSetting` where the members' noise was given, and beyond the most members.
  public mutating func add() throws(InferenceError) {
    guard !isGiven, count < EnsembleSettings.mostMembers else {
      throw .invalidSetting(
        name: "The ensemble", value: "of \(count + 1)",
        allowed: "\(count) \(isGiven ? "with these initial latents" : "at most")")
    }
    noise += try estimator.noise(settings, image, count: 1, using: &random)
    count += 1
  }

  /// The next member's run before its first step, or nil when all have begun.
  ///
  /// It may begin before those ahead of it are finished: what they will draw is passed over.
  ///
  /// - Throws: what `Estimator.begin` throws.
  public mutating func next() throws(InferenceError) -> Denoising? {
    guard begun < count else { return nil }
    let start = begun > finished ? latest?.randomAtEnd ?? random : random
    let run = try estimator.begin(
      image, settings, noise: noise[begun], isGiven: isGiven, random: start)
    latest = run
    begun += 1
    return run
  }

  /// Takes over where a member left the random numbers, for the members after it.
  ///
  /// Members are finished in the order in which they began.
  public mutating func finish(_ member: Denoising) {
    random = member.random
    finished += 1
  }
}

extension EnsembleRun {
  /// Computes all members that have not begun, as many at a time as there are lanes.
  ///
  /// - Parameters:
  ///   - lanes: Of the estimator that the ensemble was made with.
  ///   - checkpoint: Progress and cancellation.
  ///   - body: Takes a member's steps and makes of it what is wanted, with the estimator of its lane.
  ///   - take: Takes what was made of a member, in their order.
  /// - Throws: as a loop over the members would.
  public mutating func complete<Output: Sendable>(
    on lanes: Lanes, _ checkpoint: Checkpoint = Checkpoint(),
    _ body:
      @Sendable (
        _ member: Int, inout Denoising, Estimator, Checkpoint
      ) throws(InferenceError) -> Output,
    take: (_ member: Int, Output) throws(InferenceError) -> Void
  ) throws(InferenceError) {
    let first = begun
    var waiting: [Denoising] = []
    while let run = try next() { waiting.append(run) }
    let runs = waiting
    try lanes.run(runs.count, checkpoint) {
      (item, estimator, checkpoint) throws(InferenceError) in
      var run = runs[item]
      let output = try body(first + item, &run, estimator, checkpoint)
      return (run: run, output: output)
    } take: { (item, result) throws(InferenceError) in
      finish(result.run)
      try take(first + item, result.output)
    }
  }
}
