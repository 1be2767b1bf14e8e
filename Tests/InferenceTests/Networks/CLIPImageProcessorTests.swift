internal import TestSupport
internal import Testing

@testable internal import Inference

@Suite struct CLIPImageProcessorTests {
  private static func file(_ text: String) throws -> ConfigFile {
    try ConfigFile(bytes: Array(text.utf8), path: "feature_extractor/preprocessor_config.json")
  }

  @Test(arguments: ["37x61", "9x14"])
  func picturesArePreparedAsTheReferenceDoesIt(_ size: String) throws {
    let golden = try Golden("tokenizer/clip-image.safetensors")()
    let processor = try CLIPImageProcessor(Self.file(#"{"crop_size": 14}"#))
    let found = try processor(golden.read("\(size).input"))
    expectAgreement(
      found, with: try golden.read("\(size).output"), deviations: Tolerance.step, size)
  }

  @Test func missingKeysAreClips() throws {
    #expect(try CLIPImageProcessor(Self.file("{}")) == CLIPImageProcessor())
    let other = try CLIPImageProcessor(
      Self.file(
        #"{"crop_size":{"height":8,"width":9},"image_mean":[0,1,2],"image_std":[1,2,3]}"#))
    #expect(other.height == 8 && other.width == 9)
    #expect(other.mean == [0, 1, 2] && other.deviation == [1, 2, 3])
  }

  @Test(arguments: [
    (#"{"image_std":[0,1,1]}"#, "image_std"), (#"{"image_mean":[0.5]}"#, "a list of 3 numbers"),
    (#"{"image_mean":0.5}"#, "a list of numbers"), (#"{"crop_size":"x"}"#, "crop_size"),
    (#"{"crop_size":{"height":8}}"#, "an object with height and width"),
    (#"{"crop_size":{"height":8,"width":1.5}}"#, "crop_size.width is the number 1.5"),
  ])
  func aWrongValueIsNamed(_ text: String, _ words: String) throws {
    let error = #expect(throws: InferenceError.self) { try CLIPImageProcessor(Self.file(text)) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test(arguments: [[3, 8, 8], [1, 4, 8, 8], [1, 3, 0, 8]])
  func otherShapesAreRefused(_ shape: [Int]) {
    #expect(throws: InferenceError.self) { try CLIPImageProcessor()(Tensor(zeros: shape)) }
  }
}
