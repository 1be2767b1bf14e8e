import Inference

extension PictureStore {
  /// A map of a member.
  struct MemberKey: Hashable {
    var group: SeedsID
    var member: Int
    var modality: Int
  }

  /// A map of a merger; only an ensemble's newest one is kept.
  struct MergedKey: Hashable {
    var group: SeedsID
    var modality: Int
  }

  /// What is kept of ensembles.
  struct SeedsContent {
    var members: [MemberKey: Prediction] = [:]
    var merged: [MergedKey: (version: Int, map: MergedPrediction)] = [:]
  }

  func add(_ prediction: Prediction, _ group: SeedsID, member: Int, _ modality: Int) {
    withSeeds {
      $0.members[MemberKey(group: group, member: member, modality: modality)] = prediction
    }
  }

  func add(_ map: MergedPrediction, _ group: SeedsID, version: Int, _ modality: Int) {
    withSeeds { $0.merged[MergedKey(group: group, modality: modality)] = (version, map) }
  }

  func member(_ group: SeedsID, _ member: Int, _ modality: Int) -> Prediction? {
    withSeeds { $0.members[MemberKey(group: group, member: member, modality: modality)] }
  }

  /// The merger of a number, where it is still the newest.
  func merged(_ group: SeedsID, _ version: Int, _ modality: Int) -> MergedPrediction? {
    withSeeds {
      $0.merged[MergedKey(group: group, modality: modality)].flatMap {
        $0.version == version ? $0.map : nil
      }
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
