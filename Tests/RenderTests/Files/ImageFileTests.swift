import Foundation
import Glibc
import Inference
import Render
import Testing

@Suite struct ImageFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/stepscope-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func sentence(_ path: String, _ limits: ImageFile.Limits = .standard) -> String {
    do throws(RenderError) {
      _ = try ImageFile.load(path, limits: limits)
      return ""
    } catch { return error.description }
  }

  @Test func whateverIsNoPictureGetsOneSentence() throws {
    try withFolder { folder in
      #expect(sentence(folder + "/none.png").contains("is not there"))
      #expect(sentence(folder).contains("is a folder"))
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      #expect(sentence(folder + "/pipe").contains("is a pipe"))
      #expect(sentence("/dev/zero").contains("is a device"))
      #expect(sentence("a\0b").contains("is not there"))
      let files: [(String, [UInt8], String)] = [
        ("empty.png", [], "0 bytes"), ("text.png", Array("hello".utf8), "not a picture"),
        ("a.gif", Array("GIF89a".utf8), "a GIF picture"), ("\u{1B}[2J.png", [1], "\\u{1b}[2J"),
        ("cut.png", Array(PNGFixtures.rgb8.dropLast(20)), "damaged PNG"),
        ("cut.jpg", Array(JPEGFixtures.jpeg.dropLast(60)), "damaged JPEG"),
        ("cut.ppm", Array("P6 9 9 255 abc".utf8), "damaged PPM"),
      ]
      for (name, bytes, expected) in files {
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
        let text = sentence(folder + "/" + name)
        #expect(text.contains(expected), "\(text)")
        #expect(text.hasSuffix(".") && !text.contains("\n") && !text.contains("\u{1B}"))
      }
    }
  }

  @Test func limitsAreCheckedBeforeMemoryIsTaken() {
    let bytes = PNGFixtures.rgb8
    var huge = bytes
    huge.replaceSubrange(16..<24, with: [0, 0, 0x4E, 0x20, 0, 0, 0x4E, 0x20])
    let limits: [([UInt8], ImageFile.Limits, String)] = [
      (bytes, .init(pixels: 19), "5 x 4 pixels"), (bytes, .init(side: 4), "4 pixels a side"),
      (bytes, .init(fileBytes: 10), "83 bytes"), (huge, .standard, "20000 x 20000 pixels"),
      (Array("P6 70000 1 255 ".utf8), .standard, "70000 x 1 pixels"),
      (Array("P6 999999999 999999999 255 ".utf8), .large, "999999999"),
    ]
    for (bytes, limit, expected) in limits {
      let error = #expect(throws: RenderError.self) {
        try ImageFile.decode(bytes: bytes, limits: limit)
      }
      #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
      #expect(error?.description.contains("too large") == true)
    }
  }

  @Test func colourFilesComeBackWithTheirTexts() throws {
    try withFolder { folder in
      var random = SeededRandom(4)
      let raster = random.raster(width: 37, height: 21)
      let path = folder + "/out.png"
      try PNGWriter.write(
        raster, to: path,
        texts: [.init("Software", "stepscope"), .init("Model", "na\u{EF}ve \u{3C3}")])
      #expect(try ImageFile.load(path) == raster)
      #expect(
        try ImageFile.texts(inPNG: path) == [
          "Software": "stepscope", "Model": "na\u{EF}ve \u{3C3}",
        ])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out.png"])
    }
  }

  @Test func everySampleOfSixteenBitsComesBack() throws {
    try withFolder { folder in
      let path = folder + "/depth.png"
      let samples = (0..<65536).map { UInt16($0) }
      try PNGWriter.writeGray16(samples, width: 256, height: 256, to: path)
      #expect(try ImageFile.loadGray16(path).samples == samples)
      let plane = try Tensor([0, 0.5, 1, -1, 2, .nan], shape: [2, 3])
      try PNGWriter.write16(plane, to: path)
      #expect(try ImageFile.loadGray16(path).samples == [0, 32767, 65535, 0, 65535, 0])
    }
  }

  @Test func aFailedWriteLeavesNothingBehind() throws {
    try withFolder { folder in
      let raster = Raster(width: 2, height: 2)
      #expect(throws: RenderError.self) { try PNGWriter.write(raster, to: folder) }
      #expect(throws: RenderError.self) { try PNGWriter.write(raster, to: folder + "/no/a.png") }
      let empty = Raster(width: 0, height: 0)
      #expect(throws: RenderError.self) { try PNGWriter.write(empty, to: folder + "/b.png") }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left == [])
    }
  }
}
