internal import Foundation
internal import TestSupport
internal import Testing

@testable internal import Inference

/// Every key that the loaders ask of every family's configs, spoilt in turn: one sentence with file and key.
@Suite("Spoilt configs of every family")
struct FamilySweepTests {
  /// Values of no key; a class's name may be any text.
  private static var wrong: [Any] { [["nested": ["x"]], -1.5e30, "mush", [[1]]] }

  /// What reading members says, nil when nothing.
  private func complaint(_ reader: ConfigReader, _ members: [String: Any]) throws -> String? {
    do {
      _ = try reader.read(members)
      return nil
    } catch let error as InferenceError {
      return error.description
    }
  }

  private func sweep(_ reader: ConfigReader, _ members: [String: Any], _ keys: [String]) throws {
    #expect(try complaint(reader, members) == nil)
    for key in keys {
      for wrong in Self.wrong {
        if reader == .index, key == "_class_name", wrong is String { continue }
        var changed = members
        changed[key] = wrong
        guard let sentence = try complaint(reader, changed) else {
          Issue.record("\(reader.rawValue): \(key) = \(wrong) passes")
          continue
        }
        let name = (reader.rawValue as NSString).lastPathComponent
        #expect(
          sentence.contains(key) && sentence.contains(name) && isSentence(sentence),
          "\(key) = \(wrong): \(sentence)")
      }
    }
  }

  @Test(
    "every key that is asked for is refused with another type or out of range",
    arguments: FamilyCopy.names)
  func keys(family: String) throws {
    let copy = try FamilyCopy(family)
    #expect(copy.complaint == nil)
    // The networks' classes are the same in all families.
    let hasAllClasses = ["geowizard-v1", "geowizard-v2"].contains(family)
    for file in copy.configs {
      let reader = try #require(ConfigReader(rawValue: file))
      guard reader == .index || (hasAllClasses && reader != .scheduler) else { continue }
      let members = try copy.object(file)
      let asked = try reader.read(members).file.askedKeys.sorted()
      #expect(asked.count > 2)
      try sweep(reader, members, asked)
    }
  }

  @Test(
    "every key of a scheduler's class is refused with another type or out of range",
    arguments: SchedulerID.allCases)
  func schedulers(id: SchedulerID) throws {
    let members: [String: Any] = ["_class_name": id.className]
    let asked = try ConfigReader.scheduler.read(members).file.askedKeys
    let own = Set(SchedulerKeys.byClass[id.className, default: [:]].keys)
    try sweep(.scheduler, members, asked.intersection(own.union(["_class_name"])).sorted())
  }

  /// Values at the ends of what is allowed, alone and together: read or refused, never a trap.
  @Test("the ends of every range are planned or refused", arguments: SchedulerID.allCases)
  func extremes(id: SchedulerID) throws {
    let ends: [String: [Any]] = [
      "num_train_timesteps": [1, 2, 100_000], "steps_offset": [0, 1, 1000],
      "beta_start": [0, 1], "beta_end": [0, 1], "clip_sample_range": [0, 1e6],
      "dynamic_thresholding_ratio": [0, 1], "sample_max_value": [0, 1e6],
      "original_inference_steps": [1, 100_000], "timestep_scaling": [0, 1e6],
      "rescale_betas_zero_snr": [true], "thresholding": [true], "trained_betas": [[0.5]],
    ]
    for (key, values) in ends {
      for value in values {
        for spacing in TimestepSpacing.allCases {
          let sentence = try complaint(
            .scheduler,
            [
              "_class_name": id.className, "timestep_spacing": spacing.rawValue, key: value,
            ])
          if let sentence { #expect(isSentence(sentence), "\(key) = \(value): \(sentence)") }
        }
      }
    }
  }

  @Test(
    "an unknown or misspelled scheduler is refused with the nearest",
    arguments: [("DDIMSchedular", "the nearest is DDIMScheduler"), ("mush", "UniPCMultistep")])
  func schedulerClass(name: String, words: String) throws {
    let sentence = try complaint(.scheduler, ["_class_name": name])
    #expect(sentence?.contains(words) == true, "\(sentence ?? "passes")")
    // A class of diffusers that is not here is no mistake: it runs as DDIM, which is shown.
    #expect(try complaint(.scheduler, ["_class_name": "DEISMultistepScheduler"]) == nil)
  }

  @Test(
    "a component that is no pair of library and class is refused",
    arguments: ["unet", "vae", "scheduler", "text_encoder", "image_encoder", "tokenizer"])
  func components(name: String) throws {
    for wrong in Self.wrong + [["diffusers"], ["diffusers", 5]] {
      let sentence = try complaint(.index, [name: wrong])
      #expect(sentence?.contains("\(name) is ") == true, "\(wrong): \(sentence ?? "passes")")
    }
    for sound in [["diffusers", "X"], [NSNull(), NSNull()]] as [[Any]] {
      #expect(try complaint(.index, [name: sound]) == nil)
    }
  }

  @Test(
    "what names the intrinsic maps is checked to its leaves",
    arguments: [
      #"{"target_names":5}"#, #"{"target_names":["a","a"]}"#, #"{"target_names":["a",5]}"#,
      #"{"target_names":["a"],"a":5}"#, #"{"target_names":["a"],"a":{"prediction_space":"mush"}}"#,
      #"{"target_names":["a"],"a":{"prediction_space":5}}"#,
      #"{"target_names":["a"],"a":{"prediction_space":"linear","up_to_scale":5}}"#,
    ])
  func targets(text: String) throws {
    let properties = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let sentence = try complaint(.index, ["target_properties": properties])
    #expect(sentence.map(isSentence) == true, "\(sentence ?? "passes")")
    #expect(sentence?.contains("target_properties.") == true, "\(sentence ?? "")")
  }

  @Test(
    "a word that is nearly one of the known is refused with it",
    arguments: [("normal", "normals"), ("depths", "depth")])
  func words(wrong: String, right: String) throws {
    let sentence = try complaint(.index, ["prediction_type": wrong])
    #expect(sentence?.contains("the nearest is \(right)") == true, "\(sentence ?? "passes")")
  }
}
