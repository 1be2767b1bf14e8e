/// One paper's way of using the networks: conditioning, channel order, defaults and post-processing.
public protocol ModelFamily: Sendable {
  /// The family's name in files and on the command line.
  static var id: String { get }
  /// The family's name on the screen.
  static var title: String { get }
  /// Why a checkpoint of this structure cannot be used as this family's; nil where it can.
  static func misfit(_ structure: ModelStructure) -> String?
  /// Whether a checkpoint that fits is taken for this family's when nobody names one.
  static func claims(_ structure: ModelStructure) -> Bool
  /// The family for a checkpoint that fits.
  init(_ structure: ModelStructure)
  /// What it predicts first.
  var quantity: Quantity { get }
  /// The settings its authors use.
  var defaults: RunSettings { get }
  /// Which knobs exist.
  var controls: Controls { get }
  /// What the axes of predicted normals mean, for legends; nil where there are none.
  var axes: String? { get }
  /// What the settings make the family predict, most important first; never empty.
  func modalities(_ settings: RunSettings) -> [Modality]
  /// Images in a run's batch.
  var batch: Int { get }
  /// Maps that share an image's latent channels.
  var groups: Int { get }
  /// Whether the two images of a batch see each other in every self-attention.
  var jointAttention: Bool { get }
  /// What the networks are told besides the picture and the time.
  var prompting: Prompting { get }
  /// What a picture's edges are rounded to by stretching it; nil where it is padded instead.
  var edgeMultiple: Int? { get }
  /// The class vector `[1, K]` or `[B, K]` of the UNet, for families with a class embedding.
  func classLabels(_ settings: RunSettings) -> Tensor?
  /// What a run starts from.
  ///
  /// - Parameters:
  ///   - noise: Unit noise `[B, 4·groups, h, w]`.
  ///   - image: The image latents `[B, 4, h, w]`.
  /// - Returns: Latents of the noise's shape.
  func start(noise: Tensor, image: Tensor) -> Tensor
  /// The UNet's input `[B, C, h, w]` from x_t `[B, 4·groups, h, w]` and the image latents
  /// `[B, 4, h, w]`.
  ///
  /// The order of the channels lives here and nowhere else.
  func unetInput(sample: Tensor, image: Tensor) throws(InferenceError) -> Tensor
  /// The values of a decoded picture `[1, 3, H, W]`, at its size: depth and disparity `[H, W]`,
  /// everything else `[H, W, 3]`.
  func values(decoded: Tensor, _ quantity: Quantity) throws(InferenceError) -> Tensor
  /// How the members of an ensemble are merged.
  var ensembling: Ensembling { get }
  /// What an ensemble merges of a decoded picture; `merged` makes values of it.
  func mergeable(decoded: Tensor, _ quantity: Quantity) throws(InferenceError) -> Tensor
  /// What is done to merged values, or to those of a single member, at the networks' size.
  func merged(_ values: Tensor, _ quantity: Quantity) -> Tensor
  /// The depth, of any scale and shift in its logarithm, of what an ensemble merged; nil where the family's
  /// depth is not affine in its logarithm.
  func logarithmic(_ values: Tensor, _ quantity: Quantity) -> Tensor?
  /// What is done after the values were brought to the picture's size by a rule.
  func finished(_ values: Tensor, _ quantity: Quantity, _ rule: ResizeRule) -> Tensor
  /// How the authors bring a picture to the networks' size and a prediction back.
  var authorsResize: AuthorsResize { get }
  /// What a person should know of these settings; nil where they are the authors' use.
  func note(_ settings: RunSettings) -> String?
}

/// What cross-attention looks at.
public enum Prompting: Sendable, Hashable {
  /// The empty prompt.
  case empty
  /// A prompt with the domain in it, in the order of `Domain.allCases`.
  case domain(suffix: String)
  /// The picture through the image encoder.
  case picture
}

extension ModelFamily {
  /// Whatever fits.
  public static func claims(_ structure: ModelStructure) -> Bool { true }
  /// No axes.
  public var axes: String? { nil }
  /// No class embedding.
  public func classLabels(_ settings: RunSettings) -> Tensor? { nil }
  /// The one quantity.
  public func modalities(_ settings: RunSettings) -> [Modality] { [Modality(quantity)] }
  /// The first of what the settings make the family predict.
  public func quantity(_ settings: RunSettings) -> Quantity {
    modalities(settings).first?.quantity ?? quantity
  }
  /// One image.
  public var batch: Int { 1 }
  /// One map.
  public var groups: Int { 1 }
  /// None.
  public var jointAttention: Bool { false }
  /// The empty prompt.
  public var prompting: Prompting { .empty }
  /// Padded.
  public var edgeMultiple: Int? { nil }
  /// The noise itself.
  public func start(noise: Tensor, image: Tensor) -> Tensor { noise }
  /// diffusers' way.
  public var ensembling: Ensembling { Ensembling() }
  /// The values themselves.
  public func mergeable(
    decoded: Tensor, _ quantity: Quantity
  ) throws(InferenceError) -> Tensor {
    try values(decoded: decoded, quantity)
  }
  /// Nothing more.
  public func merged(_ values: Tensor, _ quantity: Quantity) -> Tensor { values }
  /// None.
  public func logarithmic(_ values: Tensor, _ quantity: Quantity) -> Tensor? { nil }
  /// Nothing more.
  public func finished(_ values: Tensor, _ quantity: Quantity, _ rule: ResizeRule) -> Tensor {
    values
  }
  /// Antialiased bilinear on bytes, and back the same way.
  public var authorsResize: AuthorsResize { AuthorsResize() }
  /// Nothing.
  public func note(_ settings: RunSettings) -> String? { nil }
  /// Image latents first, then x_t.
  public func unetInput(sample: Tensor, image: Tensor) throws(InferenceError) -> Tensor {
    try image.joined(with: sample)
  }
}

extension ModelFamily {
  /// Whether predicted normals have X to the left: mirrored against Marigold's and against ground truth.
  public var isMirrored: Bool { axes?.hasPrefix("X left") ?? false }

  /// What a person should know of more than one step; nil where any number is the authors' use.
  public var noteBeyondOneStep: String? {
    var settings = defaults
    settings.steps = 2
    return note(settings)
  }
}

extension Tensor {
  /// The channels of two batches `[B, C, h, w]` beside each other, this one's first.
  ///
  /// - Throws: `shapeMismatch` when they differ in more than their channels.
  func joined(with other: Tensor) throws(InferenceError) -> Tensor {
    guard shape.count == 4, other.shape.count == 4, shape[0] == other.shape[0],
      shape.suffix(2) == other.shape.suffix(2)
    else { throw .shapeMismatch(what: "The sample", expected: shape, found: other.shape) }
    var joined: [Float] = []
    joined.reserveCapacity(count + other.count)
    let (size, otherSize) = (count / shape[0], other.count / shape[0])
    for image in 0..<shape[0] {
      joined += scalars[(image * size)..<((image + 1) * size)]
      joined += other.scalars[(image * otherSize)..<((image + 1) * otherSize)]
    }
    return try Tensor(joined, shape: [shape[0], shape[1] + other.shape[1], shape[2], shape[3]])
  }

  /// A batch of one as a batch of `count` equal images.
  func repeated(_ count: Int) -> Tensor {
    guard count > 1, let first = shape.first else { return self }
    var result = Tensor(zeros: [first * count] + shape.dropFirst())
    result.scalars = Array(repeatElement(scalars, count: count).joined())
    return result
  }
}
