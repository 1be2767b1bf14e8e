/// One map of an ensemble.
public struct MergedPrediction: Sendable, Equatable {
  /// The merged map.
  public let prediction: Prediction
  /// How far the members are apart, `[H, W]`, of intrinsic maps `[H, W, 3]`: the median of the absolute
  /// differences or the standard deviation in units of the map; of normals the mean angle over π.
  public let uncertainty: Tensor
  /// What brought the members to one scale and shift; empty where nothing was aligned.
  public let alignments: [Alignment]
}

extension MergedPrediction {
  /// The mean of the uncertainty.
  public var mean: Float { uncertainty.statistics.mean }

  /// The value that 95 % of the uncertainty does not exceed.
  public var percentile95: Float {
    let sorted = uncertainty.scalars.sorted()
    guard let last = sorted.indices.last else { return 0 }
    return sorted[min(last, Int((0.95 * Double(last)).rounded()))]
  }
}

extension Estimator {
  /// A member's maps before they are merged, at the networks' size without padding.
  ///
  /// - Parameters:
  ///   - latents: The member's final latents `[B, 4·n, h, w]`.
  ///   - image: The picture they belong to.
  ///   - settings: Which maps they stand for.
  ///   - checkpoint: Progress and cancellation.
  /// - Returns: A map for each of `modalities`, `[H, W]` or `[H, W, 3]`.
  /// - Throws: `cancelled`, `notFinite`, `outOfMemory`.
  public func memberMaps(
    _ latents: Tensor, of image: PreparedImage, _ settings: RunSettings,
    _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> [Tensor] {
    var maps: [Tensor] = []
    for place in family.modalities(settings).indices {
      let map = try decodeMap(latents, of: image, settings, modality: place, checkpoint)
      maps.append(try memberMap(map, settings, modality: place))
    }
    return maps
  }

  /// One of a member's maps before it is merged.
  ///
  /// - Parameters:
  ///   - map: What `decodeMap` gave.
  ///   - settings: Which maps there are.
  ///   - place: Which of them, by its place in `modalities`.
  /// - Returns: `[H, W]` or `[H, W, 3]`, at the networks' size without padding.
  /// - Throws: `invalidSetting` for a map that the family does not have.
  public func memberMap(
    _ map: DecodedMap, _ settings: RunSettings, modality place: Int
  ) throws(InferenceError) -> Tensor {
    try family.mergeable(decoded: map.picture, self.map(place, settings).quantity)
  }

  /// Depth whose logarithm has no scale and shift taken away yet, at the picture's size.
  ///
  /// - Parameters:
  ///   - maps: Each member's map of depth, of what `memberMaps` gave; their mean is taken.
  ///   - image: The picture they belong to.
  ///   - checkpoint: Cancellation.
  /// - Returns: `[H, W]`, above 0.
  /// - Throws: `invalidSetting` for families whose depth is not affine in its logarithm; `shapeMismatch`.
  public func logarithmicDepth(
    _ maps: [Tensor], of image: PreparedImage, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> Tensor {
    let mean = maps.count == 1 ? maps[0] : try EnsembleReduction.mean.merge(maps).prediction
    guard let depth = family.logarithmic(mean, .depth) else {
      throw .invalidSetting(
        name: "The alignment", value: "log",
        allowed: "another one: depth of \(type(of: family).title) is not affine in its logarithm")
    }
    return matchingInput(Prediction(quantity: .depth, values: depth), of: image).values
  }

  /// A member's own prediction of one map.
  ///
  /// - Parameters:
  ///   - maps: What `memberMaps` gave.
  ///   - image: The picture they belong to.
  ///   - settings: Which maps they are.
  ///   - place: Which of the maps, by its place in `modalities`.
  ///   - matchingInput: Whether it is brought to the picture's size.
  /// - Returns: What a run of this member alone predicts.
  public func prediction(
    ofMember maps: [Tensor], of image: PreparedImage, _ settings: RunSettings,
    modality place: Int = 0, matchingInput: Bool = true
  ) -> Prediction {
    let modality = family.modalities(settings)[place]
    let own = Prediction(
      quantity: modality.quantity, values: family.merged(maps[place], modality.quantity),
      space: modality.space)
    return matchingInput ? self.matchingInput(own, of: image) : own
  }

  /// Merges members at the networks' size, as their family does it.
  ///
  /// - Parameters:
  ///   - members: Two or more of what `memberMaps` gave.
  ///   - image: The picture they belong to.
  ///   - settings: Which maps they are.
  ///   - rules: What `EnsembleSettings.resolved` gave.
  ///   - place: Which of the maps, by its place in `modalities`.
  ///   - matchingInput: Whether the result is brought to the picture's size.
  ///   - checkpoint: Cancellation.
  /// - Returns: The merged map, its uncertainty and the alignment.
  /// - Throws: `invalidSetting` for fewer than two, `shapeMismatch`, `cancelled`.
  public func merge(
    _ members: [[Tensor]], of image: PreparedImage, _ settings: RunSettings, _ rules: Ensembling,
    modality place: Int = 0, matchingInput: Bool = true, _ checkpoint: Checkpoint = Checkpoint()
  ) throws(InferenceError) -> MergedPrediction {
    let modality = family.modalities(settings)[place]
    let maps = members.map { $0[place] }
    var alignments: [Alignment] = []
    let merged: MergedEnsemble
    if modality.quantity == .normals {
      merged = try rules.normals[0].merge(maps)
    } else if modality.quantity == .depth, let rule = rules.alignment {
      alignments = try rule.align(maps, rules.reductions[0], checkpoint)
      merged = try DepthEnsemble.merge(
        maps, alignments: alignments, reduction: rules.reductions[0])
    } else {
      merged = try rules.reductions[0].merge(maps)
    }
    let prediction = Prediction(
      quantity: modality.quantity, values: family.merged(merged.prediction, modality.quantity),
      space: modality.space)
    guard matchingInput else {
      return MergedPrediction(
        prediction: prediction, uncertainty: merged.uncertainty, alignments: alignments)
    }
    return MergedPrediction(
      prediction: self.matchingInput(prediction, of: image),
      uncertainty: PostProcessing.resized(
        merged.uncertainty, height: image.originalHeight, width: image.originalWidth),
      alignments: alignments)
  }
}
