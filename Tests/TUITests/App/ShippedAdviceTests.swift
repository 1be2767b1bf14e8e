import Testing

@testable import TUI

@Suite("What is said of models and scenes that ship")
struct ShippedAdviceTests {
  private static let advice =
    "; set STEPSCOPE_ASSETS to the folder assets that comes with the program"

  @Test("their names, where there are any")
  func names() {
    #expect(Assets.shipped("model", ["a", "b"]) == "a shipped model: a, b")
  }

  @Test("the folder that was found or named, where it holds none")
  func emptyFolder() {
    #expect(
      Assets.shipped("scene", [], folder: "/x/assets")
        == "a shipped scene, of which none was found in /x/assets/scenes" + Self.advice)
  }

  @Test("every place that was looked at, where there is no folder")
  func noFolder() {
    #expect(
      Assets.shipped("model", [], folder: nil, program: "/opt/bin/stepscope")
        == "a shipped model, of which none was found in a folder assets in or above /opt/bin, nor in "
        + "/opt/share/stepscope" + Self.advice)
    #expect(
      Assets.shipped("model", [], folder: nil, program: nil)
        == "a shipped model, of which none was found beside the program" + Self.advice)
  }
}
