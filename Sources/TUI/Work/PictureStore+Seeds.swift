import Inference

extension PictureStore {
  /// A map of a member.
  struct MemberKey: Hashable {
    var group: SeedsID
    var member: Int
    var modality: Int
  }

  /// A map of a merger; an ensemble's two newest are kept, because a picture is asked for a moment before it is
  /// made.
  struct MergedKey: Hashable {
    var group: SeedsID
    var modality: Int
  }

  /// What is kept of ensembles.
  struct SeedsContent {
    var members: [MemberKey: Prediction] = [:]
    var merged: [MergedKey: [(version: Int, map: MergedPrediction)]] = [:]
  }

  func add(_ prediction: Prediction, _ group: SeedsID, member: Int, _ modality: Int) {
    withSeeds {
      $0.members[MemberKey(group: group, member: member, modality: modality)] = prediction
    }
  }

  func add(_ map: MergedPrediction, _ group: SeedsID, version: Int, _ modality: Int) {
    withSeeds {
      let key = MergedKey(group: group, modality: modality)
      $0.merged[key] = $0.merged[key, default: []].suffix(1) + [(version, map)]
    }
  }

  func member(_ group: SeedsID, _ member: Int, _ modality: Int) -> Prediction? {
    withSeeds { $0.members[MemberKey(group: group, member: member, modality: modality)] }
  }

  /// The merger of a number, where it is still kept.
  func merged(_ group: SeedsID, _ version: Int, _ modality: Int) -> MergedPrediction? {
    withSeeds {
      $0.merged[MergedKey(group: group, modality: modality)]?.first { $0.version == version }?.map
    }
  }

  /// Lets go of an ensemble.
  func forget(_ group: SeedsID) {
    withSeeds { seeds in
      seeds.members = seeds.members.filter { $0.key.group != group }
      seeds.merged = seeds.merged.filter { $0.key.group != group }
    }
  }
}
