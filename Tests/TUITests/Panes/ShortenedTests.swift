import Inference
import Testing

@testable import TUI

/// What fits on the notice line, however long the path in it is.
@Suite struct ShortenedTests {
  private static let folder =
    "/home/somebody/" + String(repeating: "a-folder-with-a-name/", count: 20)

  @Test("a sentence that fits is left alone")
  func fits() {
    #expect(Shortened.sentence("a/b/c.png is not there.", 40) == "a/b/c.png is not there.")
    #expect(Shortened.sentence("", 10).isEmpty)
  }

  @Test(
    "a path loses its middle, and the name, the reason and the advice stay",
    arguments: [78, 100, 118])
  func path(width: Int) {
    let sentence = InferenceError.missing(
      path: Self.folder + "photo.png", advice: "name a PNG, JPEG or PNM file"
    ).description
    let short = Shortened.sentence(sentence, width)
    #expect(TextWidth.columns(of: short) == width)
    #expect(short.hasPrefix("/home"))
    #expect(short.hasSuffix("photo.png is not there; name a PNG, JPEG or PNM file."))
  }

  @Test("what is no path is left whole")
  func names() {
    let sentence = "not finite in block mid_block.attentions.0.transformer_blocks.0.attn1"
    #expect(Shortened.sentence(sentence, 40) == sentence)
  }

  @Test("a model in a folder goes by the folder's own name, one of the Hub by its id")
  func models() {
    #expect(Shortened.name("/data/models/geowizard-v1/") == "…/geowizard-v1")
    #expect(Shortened.name("prs-eth/marigold-depth-v1-1") == "prs-eth/marigold-depth-v1-1")
    #expect(Shortened.name("marigold-depth-tiny") == "marigold-depth-tiny")
    #expect(
      TextWidth.columns(of: Shortened.name(Self.folder + "/" + String(repeating: "x", count: 90)))
        == 60)
  }

  @Test("of two paths the longer one goes first, and neither to nothing")
  func two() {
    let short = Shortened.sentence("\(Self.folder)one.npy is not \(Self.folder)two.npy", 58)
    let words = short.split(separator: " ")
    #expect(words.count == 4 && short.count <= 58)
    #expect(words[0].hasSuffix("one.npy") && words[3].hasSuffix("two.npy"))
  }

  @Test("wide characters are counted as they are shown")
  func wide() {
    let short = Shortened.sentence(String(repeating: "写真", count: 40) + ".png fehlt", 30)
    #expect(TextWidth.columns(of: short) <= 30 && short.hasSuffix(".png fehlt"))
  }

  @Test("the footer says why at every width", arguments: [(80, 24), (64, 20), (40, 10)])
  func footer(columns: Int, rows: Int) throws {
    var state = try Scenario.finished()
    let path = Self.folder + "photo.png"
    _ = update(
      &state,
      .picture(.failed(path: path, message: "\(path) is not there.")))
    let text = view(state, Size(columns: columns, rows: rows)).screen.text
    #expect(text.contains("photo.png is not there."), "\(text)")
  }

  @Test("the log wraps what is longer than a line")
  func log() throws {
    var state = try Scenario.finished()
    state.fail("A sentence " + String(repeating: "of many words ", count: 12) + "that ends here.")
    _ = update(&state, .command("log"))
    let text = view(state, Size(columns: 80, rows: 24)).screen.text
    #expect(text.contains("A sentence of many words") && text.contains("that ends here."))
  }
}
